package org.modelgate.deploy.simulator.openairesponses;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.modelgate.deploy.simulator.core.Refusal;
import org.modelgate.deploy.simulator.openai.Invalid;

/** Items that need each other: calls and outputs, reasoning and what it led to. */
final class PairRules {

    private static final Map<String, String> NAMES = Map.of(
            "function_call", "function call",
            "custom_tool_call", "custom tool call",
            "computer_call", "computer call",
            "shell_call", "shell call",
            "apply_patch_call", "apply patch call");

    static final List<ResponsesRule> ALL =
            List.of(PairRules::references, PairRules::duplicates, PairRules::calls, PairRules::reasoning);

    private PairRules() {}

    private static Optional<Refusal> references(ResponsesRequest request) {
        return request.items().stream()
                .filter(item -> ResponsesRequest.type(item).equals("item_reference"))
                .findFirst()
                .map(item -> notFound(item.path("id").asText()));
    }

    /** Nothing is persisted here, whatever {@code store} says. */
    static Refusal notFound(String id) {
        return new Refusal(
                404,
                "invalid_request_error",
                "Item with id '" + id + "' not found. Items are not persisted when `store` is set to false. Try again "
                        + "with `store` set to true, or remove this item from your input.",
                null,
                "input");
    }

    private static Optional<Refusal> duplicates(ResponsesRequest request) {
        Set<String> ids = new HashSet<>();
        for (JsonNode item : request.items()) {
            String id = item.path("id").asText("");
            if (item.hasNonNull("id") && !ids.add(id)) {
                return Invalid.because(
                        "Duplicate item found with id " + id
                                + ". Remove duplicate items from your input and try again.",
                        null,
                        "input");
            }
        }
        return Optional.empty();
    }

    private static Optional<Refusal> calls(ResponsesRequest request) {
        Map<String, String> open = new LinkedHashMap<>();
        for (JsonNode item : request.items()) {
            String type = ResponsesRequest.type(item);
            String id = item.path("call_id").asText();
            if (NAMES.containsKey(type)) {
                open.put(type + id, "No tool output found for " + NAMES.get(type) + ' ' + id + '.');
                continue;
            }
            String callType = type.endsWith("_output") ? type.substring(0, type.length() - "_output".length()) : "";
            if (NAMES.containsKey(callType) && open.remove(callType + id) == null) {
                return Invalid.because(
                        "No tool call found for " + NAMES.get(callType) + " output with call_id " + id + '.',
                        null,
                        "input");
            }
        }
        return open.values().stream().findFirst().flatMap(message -> Invalid.because(message, null, "input"));
    }

    private static Optional<Refusal> reasoning(ResponsesRequest request) {
        List<JsonNode> items = request.items();
        Set<String> thoughts = new HashSet<>();
        for (int i = 0; i < items.size(); i++) {
            JsonNode item = items.get(i);
            String type = ResponsesRequest.type(item);
            String id = item.path("id").asText("");
            if (type.equals("reasoning")) {
                thoughts.add(id);
                if (i + 1 == items.size() || !ResponsesRequest.isModels(items.get(i + 1))) {
                    return Invalid.because(
                            "Item '" + id + "' of type 'reasoning' was provided without its required following item.",
                            null,
                            "input");
                }
                continue;
            }
            Optional<String> missing = thoughtOf(id).filter(thought -> !thoughts.contains(thought));
            if (missing.isPresent()) {
                return Invalid.because(
                        "Item '" + id + "' of type '" + type + "' was provided without its required 'reasoning' item: '"
                                + missing.get() + "'.",
                        null,
                        "input");
            }
        }
        return Optional.empty();
    }

    /** The reasoning item that this one of our own ids stood behind, if any. */
    private static Optional<String> thoughtOf(String id) {
        return id.matches("[a-z]+_[0-9a-f]{24}r[0-9]{2}")
                ? Optional.of("rs_" + id.substring(id.indexOf('_') + 1, id.length() - 2) + "00")
                : Optional.empty();
    }
}
