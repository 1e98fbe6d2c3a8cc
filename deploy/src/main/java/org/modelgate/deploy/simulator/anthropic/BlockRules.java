package org.modelgate.deploy.simulator.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Content blocks one by one. */
final class BlockRules {

    private static final Set<String> ANYWHERE = Set.of("text");
    private static final Set<String> USER =
            Set.of("image", "document", "search_result", "tool_result", "container_upload");
    private static final Set<String> ASSISTANT = Set.of(
            "thinking",
            "redacted_thinking",
            "tool_use",
            "server_tool_use",
            "web_search_tool_result",
            "web_fetch_tool_result",
            "code_execution_tool_result",
            "bash_code_execution_tool_result",
            "text_editor_code_execution_tool_result",
            "tool_search_tool_result",
            "mcp_tool_use",
            "mcp_tool_result",
            "mcp_tool_listing",
            "compaction",
            "fallback",
            "advisor_tool_result");
    private static final Set<String> SYSTEM = Set.of("tool_addition", "tool_removal");
    private static final Set<String> IMAGE_TYPES = Set.of("image/jpeg", "image/png", "image/gif", "image/webp");

    private static final Set<String> DOCUMENT_TYPES = Set.of("application/pdf");

    static final List<Rule> ALL = List.of(BlockRules::everyBlock, BlockRules::toolUseIdsUnique);

    private BlockRules() {}

    private static Optional<String> everyBlock(AnthropicRequest request) {
        for (int i = 0; i < request.messages().size(); i++) {
            List<JsonNode> blocks = request.blocks(i);
            for (int j = 0; j < blocks.size(); j++) {
                Optional<String> fault = block(request, i, blocks.get(j), "messages." + i + ".content." + j);
                if (fault.isPresent()) {
                    return fault;
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<String> block(AnthropicRequest request, int message, JsonNode block, String path) {
        String type = AnthropicRequest.type(block);
        Optional<String> place = placement(request, message, type, path);
        if (place.isPresent()) {
            return place;
        }
        return switch (type) {
            case "text" -> text(request, message, block, path);
            case "image" -> source(block, path + ".image.source", IMAGE_TYPES);
            case "document" -> source(block, path + ".document.source", DOCUMENT_TYPES);
            case "tool_use" -> toolUse(block, path + ".tool_use");
            case "tool_result" -> toolResult(block, path + ".tool_result");
            case "thinking" -> required(block, path + ".thinking", "thinking", "signature");
            case "redacted_thinking" -> required(block, path + ".redacted_thinking", "data");
            default -> Optional.empty();
        };
    }

    private static Optional<String> placement(AnthropicRequest request, int message, String type, String path) {
        String role = request.role(message);
        if (ANYWHERE.contains(type)) {
            return Optional.empty();
        }
        if (USER.contains(type)) {
            boolean oldDocument = type.equals("document") && !request.current();
            return role.equals("user") || (oldDocument && role.equals("assistant"))
                    ? Optional.empty()
                    : Optional.of(path + ": `" + type + "` blocks can only be in `user` messages");
        }
        if (ASSISTANT.contains(type)) {
            return role.equals("assistant")
                    ? Optional.empty()
                    : Optional.of(path + ": `" + type + "` blocks can only be in `assistant` messages");
        }
        if (SYSTEM.contains(type) && role.equals("system") && request.beta()) {
            return Optional.empty();
        }
        return Optional.of(
                path + ": Input tag '" + type + "' found using 'type' does not match any of the expected tags");
    }

    private static Optional<String> text(AnthropicRequest request, int message, JsonNode block, String path) {
        if (!block.path("text").isTextual()) {
            return Optional.of(path + ".text.text: Field required");
        }
        String text = block.path("text").asText();
        if (text.isEmpty()) {
            return Optional.of("messages: text content blocks must be non-empty");
        }
        if (text.isBlank()) {
            return Optional.of("messages: text content blocks must contain non-whitespace text");
        }
        boolean citedByUser =
                request.role(message).equals("user") && !block.path("citations").isEmpty();
        return citedByUser && request.current()
                ? Optional.of(FieldRules.extra(path + ".text.citations"))
                : Optional.empty();
    }

    private static Optional<String> source(JsonNode block, String path, Set<String> mediaTypes) {
        JsonNode source = block.path("source");
        if (source.isMissingNode()) {
            return Optional.of(path + ": Field required");
        }
        return switch (AnthropicRequest.type(source)) {
            case "base64" -> {
                if (!mediaTypes.contains(source.path("media_type").asText())) {
                    yield Optional.of(path + ".base64.media_type: Input should be '"
                            + String.join("', '", mediaTypes.stream().sorted().toList()) + "'");
                }
                yield isBase64(source.path("data").asText())
                        ? Optional.empty()
                        : Optional.of(path + ".base64.data: The data is not valid base64");
            }
            case "url" -> required(source, path + ".url", "url");
            case "file" -> required(source, path + ".file", "file_id");
            case "text" -> required(source, path + ".text", "media_type", "data");
            case "content" -> required(source, path + ".content", "content");
            default ->
                Optional.of(path + ": Input tag '" + AnthropicRequest.type(source)
                        + "' found using 'type' does not match any of the expected tags");
        };
    }

    static boolean isBase64(String data) {
        try {
            return Base64.getDecoder().decode(data).length > 0;
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }

    private static Optional<String> toolUse(JsonNode block, String path) {
        Optional<String> missing = required(block, path, "id", "name", "input");
        if (missing.isPresent()) {
            return missing;
        }
        if (!block.path("id").asText().matches("[a-zA-Z0-9_-]+")) {
            return Optional.of(path + ".id: String should match pattern '^[a-zA-Z0-9_-]+$'");
        }
        return block.path("input").isObject()
                ? Optional.empty()
                : Optional.of(path + ".input: Input should be a valid dictionary");
    }

    private static Optional<String> toolResult(JsonNode block, String path) {
        Optional<String> missing = required(block, path, "tool_use_id");
        if (missing.isPresent()) {
            return missing;
        }
        JsonNode content = block.path("content");
        for (int i = 0; i < content.size(); i++) {
            Optional<String> fault = resultPart(content.path(i), path + ".content." + i);
            if (fault.isPresent()) {
                return fault;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> resultPart(JsonNode part, String path) {
        return switch (AnthropicRequest.type(part)) {
            case "text" ->
                part.path("text").asText().isEmpty()
                        ? Optional.of("messages: text content blocks must be non-empty")
                        : Optional.empty();
            case "image" -> source(part, path + ".image.source", IMAGE_TYPES);
            case "document" -> source(part, path + ".document.source", DOCUMENT_TYPES);
            default -> Optional.empty();
        };
    }

    private static Optional<String> required(JsonNode block, String path, String... names) {
        for (String name : names) {
            if (!block.has(name)) {
                return Optional.of(path + "." + name + ": Field required");
            }
        }
        return Optional.empty();
    }

    private static Optional<String> toolUseIdsUnique(AnthropicRequest request) {
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < request.messages().size(); i++) {
            for (JsonNode block : request.blocks(i)) {
                if (AnthropicRequest.type(block).equals("tool_use")
                        && !ids.add(block.path("id").asText())) {
                    return Optional.of("messages: `tool_use` ids must be unique");
                }
            }
        }
        return Optional.empty();
    }
}
