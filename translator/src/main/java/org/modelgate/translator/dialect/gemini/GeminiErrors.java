package org.modelgate.translator.dialect.gemini;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.error.ErrorCode;
import org.modelgate.common.error.Fault;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.json.Json;
import org.modelgate.translator.ErrorDecoder;
import org.modelgate.translator.ProviderText;
import org.modelgate.translator.RetryAfter;

/**
 * {@code google.rpc.Status} (the provider's page, section 6), also wrapped in an array. The wait stands in {@code RetryInfo}, not in a
 * header; a key that isn't valid is a 400.
 */
final class GeminiErrors implements ErrorDecoder {
    private static final String CONTEXT_LENGTH = "context_length_exceeded";
    private static final String REFUSED = "the provider refused the gateway's credentials or account";
    private static final BigDecimal WAIT_MAX_SECONDS = BigDecimal.valueOf(7 * 86_400L);

    /**
     * An error as it was said.
     *
     * @param kind {@code RESOURCE_EXHAUSTED} and the like, empty if unknown
     * @param reason {@code API_KEY_INVALID} and the like, empty if there is none
     */
    private record Said(String kind, String reason, String message, long waitMillis, boolean daily) {}

    @Override
    public GatewayError decode(int status, Map<String, String> headers, byte[] body) {
        Said said = said(errorIn(tree(body)).orElse(MissingNode.getInstance()));
        long wait = said.waitMillis() == GatewayError.NO_RETRY_AFTER ? RetryAfter.millis(headers) : said.waitMillis();
        return decode(status, said, said.daily() ? GatewayError.NO_RETRY_AFTER : wait);
    }

    /** The error in a body whose status was 200, if it is one. */
    static Optional<GatewayError> inAnswer(JsonNode answer) {
        return errorIn(answer).map(GeminiErrors::of);
    }

    /** An error object of a stream or of an answer whose status was 200. Its own code stands for the status. */
    static GatewayError of(JsonNode error) {
        Said said = said(error);
        int code = error.path("code").asInt(0);
        return decode(
                code >= 400 && code < 600 ? code : status(said.kind()),
                said,
                said.daily() ? GatewayError.NO_RETRY_AFTER : said.waitMillis());
    }

    private static Optional<JsonNode> errorIn(JsonNode body) {
        JsonNode error = (body.isArray() ? body.path(0) : body).path("error");
        return error.isObject() && !error.isEmpty() ? Optional.of(error) : Optional.empty();
    }

    private static JsonNode tree(byte[] body) {
        try {
            return Json.mapper().readTree(ProviderText.bounded(body));
        } catch (JsonProcessingException e) {
            // HTML of an edge, a cut body, plain text: the status alone speaks
            return MissingNode.getInstance();
        }
    }

    private static Said said(JsonNode error) {
        String reason = "";
        long wait = GatewayError.NO_RETRY_AFTER;
        boolean daily = false;
        for (JsonNode detail : error.path("details")) {
            reason = detail.path("reason").asText(reason);
            if (detail.path("retryDelay").isTextual()) {
                wait = millis(detail.path("retryDelay").asText());
            }
            for (JsonNode violation : detail.path("violations")) {
                daily |= violation.path("quotaId").asText("").contains("PerDay");
            }
        }
        return new Said(
                error.path("status").asText(""),
                reason,
                ProviderText.clean(error.path("message").asText("")),
                wait,
                daily);
    }

    /** A duration such as {@code 34s} or {@code 1.5s}. */
    private static long millis(String duration) {
        try {
            BigDecimal seconds =
                    new BigDecimal(duration.endsWith("s") ? duration.substring(0, duration.length() - 1) : "");
            if (seconds.signum() < 0) {
                return GatewayError.NO_RETRY_AFTER;
            }
            return seconds.min(WAIT_MAX_SECONDS).movePointRight(3).longValue();
        } catch (NumberFormatException e) {
            // an unknown form of it: no wait is known
            return GatewayError.NO_RETRY_AFTER;
        }
    }

    private static int status(String kind) {
        return switch (kind) {
            case "INVALID_ARGUMENT", "FAILED_PRECONDITION", "OUT_OF_RANGE" -> 400;
            case "UNAUTHENTICATED" -> 401;
            case "PERMISSION_DENIED" -> 403;
            case "NOT_FOUND" -> 404;
            case "RESOURCE_EXHAUSTED" -> 429;
            case "CANCELLED" -> 499;
            case "UNAVAILABLE" -> 503;
            case "DEADLINE_EXCEEDED" -> 504;
            default -> 500;
        };
    }

    private static GatewayError decode(int status, Said said, long wait) {
        return switch (status) {
            case 400 -> badRequest(said);
            // The provider's own words tell about the operator's account.
            case 401, 402, 403 -> provider(ErrorCode.PROVIDER_ERROR, REFUSED, said, wait);
            case 404 ->
                provider(
                        ErrorCode.MODEL_NOT_FOUND,
                        or(said.message(), "the provider does not know the model"),
                        said,
                        wait);
            case 408, 504, 524 -> provider(ErrorCode.TIMEOUT, "the provider did not answer in time", said, wait);
            case 413 ->
                client(
                        ErrorCode.REQUEST_TOO_LARGE,
                        413,
                        or(said.message(), "the request is too large for the provider"),
                        code(said));
            case 429 ->
                provider(
                        ErrorCode.RATE_LIMIT_EXCEEDED,
                        said.daily()
                                ? "the provider's quota for today is used up"
                                : "the provider's rate limit was reached",
                        said,
                        wait);
            case 503, 529 ->
                provider(ErrorCode.OVERLOADED, or(said.message(), "the provider is overloaded"), said, wait);
            default ->
                provider(
                        ErrorCode.PROVIDER_ERROR,
                        or(said.message(), "the provider answered with status " + status),
                        said,
                        wait);
        };
    }

    /** A wrong key, a closed region and missing billing are 400 too, but no fault of the client's. */
    private static GatewayError badRequest(Said said) {
        boolean operators = said.reason().startsWith("API_KEY") || said.kind().equals("FAILED_PRECONDITION");
        if (operators) {
            return provider(ErrorCode.PROVIDER_ERROR, REFUSED, said, GatewayError.NO_RETRY_AFTER);
        }
        String lower = said.message().toLowerCase(Locale.ROOT);
        boolean tooLong = lower.contains("exceeds the maximum number of tokens");
        String text = or(said.message(), "the provider refused the request");
        return client(ErrorCode.INVALID_REQUEST, 400, text, tooLong ? CONTEXT_LENGTH : code(said));
    }

    private static GatewayError client(ErrorCode code, int status, String message, @Nullable String providerCode) {
        return new GatewayError(Fault.CLIENT, code, status, message, null, providerCode, GatewayError.NO_RETRY_AFTER);
    }

    private static GatewayError provider(ErrorCode code, String message, Said said, long wait) {
        return new GatewayError(Fault.PROVIDER, code, code.status(), message, null, code(said), wait);
    }

    private static @Nullable String code(Said said) {
        String own = said.reason().isEmpty() ? said.kind() : said.reason();
        return own.isEmpty() ? null : own.toLowerCase(Locale.ROOT);
    }

    private static String or(String message, String otherwise) {
        return message.isBlank() ? otherwise : Objects.requireNonNull(message);
    }
}
