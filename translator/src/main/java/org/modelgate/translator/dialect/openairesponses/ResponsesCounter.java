package org.modelgate.translator.dialect.openairesponses;

import java.util.Set;
import org.modelgate.translator.TokenCounter;
import org.modelgate.translator.framing.JsonMembers;

/** {@code /responses/input_tokens}, which takes a request less its output settings and refuses what it doesn't know. */
final class ResponsesCounter implements TokenCounter {
    private static final Set<String> TAKEN = Set.of(
            "model",
            "input",
            "instructions",
            "tools",
            "tool_choice",
            "parallel_tool_calls",
            "reasoning",
            "text",
            "truncation",
            "previous_response_id",
            "conversation");

    @Override
    public byte[] request(byte[] inference, String model) {
        return JsonMembers.without(inference, name -> !TAKEN.contains(name));
    }

    @Override
    public long tokens(byte[] answer) {
        return JsonMembers.count(answer, "input_tokens");
    }
}
