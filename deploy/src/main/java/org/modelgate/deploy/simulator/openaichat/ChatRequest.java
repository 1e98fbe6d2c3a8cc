package org.modelgate.deploy.simulator.openaichat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.modelgate.deploy.simulator.openai.OpenAiModels;

/** A request body with what the rules and the reader keep asking of it. */
record ChatRequest(ObjectNode body) {

    private static final Pattern TOOLS_ONLY_WITHOUT_EFFORT = Pattern.compile("(.*/)?gpt-5\\.[456]\\b.*");

    String model() {
        return body.path("model").asText();
    }

    boolean reasons() {
        return OpenAiModels.reasons(model());
    }

    boolean refusesToolsWithEffort() {
        return TOOLS_ONLY_WITHOUT_EFFORT.matcher(model()).matches();
    }

    JsonNode messages() {
        return body.path("messages");
    }

    String role(int message) {
        return messages().path(message).path("role").asText();
    }

    /** A field that is there and not null, which the API takes for absent. */
    boolean has(String name) {
        return body.hasNonNull(name);
    }

    /** The parts of a message; a plain string is one text part. */
    static List<JsonNode> parts(JsonNode content) {
        List<JsonNode> parts = new ArrayList<>();
        if (content.isTextual()) {
            parts.add(JsonNodeFactory.instance.objectNode().put("type", "text").put("text", content.asText()));
        } else {
            content.forEach(parts::add);
        }
        return parts;
    }

    static String text(JsonNode content) {
        return String.join(
                "\n",
                parts(content).stream()
                        .filter(part -> part.path("type").asText().equals("text"))
                        .map(part -> part.path("text").asText())
                        .toList());
    }
}
