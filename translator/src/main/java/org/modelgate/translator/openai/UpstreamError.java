package org.modelgate.translator.openai;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.error.ErrorCode;
import org.modelgate.common.error.Fault;
import org.modelgate.common.error.GatewayError;
import org.modelgate.translator.ProviderText;
import org.modelgate.translator.framing.JsonTree;

/**
 * A provider's error, read from any of the forms in use: nested, flat, a bare string, in an array, or no JSON at all.
 *
 * @param status HTTP status, or 0 where it was in a stream and tells none
 */
public record UpstreamError(
        int status,
        @Nullable String message,
        @Nullable String type,
        @Nullable String param,
        @Nullable String code) {
    private static final int BODY_BYTES_MAX = 64 * 1024;

    /** In codes and types of errors that another provider would report too (openai-responses.md section 4). */
    private static final List<String> CLIENTS_FAULTS = List.of(
            "invalid_request",
            "invalid_prompt",
            "invalid_image",
            "invalid_base64",
            "image_",
            "context_length_exceeded",
            "string_above_max_length",
            "policy");

    public static UpstreamError of(int status, byte[] body) {
        JsonNode json = JsonTree.of(body, 0, Math.min(body.length, BODY_BYTES_MAX));
        return from(status, errorIn(json).orElse(json));
    }

    public static UpstreamError inBody(byte[] bytes, int from, int to) {
        return inStream(JsonTree.of(bytes, from, Math.min(to, from + BODY_BYTES_MAX)));
    }

    /** An error object that came where no status tells about it. */
    public static UpstreamError inStream(JsonNode error) {
        String code = text(error, "code", "status");
        int status = code != null && code.matches("[45]\\d\\d") ? Integer.parseInt(code) : 0;
        return from(status, error);
    }

    public static Optional<UpstreamError> inAnswer(byte[] json) {
        return errorIn(JsonTree.of(json, 0, json.length)).map(UpstreamError::inStream);
    }

    private static Optional<JsonNode> errorIn(JsonNode json) {
        JsonNode outer = json.isArray() ? json.path(0) : json;
        JsonNode error = outer.path("error");
        if (error.isObject() || (error.isTextual() && !error.asText().isEmpty())) {
            return Optional.of(error);
        }
        boolean flat = outer.path("message").isTextual() && !outer.has("choices");
        return flat ? Optional.of(outer) : Optional.empty();
    }

    private static UpstreamError from(int status, JsonNode error) {
        if (error.isTextual()) {
            return new UpstreamError(status, error.asText(), null, null, null);
        }
        String message = text(error, "message", "detail", "error_description");
        return new UpstreamError(
                status, message, text(error, "type"), text(error, "param"), text(error, "code", "status"));
    }

    private static @Nullable String text(JsonNode object, String... names) {
        for (String name : names) {
            JsonNode value = object.path(name);
            if (value.isTextual() || value.isIntegralNumber()) {
                return value.asText();
            }
        }
        return null;
    }

    public GatewayError error() {
        return switch (status) {
            case 0 -> byType();
            case 400, 422 -> ownQuota() ? provider() : client(ErrorCode.INVALID_REQUEST, status);
            // a guardrail of a gateway in front of the model
            case 446 -> client(ErrorCode.INVALID_REQUEST, 400);
            case 413 -> client(ErrorCode.REQUEST_TOO_LARGE, status);
            case 408, 504, 522, 524 -> error(ErrorCode.TIMEOUT, "The provider did not answer in time.");
            case 429 ->
                ownQuota() ? provider() : error(ErrorCode.RATE_LIMIT_EXCEEDED, "The provider's rate limit is reached.");
            case 498, 503, 529 -> error(ErrorCode.OVERLOADED, "The provider is overloaded.");
            default -> provider();
        };
    }

    /** In a stream: the status is lost, the type or code tells. */
    private GatewayError byType() {
        String kind = (type == null ? "" : type) + ' ' + (code == null ? "" : code);
        if (ownQuota() || kind.contains("auth") || kind.contains("api_key") || kind.contains("permission")) {
            return provider();
        }
        if (kind.contains("rate_limit")) {
            return error(ErrorCode.RATE_LIMIT_EXCEEDED, "The provider's rate limit is reached.");
        }
        if (kind.contains("overloaded") || kind.contains("slow_down") || kind.contains("unavailable")) {
            return error(ErrorCode.OVERLOADED, "The provider is overloaded.");
        }
        if (kind.contains("timeout")) {
            return error(ErrorCode.TIMEOUT, "The provider did not answer in time.");
        }
        boolean request = CLIENTS_FAULTS.stream().anyMatch(kind::contains);
        return request ? client(ErrorCode.INVALID_REQUEST, 400) : provider();
    }

    /** The operator's account there is out of money: no business of the client's. */
    private boolean ownQuota() {
        String kind = type + " " + code;
        return kind.contains("insufficient_quota") || kind.contains("credit_balance") || kind.contains("billing");
    }

    private GatewayError client(ErrorCode gatewayCode, int kept) {
        String text = saidOr("The provider refused the request.");
        return new GatewayError(
                Fault.CLIENT, gatewayCode, kept, text, param, providerCode(), GatewayError.NO_RETRY_AFTER);
    }

    private GatewayError provider() {
        boolean refused = status == 401 || status == 402 || status == 403 || ownQuota();
        if (refused) {
            // The provider's own text tells about the operator's account.
            return said(ErrorCode.PROVIDER_ERROR, "The provider refused the gateway's credentials or account.");
        }
        return error(
                ErrorCode.PROVIDER_ERROR,
                status == 0 ? "The provider reported an error." : "The provider answered with status " + status + ".");
    }

    /** With the provider's own words, if it has any. */
    private GatewayError error(ErrorCode gatewayCode, String otherwise) {
        return said(gatewayCode, saidOr(otherwise));
    }

    private String saidOr(String otherwise) {
        String cleaned = message == null ? "" : ProviderText.clean(message);
        return cleaned.isBlank() ? otherwise : cleaned;
    }

    private GatewayError said(ErrorCode gatewayCode, String text) {
        return new GatewayError(
                Fault.PROVIDER,
                gatewayCode,
                gatewayCode.status(),
                text,
                null,
                providerCode(),
                GatewayError.NO_RETRY_AFTER);
    }

    private @Nullable String providerCode() {
        return code == null ? type : code;
    }
}
