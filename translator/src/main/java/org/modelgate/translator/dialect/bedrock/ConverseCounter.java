package org.modelgate.translator.dialect.bedrock;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.modelgate.translator.TokenCounter;
import org.modelgate.translator.framing.JsonMembers;

/** {@code count-tokens} with a Converse request (wire notes on Bedrock, section 6). */
final class ConverseCounter implements TokenCounter {
    private static final Set<String> COUNTED = Set.of("messages", "system", "toolConfig");
    private static final byte[] BEFORE = "{\"input\":{\"converse\":".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] BEHIND = "}}".getBytes(StandardCharsets.US_ASCII);

    @Override
    public byte[] request(byte[] inference, String model) {
        byte[] counted = JsonMembers.without(inference, name -> !COUNTED.contains(name));
        byte[] request = new byte[BEFORE.length + counted.length + BEHIND.length];
        System.arraycopy(BEFORE, 0, request, 0, BEFORE.length);
        System.arraycopy(counted, 0, request, BEFORE.length, counted.length);
        System.arraycopy(BEHIND, 0, request, BEFORE.length + counted.length, BEHIND.length);
        return request;
    }

    @Override
    public long tokens(byte[] answer) {
        return JsonMembers.count(answer, "inputTokens");
    }
}
