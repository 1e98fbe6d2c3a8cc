package org.modelgate.translator.dialect.openairesponses;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.modelgate.common.inference.InferenceRequest;
import org.modelgate.translator.BodyScanner;
import org.modelgate.translator.ClientCounting;
import org.modelgate.translator.RequestCodec;
import org.modelgate.translator.Warnings;

/** A client's {@code responses/input_tokens}: a request of which nothing but output settings may be missing, and they always may. */
final class ResponsesCounting implements ClientCounting {
    private final BodyScanner scanner = new ResponsesBodyScanner();
    private final RequestCodec requests = new ResponsesRequestCodec();

    @Override
    public String path() {
        return "responses/input_tokens";
    }

    @Override
    public BodyScanner scanner() {
        return scanner;
    }

    @Override
    public InferenceRequest decode(byte[] body, Map<String, String> headers, Warnings warnings) {
        return requests.decode(body, headers, warnings);
    }

    @Override
    public byte[] answer(long inputTokens) {
        return ("{\"object\":\"response.input_tokens\",\"input_tokens\":" + inputTokens + "}")
                .getBytes(StandardCharsets.US_ASCII);
    }
}
