package org.modelgate.translator.openai;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import java.util.Map;
import org.modelgate.common.error.CreditShortage;
import org.modelgate.common.error.ErrorCode;
import org.modelgate.common.error.Fault;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.json.Json;
import org.modelgate.translator.RetryAfter;
import org.modelgate.translator.ShortageJson;

/** Errors in the form that all of OpenAI's dialects share (contract section 7). */
public final class OpenAiErrors {
    private static final int SERVICE_UNAVAILABLE = 503;

    private OpenAiErrors() {}

    /** The error of a provider's answer with this status. */
    public static GatewayError decode(int status, Map<String, String> headers, byte[] body) {
        return UpstreamError.of(status, body).error().withRetryAfterMillis(RetryAfter.millis(headers));
    }

    public static int status(GatewayError error) {
        return error.code() == ErrorCode.OVERLOADED ? SERVICE_UNAVAILABLE : error.status();
    }

    public static byte[] body(GatewayError error) {
        ObjectNode root = Json.mapper().createObjectNode();
        root.set("error", object(error));
        return root.toString().getBytes(UTF_8);
    }

    /** The inner object. */
    public static ObjectNode object(GatewayError error) {
        ObjectNode object = Json.mapper()
                .createObjectNode()
                .put("message", error.message())
                .put("type", type(error.code()))
                .put("param", error.param())
                .put("code", code(error));
        CreditShortage shortage = error.shortage();
        return shortage == null ? object : object.putRawValue("context", new RawValue(ShortageJson.of(shortage)));
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
    public static String code(GatewayError error) {
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
