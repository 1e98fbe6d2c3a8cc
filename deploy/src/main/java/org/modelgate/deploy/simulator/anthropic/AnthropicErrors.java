package org.modelgate.deploy.simulator.anthropic;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.modelgate.deploy.simulator.core.Failure;
import org.modelgate.deploy.simulator.core.Refusal;

/** The API's errors and their body. */
final class AnthropicErrors {

    private AnthropicErrors() {}

    static Refusal of(Failure failure) {
        return switch (failure) {
            case Failure.NoKey() -> new Refusal(401, "authentication_error", "x-api-key header is required");
            case Failure.WrongKey wrong -> new Refusal(401, "authentication_error", "invalid x-api-key");
            case Failure.NoSuchPath path -> new Refusal(404, "not_found_error", "Not Found");
            case Failure.NoSuchMethod method -> new Refusal(405, "invalid_request_error", "Method Not Allowed");
            case Failure.NoSuchModel(String model) -> new Refusal(404, "not_found_error", "model: " + model);
            case Failure.NotJson(String why) -> Rule.invalid("The request body is not valid JSON: " + why);
            case Failure.TooLarge() ->
                new Refusal(413, "request_too_large", "Request exceeds the maximum allowed number of bytes.");
            case Failure.BadDirective(String why) -> Rule.invalid("simulator: " + why);
            case Failure.Forced(int status) -> new Refusal(status, type(status), message(status));
        };
    }

    private static String type(int status) {
        return switch (status) {
            case 401 -> "authentication_error";
            case 402 -> "billing_error";
            case 403 -> "permission_error";
            case 404 -> "not_found_error";
            case 409 -> "conflict_error";
            case 413 -> "request_too_large";
            case 429 -> "rate_limit_error";
            case 504 -> "timeout_error";
            case 503, 529 -> "overloaded_error";
            default -> status < 500 ? "invalid_request_error" : "api_error";
        };
    }

    private static String message(int status) {
        return switch (status) {
            case 401 -> "invalid x-api-key";
            case 429 -> "This request would exceed your organization's rate limit.";
            case 503, 529 -> "Overloaded";
            default -> status < 500 ? "simulated refusal" : "Internal server error";
        };
    }

    static ObjectNode body(Refusal refusal, String requestId) {
        ObjectNode json = AnthropicWriter.object().put("type", "error");
        json.putObject("error").put("type", refusal.type()).put("message", refusal.message());
        return json.put("request_id", requestId);
    }
}
