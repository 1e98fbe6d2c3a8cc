package org.modelgate.translator.dialect.openaichat;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;
import org.modelgate.common.error.ErrorCode;
import org.modelgate.common.error.Fault;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.json.Json;
import org.modelgate.translator.ErrorCodec;
import org.modelgate.translator.RetryAfter;
import org.modelgate.translator.framing.SseEncoder;

/** Errors in OpenAI's form. */
final class OpenAiChatErrorCodec implements ErrorCodec {
    private static final byte[] PING = SseEncoder.comment("ping");
    private static final int SERVICE_UNAVAILABLE = 503;

    @Override
    public GatewayError decode(int status, Map<String, String> headers, byte[] body) {
        return UpstreamError.of(status, body).error().withRetryAfterMillis(RetryAfter.millis(headers));
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
        return error.code() == ErrorCode.OVERLOADED ? SERVICE_UNAVAILABLE : error.status();
    }

    @Override
    public byte[] body(GatewayError error, String requestId) {
        ObjectNode root = Json.mapper().createObjectNode();
        ObjectNode inner = root.putObject("error");
        inner.put("message", error.message());
        inner.put("type", type(error.code()));
        inner.put("param", error.param());
        inner.put("code", code(error));
        return root.toString().getBytes(UTF_8);
    }

    @Override
    public byte[] event(GatewayError error, String requestId) {
        return SseEncoder.data(body(error, requestId));
    }

    @Override
    public byte[] ping() {
        return PING.clone();
    }

    private static String type(ErrorCode code) {
        return switch (code) {
            case INVALID_REQUEST, METHOD_NOT_ALLOWED, REQUEST_TOO_LARGE -> "invalid_request_error";
            case INVALID_API_KEY -> "authentication_error";
            case INSUFFICIENT_CREDITS -> "insufficient_quota";
            case FORBIDDEN -> "permission_error";
            case MODEL_NOT_FOUND, NOT_FOUND -> "not_found_error";
            case RATE_LIMIT_EXCEEDED, PLAN_LIMIT_EXCEEDED -> "rate_limit_error";
            case INTERNAL_ERROR, PROVIDER_ERROR, UNAVAILABLE, TIMEOUT, OVERLOADED -> "server_error";
        };
    }

    /** A client acts on codes such as context_length_exceeded; a type of another dialect is no code. */
    private static String code(GatewayError error) {
        if (error.code() != ErrorCode.INVALID_REQUEST || error.fault() != Fault.CLIENT) {
            return error.code().wireName();
        }
        if (error.message().startsWith("prompt is too long")) {
            return "context_length_exceeded";
        }
        String own = error.providerCode();
        return own == null || own.endsWith("_error") ? error.code().wireName() : own;
    }
}
