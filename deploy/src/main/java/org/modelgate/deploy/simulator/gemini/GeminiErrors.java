package org.modelgate.deploy.simulator.gemini;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.modelgate.deploy.simulator.core.Failure;
import org.modelgate.deploy.simulator.core.Refusal;

/** The API's errors and their body. */
final class GeminiErrors {

    private static final String TYPE = "type.googleapis.com/google.rpc.";

    private GeminiErrors() {}

    static Refusal of(Failure failure) {
        return switch (failure) {
            case Failure.NoKey() ->
                new Refusal(
                        403,
                        "PERMISSION_DENIED",
                        "Method doesn't allow unregistered callers (callers without established identity). Please use API "
                                + "Key or other form of API consumer identity to call this API.");
            case Failure.WrongKey wrong ->
                new Refusal(
                        400,
                        "INVALID_ARGUMENT",
                        "API key not valid. Please pass a valid API key.",
                        "API_KEY_INVALID",
                        null);
            case Failure.NoSuchPath(String method, String path) ->
                new Refusal(404, "NOT_FOUND", "Requested entity was not found: " + method + ' ' + path);
            case Failure.NoSuchMethod(String method, String path) ->
                new Refusal(404, "NOT_FOUND", "Requested entity was not found: " + method + ' ' + path);
            case Failure.NoSuchModel(String model) ->
                new Refusal(
                        404,
                        "NOT_FOUND",
                        "models/" + model + " is not found for API version v1beta, or is not supported for "
                                + "generateContent. Call ListModels to see the list of available models and their "
                                + "supported methods.");
            case Failure.NotJson(String why) -> GeminiRule.invalid("Invalid JSON payload received. " + why);
            case Failure.TooLarge() -> GeminiRule.invalid("Request payload size exceeds the limit: 104857600 bytes.");
            case Failure.BadDirective(String why) -> GeminiRule.invalid("simulator: " + why);
            case Failure.Forced(int status) -> forced(status);
        };
    }

    /** An overload is 503 here. */
    private static Refusal forced(int status) {
        return switch (status) {
            case 401 ->
                new Refusal(
                        401,
                        "UNAUTHENTICATED",
                        "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or "
                                + "other valid authentication credential.");
            case 403 -> new Refusal(403, "PERMISSION_DENIED", "The caller does not have permission");
            case 404 -> new Refusal(404, "NOT_FOUND", "Requested entity was not found.");
            case 429 ->
                new Refusal(
                        429,
                        "RESOURCE_EXHAUSTED",
                        "You exceeded your current quota, please check your plan and billing details.");
            case 503, 529 -> new Refusal(503, "UNAVAILABLE", "The model is overloaded. Please try again later.");
            case 504 -> new Refusal(504, "DEADLINE_EXCEEDED", "Deadline expired before operation could complete.");
            default ->
                status < 500
                        ? new Refusal(status, "INVALID_ARGUMENT", "simulated refusal")
                        : new Refusal(status, "INTERNAL", "An internal error has occurred. Please retry.");
        };
    }

    /** The wait stands in the body, not in a header. */
    static ObjectNode body(Refusal refusal) {
        ObjectNode json = GeminiRequest.object();
        ObjectNode error = json.putObject("error")
                .put("code", refusal.status())
                .put("message", refusal.message())
                .put("status", refusal.type());
        ArrayNode details = error.arrayNode();
        if (refusal.code() != null) {
            details.addObject()
                    .put("@type", TYPE + "ErrorInfo")
                    .put("reason", refusal.code())
                    .put("domain", "googleapis.com");
        }
        if (refusal.retryAfter() != null) {
            details.addObject().put("@type", TYPE + "RetryInfo").put("retryDelay", refusal.retryAfter() + 's');
        }
        if (!details.isEmpty()) {
            error.set("details", details);
        }
        return json;
    }
}
