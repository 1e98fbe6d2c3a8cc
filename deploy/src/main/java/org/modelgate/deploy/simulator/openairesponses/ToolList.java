package org.modelgate.deploy.simulator.openairesponses;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The tools that the model may call, from wherever in the request they come. */
record ToolList(List<Entry> entries) {

    /**
     * A tool.
     *
     * @param namespace empty where it has none
     */
    record Entry(String namespace, String name, boolean custom, JsonNode node) {

        /** Names it among all tools; a dot can't be part of a name. */
        String key() {
            return key(namespace, name);
        }

        static String key(String namespace, String name) {
            return namespace.isEmpty() ? name : namespace + '.' + name;
        }
    }

    static ToolList of(JsonNode body) {
        List<Entry> entries = new ArrayList<>();
        add(entries, "", body.path("tools"), false);
        for (JsonNode item : ResponsesRequest.items(body)) {
            switch (ResponsesRequest.type(item)) {
                case "additional_tools" -> add(entries, "", item.path("tools"), false);
                case "tool_search_output" -> add(entries, "", item.path("tools"), true);
                default -> {}
            }
        }
        return new ToolList(List.copyOf(entries));
    }

    private static void add(List<Entry> entries, String namespace, JsonNode tools, boolean deferredToo) {
        for (JsonNode tool : tools) {
            String name = tool.path("name").asText();
            switch (tool.path("type").asText()) {
                case "function", "custom" -> {
                    if (deferredToo || !tool.path("defer_loading").asBoolean()) {
                        boolean custom = tool.path("type").asText().equals("custom");
                        entries.add(new Entry(namespace, name, custom, tool));
                    }
                }
                case "namespace" -> add(entries, name, tool.path("tools"), deferredToo);
                default -> {}
            }
        }
    }

    Optional<Entry> find(String key) {
        return entries.stream().filter(entry -> entry.key().equals(key)).findFirst();
    }

    /** The one that a {@code tool_choice} means. */
    Optional<Entry> chosen(JsonNode choice) {
        String name = choice.path("name").asText();
        String namespace = choice.path("namespace").asText();
        boolean custom = choice.path("type").asText().equals("custom");
        return entries.stream()
                .filter(entry -> entry.name().equals(name) && entry.custom() == custom)
                .filter(entry -> namespace.isEmpty() || entry.namespace().equals(namespace))
                .findFirst();
    }
}
