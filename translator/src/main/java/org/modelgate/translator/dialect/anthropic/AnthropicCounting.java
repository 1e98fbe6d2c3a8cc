package org.modelgate.translator.dialect.anthropic;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.modelgate.common.inference.InferenceRequest;
import org.modelgate.translator.BodyScanner;
import org.modelgate.translator.ClientCounting;
import org.modelgate.translator.Warnings;

/** A client's {@code count_tokens}: a request without {@code max_tokens}. */
final class AnthropicCounting implements ClientCounting {
    private final BodyScanner scanner = new AnthropicScanner(false);

    @Override
    public String path() {
        return "messages/count_tokens";
    }

    @Override
    public BodyScanner scanner() {
        return scanner;
    }

    @Override
    public InferenceRequest decode(byte[] body, Map<String, String> headers, Warnings warnings) {
        return new AnthropicRequestDecoder(body, headers, warnings).decodeCounted();
    }

    @Override
    public byte[] answer(long inputTokens) {
        return ("{\"input_tokens\":" + inputTokens + "}").getBytes(StandardCharsets.US_ASCII);
    }
}
