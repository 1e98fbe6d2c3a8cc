package org.modelgate.deploy.simulator.bedrock;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Messages and their content blocks. */
final class ConverseMessageRules {

    private static final int DOCUMENTS_MAX = 5;
    private static final String ID = "[a-zA-Z0-9_-]{1,64}";
    private static final Set<String> KINDS = Set.of(
            "text",
            "image",
            "document",
            "video",
            "audio",
            "toolUse",
            "toolResult",
            "reasoningContent",
            "cachePoint",
            "guardContent",
            "citationsContent",
            "searchResult");
    private static final Map<String, Set<String>> FORMATS = Map.of(
            "image", Set.of("png", "jpeg", "gif", "webp"),
            "document", Set.of("pdf", "csv", "doc", "docx", "xls", "xlsx", "html", "txt", "md"));

    static final List<ConverseRule> ALL =
            List.of(ConverseMessageRules::roles, ConverseMessageRules::contents, ConverseMessageRules::documents);

    private ConverseMessageRules() {}

    private static Optional<String> roles(ConverseRequest request) {
        JsonNode messages = request.messages();
        if (messages.isEmpty()) {
            return Optional.of(
                    "1 validation error detected: Value at 'messages' failed to satisfy constraint: Member must "
                            + "not be null");
        }
        String before = "assistant";
        for (int i = 0; i < messages.size(); i++) {
            String role = messages.path(i).path("role").asText();
            if (!Set.of("user", "assistant").contains(role)) {
                return Optional.of("1 validation error detected: Value '" + role + "' at 'messages." + (i + 1)
                        + ".member.role' failed to satisfy constraint: Member must satisfy enum value set: "
                        + "[user, assistant]");
            }
            if (role.equals(before)) {
                return Optional.of(
                        i == 0
                                ? "A conversation must start with a user message. Try again with a conversation that "
                                        + "starts with a user message."
                                : "A conversation must alternate between user and assistant roles. Make sure the "
                                        + "conversation alternates between user and assistant roles and try again.");
            }
            before = role;
        }
        return Optional.empty();
    }

    private static Optional<String> contents(ConverseRequest request) {
        for (int i = 0; i < request.messages().size(); i++) {
            String path = "messages." + i + ".content";
            JsonNode content = request.messages().path(i).path("content");
            if (!content.isArray() || content.isEmpty()) {
                return Optional.of("The content field in the Message object at messages." + i
                        + " is empty. Add a ContentBlock object to the content field and try again.");
            }
            for (int j = 0; j < content.size(); j++) {
                Optional<String> fault = block(content.path(j), path + '.' + j);
                if (fault.isPresent()) {
                    return fault;
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<String> block(JsonNode block, String path) {
        Optional<String> unknown = ConverseRule.unknown(block, KINDS, path);
        if (unknown.isPresent()) {
            return unknown;
        }
        if (block.size() != 1) {
            return Optional.of("The ContentBlock object at " + path + " must set one of the following keys: "
                    + String.join(", ", KINDS.stream().sorted().toList()) + '.');
        }
        String kind = block.fieldNames().next();
        JsonNode value = block.path(kind);
        return switch (kind) {
            case "text" ->
                value.asText().isBlank()
                        ? Optional.of("The text field in the ContentBlock object at " + path
                                + " is blank. Add text to the text field, and try again.")
                        : Optional.empty();
            case "image", "document" -> media(value, kind, path + '.' + kind);
            case "toolUse" -> toolUse(value, path + ".toolUse");
            case "toolResult" -> toolResult(value, path + ".toolResult");
            default -> Optional.empty();
        };
    }

    private static Optional<String> media(JsonNode media, String kind, String path) {
        Set<String> formats = FORMATS.getOrDefault(kind, Set.of());
        if (!formats.contains(media.path("format").asText())) {
            return Optional.of("1 validation error detected: Value '"
                    + media.path("format").asText() + "' at '" + path
                    + ".format' failed to satisfy constraint: Member must satisfy enum value set: "
                    + formats.stream().sorted().toList());
        }
        boolean document = kind.equals("document");
        if (document && !media.path("name").asText().matches("[a-zA-Z0-9() \\[\\]-]{1,200}")) {
            return Optional.of(
                    "The file name format is invalid. The file name can only contain alphanumeric characters, "
                            + "whitespace characters, hyphens, parentheses, and square brackets.");
        }
        JsonNode source = media.path("source");
        Set<String> sources =
                document ? Set.of("bytes", "s3Location", "text", "content") : Set.of("bytes", "s3Location");
        Optional<String> unknown = ConverseRule.unknown(source, sources, path + ".source");
        if (unknown.isPresent() || !source.has("bytes")) {
            return unknown;
        }
        try {
            Base64.getDecoder().decode(source.path("bytes").asText());
            return Optional.empty();
        } catch (IllegalArgumentException notBase64) {
            return Optional.of("The bytes at " + path + ".source are not valid base64.");
        }
    }

    private static Optional<String> toolUse(JsonNode call, String path) {
        if (!call.path("input").isObject()) {
            return Optional.of("The format of the value at " + path
                    + ".input is invalid. Provide a json object for the " + "field and try again.");
        }
        return id(call, path)
                .or(() -> call.path("name").asText().matches(ID)
                        ? Optional.empty()
                        : Optional.of(constraint(path + ".name")));
    }

    private static Optional<String> toolResult(JsonNode result, String path) {
        Set<String> known = Set.of("toolUseId", "content", "status", "type");
        if (!Set.of("success", "error").contains(result.path("status").asText("success"))) {
            return Optional.of("1 validation error detected: Value '"
                    + result.path("status").asText() + "' at '" + path
                    + ".status' failed to satisfy constraint: Member must satisfy enum value set: [success, error]");
        }
        if (!result.path("content").isArray()) {
            return ConverseRule.required(result, "content", path);
        }
        for (int i = 0; i < result.path("content").size(); i++) {
            JsonNode block = result.path("content").path(i);
            String at = path + ".content." + i;
            Optional<String> fault = ConverseRule.unknown(
                            block, Set.of("text", "json", "image", "document", "video", "searchResult"), at)
                    .or(() -> block.has("text") || block.has("json") ? Optional.empty() : block(block, at));
            if (fault.isPresent()) {
                return fault;
            }
        }
        return ConverseRule.unknown(result, known, path).or(() -> id(result, path));
    }

    private static Optional<String> id(JsonNode block, String path) {
        return block.path("toolUseId").asText().matches(ID)
                ? Optional.empty()
                : Optional.of(constraint(path + ".toolUseId"));
    }

    static String constraint(String path) {
        return "1 validation error detected: Value at '" + path
                + "' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_-]+ and must "
                + "have length less than or equal to 64";
    }

    private static Optional<String> documents(ConverseRequest request) {
        int documents = 0;
        Map<String, Integer> names = new HashMap<>();
        for (int i = 0; i < request.messages().size(); i++) {
            List<JsonNode> found = request.blocks(i, "document");
            documents += found.size();
            for (JsonNode document : found) {
                if (names.put(document.path("name").asText(), i) != null) {
                    return Optional.of("The document names in a request must be unique.");
                }
            }
            if (!found.isEmpty() && request.blocks(i, "text").isEmpty()) {
                return Optional.of("A text block must be included in a message with documents: messages." + i);
            }
        }
        return documents > DOCUMENTS_MAX
                ? Optional.of("too many documents in the request: " + documents + " > " + DOCUMENTS_MAX)
                : Optional.empty();
    }
}
