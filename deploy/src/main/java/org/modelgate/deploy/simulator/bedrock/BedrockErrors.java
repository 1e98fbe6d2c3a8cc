package org.modelgate.deploy.simulator.bedrock;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import org.modelgate.deploy.simulator.core.Failure;
import org.modelgate.deploy.simulator.core.Refusal;

/** The runtime's errors: their name stands in a header, in a stream in the frame. */
final class BedrockErrors {

    private BedrockErrors() {}

    static Refusal invalid(String message) {
        return new Refusal(400, "ValidationException", message);
    }

    static Refusal of(Failure failure) {
        return switch (failure) {
            case Failure.NoKey() ->
                new Refusal(403, "MissingAuthenticationTokenException", "Missing Authentication Token");
            case Failure.WrongKey wrong ->
                new Refusal(
                        403, "UnrecognizedClientException", "The security token included in the request is invalid.");
            case Failure.NoSuchPath path -> new Refusal(404, "UnknownOperationException", "Unknown operation");
            case Failure.NoSuchMethod method -> new Refusal(404, "UnknownOperationException", "Unknown operation");
            case Failure.NoSuchModel(String model) ->
                new Refusal(
                        404,
                        "ResourceNotFoundException",
                        "Could not resolve the foundation model from the model " + "identifier: " + model);
            case Failure.NotJson(String why) -> new Refusal(400, "SerializationException", why);
            case Failure.TooLarge() -> invalid("Input is too long for requested model.");
            case Failure.BadDirective(String why) -> invalid("simulator: " + why);
            case Failure.Forced(int status) -> forced(status);
        };
    }

    /** An overload is 503 here. */
    private static Refusal forced(int status) {
        return switch (status) {
            case 403 ->
                new Refusal(
                        403,
                        "AccessDeniedException",
                        "You don't have access to the model with the specified model ID.");
            case 404 -> new Refusal(404, "ResourceNotFoundException", "simulated refusal");
            case 408 -> new Refusal(408, "ModelTimeoutException", "Model has timed out in processing the request.");
            case 424 -> new Refusal(424, "ModelErrorException", "The system encountered an unexpected error.");
            case 429 -> new Refusal(429, "ThrottlingException", "Too many requests, please wait before trying again.");
            case 503, 529 ->
                new Refusal(503, "ServiceUnavailableException", "Bedrock is unable to process your request.");
            default ->
                status < 500
                        ? new Refusal(status, "ValidationException", "simulated refusal")
                        : new Refusal(
                                status,
                                "InternalServerException",
                                "The system encountered an unexpected error during processing. Try your request again.");
        };
    }

    static ObjectNode body(Refusal refusal) {
        return ConverseWriter.object().put("message", refusal.message());
    }

    /** The name as frames spell it. */
    static String inFrame(Refusal refusal) {
        return refusal.type().substring(0, 1).toLowerCase(Locale.ROOT)
                + refusal.type().substring(1);
    }
}
