package org.modelgate.deploy.simulator.bedrock;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code toolConfig}, and the pairing of calls with their results. */
final class ConverseToolRules {

    static final List<ConverseRule> ALL = List.of(
            ConverseToolRules::tools, ConverseToolRules::choice, ConverseToolRules::needed, ConverseToolRules::pairs);

    private ConverseToolRules() {}

    private static Optional<String> tools(ConverseRequest request) {
        JsonNode config = request.body().path("toolConfig");
        if (config.isMissingNode()) {
            return Optional.empty();
        }
        if (config.path("tools").isEmpty()) {
            return Optional.of("1 validation error detected: Value at 'toolConfig.tools' failed to satisfy constraint: "
                    + "Member must have length greater than or equal to 1");
        }
        Set<String> names = new HashSet<>();
        List<JsonNode> tools = request.tools();
        for (int i = 0; i < tools.size(); i++) {
            JsonNode tool = tools.get(i);
            String path = "toolConfig.tools." + i + ".toolSpec";
            Optional<String> unknown =
                    ConverseRule.unknown(tool, Set.of("name", "description", "inputSchema", "strict"), path);
            if (unknown.isPresent()) {
                return unknown;
            }
            String name = tool.path("name").asText();
            if (!name.matches("[a-zA-Z0-9_-]{1,64}")) {
                return Optional.of(ConverseMessageRules.constraint(path + ".name"));
            }
            if (!names.add(name)) {
                return Optional.of("The tool " + name + " is already defined at toolConfig.tools." + i + '.');
            }
            if (tool.has("description") && tool.path("description").asText().isEmpty()) {
                return Optional.of("1 validation error detected: Value at '" + path + ".description' failed to satisfy "
                        + "constraint: Member must have length greater than or equal to 1");
            }
            String type = tool.path("inputSchema").path("json").path("type").asText();
            if (!type.equals("object")) {
                return Optional.of(
                        "The value at " + path + ".inputSchema.json.type must be one of the following: object.");
            }
        }
        return Optional.empty();
    }

    private static Optional<String> choice(ConverseRequest request) {
        JsonNode choice = request.body().path("toolConfig").path("toolChoice");
        Optional<String> unknown = ConverseRule.unknown(choice, Set.of("auto", "any", "tool"), "toolConfig.toolChoice");
        if (choice.isMissingNode() || unknown.isPresent()) {
            return unknown;
        }
        if (choice.has("any") && !request.traits().anyTool()) {
            return unsupported("any");
        }
        if (!choice.has("tool")) {
            return Optional.empty();
        }
        if (!request.traits().namedTool()) {
            return unsupported("tool");
        }
        String name = choice.path("tool").path("name").asText();
        return request.tools().stream()
                        .anyMatch(tool -> tool.path("name").asText().equals(name))
                ? Optional.empty()
                : Optional.of(
                        "The tool " + name + " at toolConfig.toolChoice.tool is not defined in toolConfig.tools.");
    }

    private static Optional<String> unsupported(String kind) {
        String field = "toolConfig.toolChoice." + kind;
        return Optional.of("This model doesn't support the " + field + " field. Remove " + field + " and try again.");
    }

    private static Optional<String> needed(ConverseRequest request) {
        boolean used = false;
        for (int i = 0; i < request.messages().size(); i++) {
            used |= !request.blocks(i, "toolUse").isEmpty()
                    || !request.blocks(i, "toolResult").isEmpty();
        }
        return used && !request.body().has("toolConfig")
                ? Optional.of("The toolConfig field must be defined when using toolUse and toolResult content blocks.")
                : Optional.empty();
    }

    private static Optional<String> pairs(ConverseRequest request) {
        List<String> open = List.of();
        for (int i = 0; i < request.messages().size(); i++) {
            String path = "messages." + i + ".content";
            List<String> results = ids(request.blocks(i, "toolResult"));
            if (results.size() > open.size()) {
                return Optional.of("The number of toolResult blocks at " + path
                        + " exceeds the number of toolUse blocks of previous turn.");
            }
            List<String> missing = new ArrayList<>(open);
            missing.removeAll(results);
            if (!missing.isEmpty()) {
                return Optional.of("Expected toolResult blocks at " + path + " for the following Ids: "
                        + String.join(", ", missing));
            }
            open = ids(request.blocks(i, "toolUse"));
            if (!open.isEmpty() && !request.isAssistants(i)) {
                return Optional.of("ToolUse blocks can only be included in assistant messages: " + path);
            }
            if (new HashSet<>(open).size() < open.size()) {
                return Optional.of("The toolUse ids at " + path + " are not unique.");
            }
        }
        return open.isEmpty()
                ? Optional.empty()
                : Optional.of("Expected toolResult blocks at messages."
                        + request.messages().size() + ".content for the following Ids: " + String.join(", ", open));
    }

    private static List<String> ids(List<JsonNode> blocks) {
        return blocks.stream().map(block -> block.path("toolUseId").asText()).toList();
    }
}
