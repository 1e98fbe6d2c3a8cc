package org.modelgate.translator.dialect.openaichat;

import java.util.Map;
import java.util.Optional;
import org.modelgate.common.error.GatewayError;
import org.modelgate.translator.ErrorCodec;
import org.modelgate.translator.framing.SseEncoder;
import org.modelgate.translator.openai.OpenAiErrors;
import org.modelgate.translator.openai.UpstreamError;

/** Errors in OpenAI's form. */
final class OpenAiChatErrorCodec implements ErrorCodec {
    private static final byte[] PING = SseEncoder.comment("ping");

    @Override
    public GatewayError decode(int status, Map<String, String> headers, byte[] body) {
        return OpenAiErrors.decode(status, headers, body);
    }

    /** The error object of a stream's event or of an answer whose status was 200. */
    static GatewayError inBody(byte[] bytes, int from, int to) {
        return UpstreamError.inBody(bytes, from, to).error();
    }

    /** The error in a whole body that should have been something else, if it is one. */
    static Optional<GatewayError> inAnswer(byte[] json) {
        return UpstreamError.inAnswer(json).map(UpstreamError::error);
    }

    @Override
    public int status(GatewayError error) {
        return OpenAiErrors.status(error);
    }

    @Override
    public byte[] body(GatewayError error, String requestId) {
        return OpenAiErrors.body(error);
    }

    @Override
    public byte[] event(GatewayError error, String requestId) {
        return SseEncoder.data(body(error, requestId));
    }

    @Override
    public byte[] ping() {
        return PING.clone();
    }
}
