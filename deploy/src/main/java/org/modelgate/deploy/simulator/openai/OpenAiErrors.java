package org.modelgate.deploy.simulator.openai;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.modelgate.deploy.simulator.core.Failure;
import org.modelgate.deploy.simulator.core.Refusal;

/** The errors of OpenAI's APIs, their body and the headers of every response. */
public final class OpenAiErrors {

    private static final String INVALID = "invalid_request_error";

    private OpenAiErrors() {}

    public static Refusal of(Failure failure) {
        return switch (failure) {
            case Failure.NoKey() ->
                new Refusal(
                        401,
                        INVALID,
                        "You didn't provide an API key. You need to provide your API key in an Authorization header "
                                + "using Bearer auth (i.e. Authorization: Bearer YOUR_KEY).");
            case Failure.WrongKey(String key) ->
                new Refusal(
                        401,
                        INVALID,
                        "Incorrect API key provided: " + masked(key)
                                + ". You can find your API key at https://platform.openai.com/account/api-keys.",
                        "invalid_api_key",
                        null);
            case Failure.NoSuchPath(String method, String path) ->
                new Refusal(404, INVALID, "Invalid URL (" + method + " " + path + ")");
            case Failure.NoSuchMethod(String method, String path) ->
                new Refusal(
                        405,
                        INVALID,
                        "Not allowed to " + method + " on " + path
                                + ". (HINT: Perhaps you meant to use a different HTTP method?)",
                        "method_not_supported",
                        null);
            case Failure.NoSuchModel(String model) ->
                new Refusal(
                        404,
                        INVALID,
                        "The model `" + model + "` does not exist or you do not have access to it.",
                        "model_not_found",
                        null);
            case Failure.NotJson(String why) ->
                new Refusal(400, INVALID, "We could not parse the JSON body of your request. (" + why + ")");
            case Failure.TooLarge() -> new Refusal(413, INVALID, "Request too large.");
            case Failure.BadDirective(String why) -> new Refusal(400, INVALID, "simulator: " + why);
            case Failure.Forced(int status) -> forced(status);
        };
    }

    private static String masked(String key) {
        return key.length() <= 8 ? "****" : key.substring(0, 4) + "****" + key.substring(key.length() - 4);
    }

    private static Refusal forced(int status) {
        return switch (status) {
            case 401 -> of(new Failure.WrongKey("simulated"));
            case 429 -> new Refusal(429, "requests", "Rate limit reached for requests.", "rate_limit_exceeded", null);
            case 503 ->
                new Refusal(
                        503,
                        "service_unavailable_error",
                        "The server is currently overloaded.",
                        "server_is_overloaded",
                        null);
            default ->
                status < 500
                        ? new Refusal(status, INVALID, "simulated refusal")
                        : new Refusal(status, "server_error", "The server had an error while processing your request.");
        };
    }

    public static ObjectNode body(Refusal refusal) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.putObject("error")
                .put("message", refusal.message())
                .put("type", refusal.type())
                .put("param", refusal.param())
                .put("code", refusal.code());
        return json;
    }

    /** Headers of every response. */
    public static Map<String, String> headers(String requestId) {
        return Map.of(
                "x-request-id", requestId,
                "openai-version", "2020-10-01",
                "openai-organization", "simulator",
                "openai-processing-ms", "1",
                "x-ratelimit-limit-requests", "10000",
                "x-ratelimit-remaining-requests", "9999",
                "x-ratelimit-reset-requests", "6ms",
                "x-ratelimit-limit-tokens", "30000000",
                "x-ratelimit-remaining-tokens", "29999000",
                "x-ratelimit-reset-tokens", "2ms");
    }
}
