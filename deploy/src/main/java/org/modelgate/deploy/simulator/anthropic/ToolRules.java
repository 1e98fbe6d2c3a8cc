package org.modelgate.deploy.simulator.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code tools} and {@code tool_choice}. */
final class ToolRules {

    private static final String NAME_PATTERN = "[a-zA-Z0-9_-]{1,128}";

    static final List<Rule> ALL = List.of(ToolRules::everyTool, ToolRules::choice);

    private ToolRules() {}

    private static Optional<String> everyTool(AnthropicRequest request) {
        JsonNode tools = request.body().path("tools");
        if (!tools.isMissingNode() && !tools.isArray()) {
            return Optional.of("tools: Input should be a valid array");
        }
        Set<String> names = new HashSet<>();
        for (int i = 0; i < tools.size(); i++) {
            JsonNode tool = tools.path(i);
            Optional<String> fault = isCustom(tool) ? custom(tool, "tools." + i + ".custom") : Optional.empty();
            if (fault.isPresent()) {
                return fault;
            }
            if (tool.has("name") && !names.add(tool.path("name").asText())) {
                return Optional.of("tools: Tool names must be unique.");
            }
        }
        return Optional.empty();
    }

    /** A tool that the client describes itself, in contrast to those that Anthropic defines. */
    static boolean isCustom(JsonNode tool) {
        return !tool.hasNonNull("type") || tool.path("type").asText().equals("custom");
    }

    private static Optional<String> custom(JsonNode tool, String path) {
        if (!tool.has("name")) {
            return Optional.of(path + ".name: Field required");
        }
        if (!tool.path("name").asText().matches(NAME_PATTERN)) {
            return Optional.of(path + ".name: String should match pattern '^[a-zA-Z0-9_-]{1,128}$'");
        }
        JsonNode schema = tool.path("input_schema");
        if (schema.isMissingNode()) {
            return Optional.of(path + ".input_schema: Field required");
        }
        if (!schema.has("type")) {
            return Optional.of(path + ".input_schema.type: Field required");
        }
        if (!schema.path("type").asText().equals("object")) {
            return Optional.of(path + ".input_schema.type: Input should be 'object'");
        }
        for (String union : List.of("oneOf", "allOf", "anyOf")) {
            if (schema.has(union)) {
                return Optional.of(
                        path + ".input_schema: input_schema does not support oneOf, allOf, or anyOf at the top level");
            }
        }
        return Optional.empty();
    }

    private static Optional<String> choice(AnthropicRequest request) {
        JsonNode choice = request.body().path("tool_choice");
        if (choice.isMissingNode()) {
            return Optional.empty();
        }
        Optional<String> type =
                FieldRules.oneOf("tool_choice.type", choice.path("type"), "auto", "any", "tool", "none");
        if (type.isPresent() || !choice.has("type")) {
            return type.isPresent() ? type : Optional.of("tool_choice.type: Field required");
        }
        if (request.body().path("tools").isEmpty()) {
            return Optional.of("tool_choice may only be specified while providing tools");
        }
        boolean forced = List.of("any", "tool").contains(AnthropicRequest.type(choice));
        if (forced && !request.traits().forcedTools()) {
            return Optional.of("tool_choice." + AnthropicRequest.type(choice) + ": not supported on this model");
        }
        if (forced && request.body().path("thinking").path("type").asText().equals("enabled")) {
            return Optional.of("Thinking may not be enabled when tool_choice forces tool use.");
        }
        return AnthropicRequest.type(choice).equals("tool") ? named(request, choice) : Optional.empty();
    }

    private static Optional<String> named(AnthropicRequest request, JsonNode choice) {
        if (!choice.has("name")) {
            return Optional.of("tool_choice.tool.name: Field required");
        }
        String name = choice.path("name").asText();
        for (JsonNode tool : request.body().path("tools")) {
            if (tool.path("name").asText().equals(name)) {
                return Optional.empty();
            }
        }
        return Optional.of("Tool '" + name + "' not found in provided tools");
    }
}
