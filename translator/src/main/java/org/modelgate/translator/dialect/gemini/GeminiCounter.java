package org.modelgate.translator.dialect.gemini;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.modelgate.translator.TokenCounter;
import org.modelgate.translator.framing.JsonMembers;

/** {@code countTokens} of a whole request, with system prompt and tools (wire notes on Gemini, section 4). */
final class GeminiCounter implements TokenCounter {
    @Override
    public byte[] request(byte[] inference, String model) {
        String name = new String(
                JsonStringEncoder.getInstance().quoteAsString(model.indexOf('/') < 0 ? "models/" + model : model));
        ByteArrayOutputStream out = new ByteArrayOutputStream(inference.length + 64);
        out.writeBytes(("{\"generateContentRequest\":{\"model\":\"" + name + "\",").getBytes(StandardCharsets.UTF_8));
        out.write(inference, 1, inference.length - 1);
        out.write('}');
        return out.toByteArray();
    }

    @Override
    public long tokens(byte[] answer) {
        return JsonMembers.count(answer, "totalTokens");
    }
}
