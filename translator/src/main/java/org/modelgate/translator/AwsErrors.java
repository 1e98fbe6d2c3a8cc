package org.modelgate.translator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.Locale;
import java.util.Map;
import org.modelgate.common.error.ErrorCode;
import org.modelgate.common.error.Fault;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.json.Json;

/**
 * Errors of Amazon's services, whatever dialect the model behind them speaks: their name decides, not the status (wire notes on
 * Bedrock, section 7). The name is the {@code providerCode}.
 */
public final class AwsErrors implements ErrorDecoder {
    private static final String CONTEXT_LENGTH = "context_length_exceeded";

    @Override
    public GatewayError decode(int status, Map<String, String> headers, byte[] body) {
        JsonNode json = tree(body);
        String name = headers.getOrDefault(
                "x-amzn-errortype", json.path("__type").asText(json.path("code").asText("")));
        GatewayError error = of(status, shortName(name), json);
        return error.withRetryAfterMillis(RetryAfter.millis(headers));
    }

    /**
     * A failure within a stream.
     *
     * @param name of the exception; if it is empty the payload's {@code code} is taken
     * @param payload its JSON, or anything
     */
    public static GatewayError inStream(String name, byte[] payload) {
        JsonNode json = tree(payload);
        return of(0, shortName(name.isEmpty() ? json.path("code").asText("") : name), json);
    }

    private static JsonNode tree(byte[] body) {
        try {
            return Json.mapper().readTree(ProviderText.bounded(body));
        } catch (JsonProcessingException e) {
            // HTML of an edge, a cut body, nothing: name and status speak alone
            return MissingNode.getInstance();
        }
    }

    /** Without namespace and URL, which headers and bodies put around it, and as HTTP writes it: frames begin in lower case. */
    private static String shortName(String name) {
        String bare = name.substring(name.indexOf('#') + 1);
        int colon = bare.indexOf(':');
        bare = (colon < 0 ? bare : bare.substring(0, colon)).strip();
        return bare.isEmpty() ? "" : bare.substring(0, 1).toUpperCase(Locale.ROOT) + bare.substring(1);
    }

    private static GatewayError of(int status, String name, JsonNode json) {
        String message = ProviderText.clean(
                json.path("message").asText(json.path("Message").asText("")));
        return switch (name) {
            case "ValidationException" -> validation(message);
            case "AccessDeniedException",
                    "UnrecognizedClientException",
                    "ExpiredTokenException",
                    "ExpiredToken",
                    "InvalidSignatureException",
                    "IncompleteSignatureException",
                    "MissingAuthenticationTokenException",
                    "InvalidClientTokenId",
                    "SignatureDoesNotMatch" ->
                provider(ErrorCode.PROVIDER_ERROR, name, "", "the provider refused the gateway's credentials");
            case "ResourceNotFoundException" -> notFound();
            case "ThrottlingException",
                    "TooManyRequestsException",
                    "ThrottledException",
                    "Throttling",
                    "RequestLimitExceeded",
                    "RequestThrottled",
                    "SlowDown" ->
                provider(ErrorCode.RATE_LIMIT_EXCEEDED, name, message, "the provider's rate limit was reached");
            case "ServiceQuotaExceededException" ->
                provider(ErrorCode.PROVIDER_ERROR, name, "", "the gateway's quota at the provider is used up");
            case "ModelTimeoutException" ->
                provider(ErrorCode.TIMEOUT, name, "", "the provider did not answer in time");
            case "ModelNotReadyException" ->
                provider(ErrorCode.UNAVAILABLE, "model_not_ready", message, "the model is not ready");
            case "ModelErrorException", "ModelStreamErrorException" -> model(name, message, json);
            case "ServiceUnavailableException" ->
                provider(ErrorCode.UNAVAILABLE, name, message, "the provider is unavailable");
            case "InternalServerException", "InternalFailure" ->
                provider(ErrorCode.PROVIDER_ERROR, name, message, "the provider failed");
            default -> byStatus(status, name, message);
        };
    }

    private static GatewayError validation(String message) {
        String lower = message.toLowerCase(Locale.ROOT);
        if (lower.contains("on-demand throughput") || lower.contains("model identifier is invalid")) {
            return notFound();
        }
        boolean tooLong = lower.contains("input is too long") || lower.contains("prompt is too long");
        return client(400, tooLong ? CONTEXT_LENGTH : "", message);
    }

    /** What the model's own server said, in the service's envelope. */
    private static GatewayError model(String name, String message, JsonNode json) {
        int original = json.path("originalStatusCode").asInt(0);
        return original >= 400 && original < 500 && original != 408 && original != 424 && original != 429
                ? client(400, "", message)
                : provider(ErrorCode.PROVIDER_ERROR, name, message, "the model failed");
    }

    private static GatewayError notFound() {
        // its own message may name the operator's account
        return provider(
                ErrorCode.MODEL_NOT_FOUND, "model_not_found", "", "the provider does not serve the model by this name");
    }

    private static GatewayError byStatus(int status, String name, String message) {
        return switch (status) {
            case 401, 402, 403 ->
                provider(ErrorCode.PROVIDER_ERROR, name, "", "the provider refused the gateway's credentials");
            case 404 -> notFound();
            case 408, 504 -> provider(ErrorCode.TIMEOUT, name, "", "the provider did not answer in time");
            case 413 -> client(413, "", message);
            case 429 -> provider(ErrorCode.RATE_LIMIT_EXCEEDED, name, message, "the provider's rate limit was reached");
            case 503 -> provider(ErrorCode.UNAVAILABLE, name, message, "the provider is unavailable");
            case 400, 422 -> client(status, "", message);
            default -> provider(ErrorCode.PROVIDER_ERROR, name, message, "the provider reported an error");
        };
    }

    private static GatewayError client(int status, String providerCode, String message) {
        return new GatewayError(
                Fault.CLIENT,
                status == 413 ? ErrorCode.REQUEST_TOO_LARGE : ErrorCode.INVALID_REQUEST,
                status,
                message.isEmpty() ? "the provider refused the request" : message,
                null,
                providerCode.isEmpty() ? null : providerCode,
                GatewayError.NO_RETRY_AFTER);
    }

    private static GatewayError provider(ErrorCode code, String name, String message, String otherwise) {
        return new GatewayError(
                Fault.PROVIDER,
                code,
                code.status(),
                message.isEmpty() ? otherwise : message,
                null,
                name.isEmpty() ? null : name,
                GatewayError.NO_RETRY_AFTER);
    }
}
