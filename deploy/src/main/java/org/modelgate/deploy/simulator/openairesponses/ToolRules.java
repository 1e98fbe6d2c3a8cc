package org.modelgate.deploy.simulator.openairesponses;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.modelgate.deploy.simulator.core.Refusal;
import org.modelgate.deploy.simulator.openai.Invalid;
import org.modelgate.deploy.simulator.openai.StrictSchema;

/** {@code tools} and {@code tool_choice}. */
final class ToolRules {

    private static final int NAME_MAX = 64;
    private static final int TOOLS_MAX = 128;
    private static final Map<String, Set<String>> FIELDS = Map.of(
            "function",
                    Set.of(
                            "type",
                            "name",
                            "parameters",
                            "strict",
                            "description",
                            "defer_loading",
                            "async",
                            "output_schema",
                            "allowed_callers"),
            "custom", Set.of("type", "name", "description", "format", "defer_loading", "async", "allowed_callers"),
            "namespace", Set.of("type", "name", "description", "tools"));
    private static final Set<String> BUILT_IN = Set.of(
            "tool_search",
            "web_search",
            "web_search_2025_08_26",
            "web_search_preview",
            "web_search_preview_2025_03_11",
            "file_search",
            "code_interpreter",
            "image_generation",
            "computer",
            "computer_use_preview",
            "local_shell",
            "shell",
            "apply_patch",
            "programmatic_tool_calling",
            "mcp");

    static final List<ResponsesRule> ALL =
            List.of(request -> tools(request.body().path("tools"), "tools"), ToolRules::choice);

    private ToolRules() {}

    static Optional<Refusal> tools(JsonNode tools, String path) {
        if (tools.size() > TOOLS_MAX) {
            return Invalid.arrayAbove(path, TOOLS_MAX, tools.size());
        }
        for (int i = 0; i < tools.size(); i++) {
            Optional<Refusal> fault = tool(tools.path(i), path + '[' + i + ']');
            if (fault.isPresent()) {
                return fault;
            }
        }
        return Optional.empty();
    }

    private static Optional<Refusal> tool(JsonNode tool, String path) {
        String type = tool.path("type").asText();
        if (BUILT_IN.contains(type)) {
            return Optional.empty();
        }
        Set<String> known = FIELDS.get(type);
        if (known == null) {
            Set<String> all = new HashSet<>(BUILT_IN);
            all.addAll(FIELDS.keySet());
            return Invalid.value(path + ".type", type, all);
        }
        if (!tool.hasNonNull("name")) {
            return Invalid.missing(path + ".name");
        }
        for (var field : tool.properties()) {
            if (!known.contains(field.getKey())) {
                return Invalid.unknown(path + '.' + field.getKey());
            }
        }
        return name(tool.path("name").asText(), path + ".name").or(() -> switch (type) {
            case "function" -> function(tool, path);
            case "custom" -> custom(tool.path("format"), path + ".format");
            default -> namespace(tool.path("tools"), path + ".tools");
        });
    }

    static Optional<Refusal> name(String name, String path) {
        if (name.length() > NAME_MAX) {
            return Invalid.stringAbove(path, NAME_MAX, name.length());
        }
        return name.matches("[a-zA-Z0-9_-]+") ? Optional.empty() : Invalid.pattern(path, "^[a-zA-Z0-9_-]+$");
    }

    private static Optional<Refusal> function(JsonNode tool, String path) {
        JsonNode parameters = tool.path("parameters");
        String name = tool.path("name").asText();
        String type = parameters.path("type").asText("None");
        Optional<String> fault = Optional.empty();
        if (tool.hasNonNull("parameters") && !type.equals("object")) {
            fault = Optional.of("schema must be a JSON Schema of 'type: \"object\"', got 'type: \"" + type + "\"'.");
        } else if (tool.path("strict").asBoolean()) {
            fault = StrictSchema.fault(parameters);
        }
        return fault.flatMap(why -> Invalid.because(
                "Invalid schema for function '" + name + "': " + why,
                "invalid_function_parameters",
                path + ".parameters"));
    }

    private static Optional<Refusal> custom(JsonNode format, String path) {
        boolean grammar = format.path("type").asText("text").equals("grammar");
        for (var field : format.properties()) {
            String name = field.getKey();
            if (!name.equals("type")
                    && !(grammar && Set.of("syntax", "definition").contains(name))) {
                return Invalid.unknown(path + '.' + name);
            }
        }
        if (!grammar) {
            return Optional.empty();
        }
        for (String name : List.of("syntax", "definition")) {
            if (!format.hasNonNull(name)) {
                return Invalid.missing(path + '.' + name);
            }
        }
        Set<String> syntaxes = Set.of("lark", "regex");
        String syntax = format.path("syntax").asText();
        return syntaxes.contains(syntax) ? Optional.empty() : Invalid.value(path + ".syntax", syntax, syntaxes);
    }

    private static Optional<Refusal> namespace(JsonNode tools, String path) {
        if (!tools.isArray()) {
            return Invalid.missing(path);
        }
        for (int i = 0; i < tools.size(); i++) {
            String type = tools.path(i).path("type").asText();
            if (!Set.of("function", "custom").contains(type)) {
                return Invalid.value(path + '[' + i + "].type", type, Set.of("function", "custom"));
            }
        }
        return tools(tools, path);
    }

    private static Optional<Refusal> choice(ResponsesRequest request) {
        JsonNode choice = request.body().path("tool_choice");
        Set<String> words = Set.of("none", "auto", "required");
        if (choice.isTextual() && !words.contains(choice.asText())) {
            return Invalid.value("tool_choice", choice.asText(), words);
        }
        ToolList list = ToolList.of(request.body());
        if (choice.asText().equals("required") && list.entries().isEmpty() && !request.has("tools")) {
            return notFound("Tool choice 'required' must be specified with 'tools' parameter.");
        }
        return switch (choice.path("type").asText()) {
            case "function", "custom" ->
                list.chosen(choice).isPresent()
                        ? Optional.empty()
                        : notFound(
                                "Tool choice '" + choice.path("name").asText("") + "' not found in 'tools' parameter.");
            case "allowed_tools" -> {
                for (JsonNode tool : choice.path("tools")) {
                    if (tool.path("type").asText().equals("function")
                            && list.chosen(tool).isEmpty()) {
                        yield notFound(
                                "Tool choice '" + tool.path("name").asText("") + "' not found in 'tools' parameter.");
                    }
                }
                yield Optional.empty();
            }
            default -> Optional.empty();
        };
    }

    private static Optional<Refusal> notFound(String message) {
        return Invalid.because(message, null, "tool_choice");
    }
}
