package org.modelgate.translator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.modelgate.common.inference.Tool;
import org.modelgate.common.json.Json;

/**
 * Tools that take free text. The canonical form of a call is the one that a function with a single string has, so that every
 * provider can be asked for it; that of a grammar is Chat's.
 */
public final class CustomTools {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private static final String SCHEMA =
            "{\"type\":\"object\",\"properties\":{\"input\":{\"type\":\"string\"}},\"required\":[\"input\"]}";

    private CustomTools() {}

    /** Names of those among the tools that take free text. */
    public static Set<String> names(List<Tool> tools) {
        Set<String> names = new HashSet<>();
        for (Tool tool : tools) {
            if (tool instanceof Tool.Custom custom) {
                names.add(custom.name());
            }
        }
        return names;
    }

    /** The function that stands for such a tool where there are functions only; its grammar is described in words. */
    public static Tool.Function asFunction(Tool.Custom custom, Warnings warnings) {
        warnings.add("tools." + custom.name(), "as-function");
        String description = custom.description() == null ? "" : custom.description();
        String format = custom.formatJson();
        if (format != null && format.contains("\"grammar\"")) {
            description = (description + "\n\nThe input must follow this format: " + format).strip();
        }
        return new Tool.Function(
                custom.name(), description.isEmpty() ? null : description, SCHEMA, null, null, custom.namespace());
    }

    /** Free text as arguments. */
    public static String arguments(String input) {
        return JSON.objectNode().put("input", input).toString();
    }

    /** The free text in arguments; arguments of another shape as they are. */
    public static String input(String arguments) {
        try {
            JsonNode input = Json.mapper().readTree(arguments).path("input");
            return input.isTextual() ? input.asText() : arguments;
        } catch (JsonProcessingException e) {
            // written by a model, which may have left the function's form
            return arguments;
        }
    }

    /** Responses' grammar, whose parts stand beside the type, as Chat's, which wraps them. */
    public static String nestedFormat(JsonNode flat) {
        if (!flat.path("type").asText().equals("grammar") || flat.has("grammar")) {
            return flat.toString();
        }
        ObjectNode grammar = ((ObjectNode) flat).deepCopy();
        grammar.remove("type");
        ObjectNode nested = JSON.objectNode().put("type", "grammar");
        nested.set("grammar", grammar);
        return nested.toString();
    }

    /** Chat's grammar as that of Responses. */
    public static String flatFormat(String nested) {
        if (!(tree(nested).path("grammar") instanceof ObjectNode grammar)) {
            return nested;
        }
        ObjectNode flat = JSON.objectNode().put("type", "grammar");
        flat.setAll(grammar);
        return flat.toString();
    }

    private static JsonNode tree(String json) {
        try {
            return Json.mapper().readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("a format is raw JSON", e);
        }
    }
}
