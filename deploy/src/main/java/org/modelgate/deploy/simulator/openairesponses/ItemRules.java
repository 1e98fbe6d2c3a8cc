package org.modelgate.deploy.simulator.openairesponses;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.modelgate.deploy.simulator.core.Refusal;
import org.modelgate.deploy.simulator.openai.Invalid;

/** Input items, each by itself: type, fields, ids. */
final class ItemRules {

    private static final int ID_MAX = 64;
    private static final Set<String> CALL = Set.of("type", "id", "call_id", "name", "namespace", "caller", "status");
    private static final Set<String> OUTPUT =
            Set.of("type", "id", "call_id", "output", "name", "namespace", "caller", "status");
    private static final Map<String, Set<String>> FIELDS = Map.of(
            "message", Set.of("type", "id", "role", "content", "phase", "status"),
            "reasoning", Set.of("type", "id", "summary", "content", "encrypted_content", "status"),
            "function_call", with(CALL, "arguments", "async"),
            "custom_tool_call", with(CALL, "input"),
            "function_call_output", OUTPUT,
            "custom_tool_call_output", OUTPUT,
            "additional_tools", Set.of("type", "id", "role", "tools"),
            "configuration_update", Set.of("type", "id", "reasoning", "text"),
            "item_reference", Set.of("type", "id"));
    private static final Set<String> BUILT_IN = Set.of(
            "web_search_call",
            "file_search_call",
            "code_interpreter_call",
            "image_generation_call",
            "computer_call",
            "computer_call_output",
            "local_shell_call",
            "local_shell_call_output",
            "shell_call",
            "shell_call_output",
            "apply_patch_call",
            "apply_patch_call_output",
            "tool_search_call",
            "tool_search_output",
            "mcp_list_tools",
            "mcp_call",
            "mcp_approval_request",
            "mcp_approval_response");
    private static final Map<String, String> PREFIXES = Map.of(
            "message", "msg",
            "reasoning", "rs",
            "function_call", "fc",
            "custom_tool_call", "ctc",
            "web_search_call", "ws",
            "file_search_call", "fs",
            "code_interpreter_call", "ci",
            "image_generation_call", "ig");

    static final List<ResponsesRule> ALL = List.of(ItemRules::everyItem);

    private ItemRules() {}

    private static Set<String> with(Set<String> names, String... more) {
        Set<String> all = new HashSet<>(names);
        all.addAll(List.of(more));
        return Set.copyOf(all);
    }

    private static Optional<Refusal> everyItem(ResponsesRequest request) {
        List<JsonNode> items = request.items();
        for (int i = 0; i < items.size(); i++) {
            Optional<Refusal> fault = item(items.get(i), "input[" + i + "]");
            if (fault.isPresent()) {
                return fault;
            }
        }
        return Optional.empty();
    }

    private static Optional<Refusal> item(JsonNode item, String path) {
        if (!item.isObject()) {
            return Invalid.type(path, "an input item");
        }
        String type = ResponsesRequest.type(item);
        if (type.startsWith("compaction")) {
            return Invalid.because("simulator: '" + type + "' is not simulated", null, path);
        }
        if (BUILT_IN.contains(type)) {
            return id(item, type, path);
        }
        Set<String> known = FIELDS.get(type);
        if (known == null) {
            return Invalid.value(path, type, FIELDS.keySet());
        }
        for (var field : item.properties()) {
            if (!known.contains(field.getKey())) {
                return Invalid.unknown(path + '.' + field.getKey());
            }
        }
        return id(item, type, path).or(() -> callId(item, type, path)).or(() -> contents(item, type, path));
    }

    private static Optional<Refusal> id(JsonNode item, String type, String path) {
        String id = item.path("id").asText("");
        if (!item.hasNonNull("id")) {
            return Optional.empty();
        }
        if (id.length() > ID_MAX) {
            return Invalid.stringAbove(path + ".id", ID_MAX, id.length());
        }
        String prefix = PREFIXES.getOrDefault(type, "");
        return id.startsWith(prefix)
                ? Optional.empty()
                : Invalid.because(
                        "Invalid '" + path + ".id': '" + id + "'. Expected an ID that begins with '" + prefix + "'.",
                        "invalid_value",
                        path + ".id");
    }

    private static Optional<Refusal> callId(JsonNode item, String type, String path) {
        if (!FIELDS.getOrDefault(type, Set.of()).contains("call_id")) {
            return Optional.empty();
        }
        if (!item.hasNonNull("call_id")) {
            return Invalid.missing(path + ".call_id");
        }
        String id = item.path("call_id").asText();
        if (id.isEmpty()) {
            return Invalid.because(
                    "Invalid '" + path + ".call_id': empty string. Expected a string with minimum length 1, but got an "
                            + "empty string instead.",
                    "empty_string",
                    path + ".call_id");
        }
        return id.length() > ID_MAX ? Invalid.stringAbove(path + ".call_id", ID_MAX, id.length()) : Optional.empty();
    }

    private static Optional<Refusal> contents(JsonNode item, String type, String path) {
        return switch (type) {
            case "message" -> PartRules.message(item, path);
            case "function_call" -> call(item, "arguments", path);
            case "custom_tool_call" -> call(item, "input", path);
            case "function_call_output", "custom_tool_call_output" -> PartRules.output(item.path("output"), path);
            case "additional_tools" ->
                item.path("role").asText().equals("developer")
                        ? ToolRules.tools(item.path("tools"), path + ".tools")
                        : Invalid.value(path + ".role", item.path("role").asText(), Set.of("developer"));
            default -> Optional.empty();
        };
    }

    private static Optional<Refusal> call(JsonNode item, String field, String path) {
        if (!item.hasNonNull("name")) {
            return Invalid.missing(path + ".name");
        }
        if (!item.has(field)) {
            return Invalid.missing(path + '.' + field);
        }
        if (!item.path(field).isTextual()) {
            return Invalid.type(path + '.' + field, "a string");
        }
        return ToolRules.name(item.path("name").asText(), path + ".name");
    }
}
