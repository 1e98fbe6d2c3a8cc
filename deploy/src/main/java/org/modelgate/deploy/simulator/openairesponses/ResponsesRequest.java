package org.modelgate.deploy.simulator.openairesponses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** A request body with what the rules and the reader keep asking of it. */
record ResponsesRequest(boolean counting, ObjectNode body) {

    String model() {
        return body.path("model").asText();
    }

    /** A field that is there and not null, which the API takes for absent. */
    boolean has(String name) {
        return body.hasNonNull(name);
    }

    /** The input; a plain string is one user message. */
    List<JsonNode> items() {
        return items(body);
    }

    static List<JsonNode> items(JsonNode body) {
        List<JsonNode> items = new ArrayList<>();
        JsonNode input = body.path("input");
        if (input.isTextual()) {
            items.add(JsonNodeFactory.instance.objectNode().put("role", "user").put("content", input.asText()));
        } else {
            input.forEach(items::add);
        }
        return items;
    }

    static String type(JsonNode item) {
        String type = item.path("type").asText();
        if (!type.isEmpty()) {
            return type;
        }
        return item.has("role") || !item.has("id") ? "message" : "item_reference";
    }

    /** Whether the model made this item. */
    static boolean isModels(JsonNode item) {
        String type = type(item);
        return type.equals("message")
                ? item.path("role").asText().equals("assistant")
                : type.equals("reasoning") || type.endsWith("_call");
    }

    /** The parts of a content or a tool's output; a plain string is one text part. */
    static List<JsonNode> parts(JsonNode content) {
        List<JsonNode> parts = new ArrayList<>();
        if (content.isTextual()) {
            parts.add(JsonNodeFactory.instance
                    .objectNode()
                    .put("type", "input_text")
                    .put("text", content.asText()));
        } else {
            content.forEach(parts::add);
        }
        return parts;
    }

    static String text(JsonNode content) {
        return String.join(
                "\n",
                parts(content).stream()
                        .filter(part -> part.path("type").asText().endsWith("put_text"))
                        .map(part -> part.path("text").asText())
                        .toList());
    }
}
