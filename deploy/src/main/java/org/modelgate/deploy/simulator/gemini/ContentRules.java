package org.modelgate.deploy.simulator.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Contents and their parts, each by itself. */
final class ContentRules {

    private static final Set<String> DATA = Set.of(
            "text",
            "inlineData",
            "fileData",
            "functionCall",
            "functionResponse",
            "executableCode",
            "codeExecutionResult",
            "toolCall",
            "toolResponse");
    private static final Set<String> PART = Set.of(
            "text",
            "inlineData",
            "fileData",
            "functionCall",
            "functionResponse",
            "executableCode",
            "codeExecutionResult",
            "toolCall",
            "toolResponse",
            "thought",
            "thoughtSignature",
            "videoMetadata",
            "mediaResolution",
            "partMetadata");

    static final List<GeminiRule> ALL = List.of(ContentRules::contents, ContentRules::system);

    private ContentRules() {}

    private static Optional<String> contents(GeminiRequest request) {
        JsonNode contents = request.contents();
        if (contents.isEmpty()) {
            return Optional.of("* GenerateContentRequest.contents: contents is not specified");
        }
        boolean user = false;
        for (int i = 0; i < contents.size(); i++) {
            JsonNode content = contents.path(i);
            String role = content.path("role").asText("user");
            if (!Set.of("user", "model").contains(role)) {
                return Optional.of("Please use a valid role: user, model.");
            }
            user |= role.equals("user");
            String path = "contents[" + i + ']';
            Optional<String> fault =
                    GeminiRule.unknown(content, Set.of("role", "parts"), path).or(() -> parts(request, content, path));
            if (fault.isPresent()) {
                return fault;
            }
        }
        return user
                ? Optional.empty()
                : Optional.of(
                        "Please ensure that single turn requests end with a user role or the role field is empty.");
    }

    private static Optional<String> parts(GeminiRequest request, JsonNode content, String path) {
        JsonNode parts = content.path("parts");
        if (parts.isEmpty()) {
            return Optional.of("* GenerateContentRequest." + path + ".parts: contents.parts must not be empty.");
        }
        for (int i = 0; i < parts.size(); i++) {
            Optional<String> fault = part(request, parts.path(i), path + ".parts[" + i + ']');
            if (fault.isPresent()) {
                return fault;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> part(GeminiRequest request, JsonNode part, String path) {
        Optional<String> unknown = GeminiRule.unknown(part, PART, path);
        if (unknown.isPresent()) {
            return unknown;
        }
        List<String> data = DATA.stream().filter(part::hasNonNull).toList();
        if (data.size() != 1) {
            return Optional.of("* GenerateContentRequest." + path
                    + ".data: required oneof field 'data' must have one initialized field");
        }
        return switch (data.getFirst()) {
            case "text" ->
                part.path("text").asText().isEmpty() && !part.hasNonNull("thoughtSignature")
                        ? Optional.of("* GenerateContentRequest." + path
                                + ".data: required oneof field 'data' must have one initialized field")
                        : Optional.empty();
            case "inlineData" -> inline(part.path("inlineData"), path + ".inline_data");
            case "functionCall" -> call(request, part.path("functionCall"), path + ".function_call");
            case "functionResponse" -> response(request, part.path("functionResponse"), path + ".function_response");
            default -> Optional.empty();
        };
    }

    private static Optional<String> inline(JsonNode data, String path) {
        if (data.path("mimeType").asText().isEmpty()) {
            return Optional.of("* GenerateContentRequest." + path + ".mime_type: must be specified");
        }
        try {
            Base64.getDecoder().decode(data.path("data").asText());
            return Optional.empty();
        } catch (IllegalArgumentException notBase64) {
            return Optional.of(
                    "Invalid value at '" + path + ".data' (TYPE_BYTES), Base64 decoding failed for the given value");
        }
    }

    private static Optional<String> call(GeminiRequest request, JsonNode call, String path) {
        Set<String> known = request.traits().callIds() ? Set.of("id", "name", "args") : Set.of("name", "args");
        if (call.has("args") && !call.path("args").isObject()) {
            return Optional.of("Invalid value at '" + path + ".args' (type.googleapis.com/google.protobuf.Struct), "
                    + call.path("args"));
        }
        return GeminiRule.unknown(call, known, path).or(() -> named(call, path));
    }

    private static Optional<String> response(GeminiRequest request, JsonNode response, String path) {
        Set<String> known = request.traits().callIds()
                ? Set.of("id", "name", "response", "parts", "willContinue", "scheduling")
                : Set.of("name", "response", "willContinue", "scheduling");
        if (!response.path("response").isObject()) {
            return Optional.of("Invalid value at '" + path + ".response' (type.googleapis.com/google.protobuf.Struct), "
                    + response.path("response"));
        }
        if (!response.path("response").findValues("$ref").isEmpty() && !response.has("parts")) {
            return Optional.of(
                    "* GenerateContentRequest." + path + ".response: $ref refers to no part of the response");
        }
        return GeminiRule.unknown(response, known, path).or(() -> named(response, path));
    }

    private static Optional<String> named(JsonNode node, String path) {
        return node.path("name").asText().isEmpty()
                ? Optional.of("* GenerateContentRequest." + path + ".name: Name cannot be empty.")
                : Optional.empty();
    }

    private static Optional<String> system(GeminiRequest request) {
        JsonNode system = request.body().path("systemInstruction");
        if (system.isMissingNode()) {
            return Optional.empty();
        }
        for (JsonNode part : system.path("parts")) {
            if (!part.path("text").isTextual()) {
                return Optional.of("System instruction must have text parts only.");
            }
        }
        return parts(request, system, "system_instruction");
    }
}
