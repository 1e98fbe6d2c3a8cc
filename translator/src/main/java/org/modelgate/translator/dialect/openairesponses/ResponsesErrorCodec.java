package org.modelgate.translator.dialect.openairesponses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.json.Json;
import org.modelgate.translator.ErrorCodec;
import org.modelgate.translator.framing.SseEncoder;
import org.modelgate.translator.openai.OpenAiErrors;
import org.modelgate.translator.openai.UpstreamError;

/**
 * Errors of the Responses dialect: those of Chat in an answer, two events of its own in a stream. Production sends the error
 * nested, the documentation shows it flat; both are read, and both are written (openai-responses.md section 6.5).
 */
final class ResponsesErrorCodec implements ErrorCodec {
    private static final byte[] PING = SseEncoder.comment("ping");

    @Override
    public GatewayError decode(int status, Map<String, String> headers, byte[] body) {
        return OpenAiErrors.decode(status, headers, body);
    }

    /** The error of an {@code error} event's data, or of a body that should have been an answer; empty if it is none. */
    static Optional<GatewayError> inAnswer(byte[] json) {
        return UpstreamError.inAnswer(json).map(UpstreamError::error);
    }

    /** The error of a response object whose status is no good end. */
    static GatewayError ofResponse(JsonNode response) {
        JsonNode error = response.path("error");
        if (error.isObject()) {
            return UpstreamError.inStream(error).error();
        }
        return GatewayError.provider(
                response.path("status").asText().equals("cancelled")
                        ? "The provider cancelled the answer."
                        : "The provider failed to answer.");
    }

    @Override
    public int status(GatewayError error) {
        return OpenAiErrors.status(error);
    }

    @Override
    public byte[] body(GatewayError error, String requestId) {
        return OpenAiErrors.body(error);
    }

    /** For a stream of which nothing is known. */
    @Override
    public byte[] event(GatewayError error, String requestId) {
        return events(error, new BrokenStream(requestId));
    }

    @Override
    public byte[] event(GatewayError error, String requestId, byte[] first, byte[] last) {
        return events(error, BrokenStream.of(requestId, first, last));
    }

    private static byte[] events(GatewayError error, BrokenStream stream) {
        EventWriter out = new EventWriter(stream.nextNumber());
        out.event("error", eventMembers(error));
        out.event("response.failed", ",\"response\":" + stream.failed(failure(error)));
        return out.take();
    }

    /** Members of the {@code error} event: nested for the SDK, flat as documented. */
    static String eventMembers(GatewayError error) {
        ObjectNode nested = OpenAiErrors.object(error);
        return ",\"error\":" + nested + ",\"code\":" + nested.path("code") + ",\"message\":" + nested.path("message")
                + ",\"param\":" + nested.path("param");
    }

    /** The {@code error} of a failed response; Codex decides by its code whether to try again. */
    static String failure(GatewayError error) {
        return Json.mapper()
                .createObjectNode()
                .put("code", failureCode(error))
                .put("message", error.message())
                .toString();
    }

    private static String failureCode(GatewayError error) {
        return switch (error.code()) {
            case INVALID_REQUEST -> {
                String code = OpenAiErrors.code(error);
                yield code.equals(error.code().wireName()) ? "invalid_prompt" : code;
            }
            case REQUEST_TOO_LARGE -> "context_length_exceeded";
            case RATE_LIMIT_EXCEEDED, PLAN_LIMIT_EXCEEDED -> "rate_limit_exceeded";
            case INSUFFICIENT_CREDITS -> "insufficient_quota";
            case OVERLOADED, UNAVAILABLE -> "server_is_overloaded";
            case INVALID_API_KEY,
                    FORBIDDEN,
                    MODEL_NOT_FOUND,
                    NOT_FOUND,
                    METHOD_NOT_ALLOWED,
                    INTERNAL_ERROR,
                    PROVIDER_ERROR,
                    TIMEOUT -> "server_error";
        };
    }

    @Override
    public byte[] ping() {
        return PING.clone();
    }
}
