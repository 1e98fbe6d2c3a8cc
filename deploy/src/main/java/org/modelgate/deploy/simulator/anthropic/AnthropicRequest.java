package org.modelgate.deploy.simulator.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.modelgate.deploy.simulator.core.Call;

/** A request body with what the rules and the reader keep asking of it. */
record AnthropicRequest(Call call, boolean counting, ObjectNode body) {

    static final String CURRENT_VERSION = "2026-10-21";
    static final String CLASSIC_VERSION = "2023-06-01";

    String version() {
        return call.header("anthropic-version").orElse("");
    }

    boolean current() {
        return version().equals(CURRENT_VERSION);
    }

    boolean beta() {
        return call.header("anthropic-beta").filter(flags -> !flags.isBlank()).isPresent();
    }

    String model() {
        return body.path("model").asText();
    }

    ModelTraits traits() {
        return ModelTraits.of(model());
    }

    JsonNode messages() {
        return body.path("messages");
    }

    String role(int message) {
        return messages().path(message).path("role").asText();
    }

    /** The blocks of a message; a plain string is one text block. */
    List<JsonNode> blocks(int message) {
        return blocks(messages().path(message).path("content"));
    }

    static List<JsonNode> blocks(JsonNode content) {
        List<JsonNode> blocks = new ArrayList<>();
        if (content.isTextual()) {
            blocks.add(JsonNodeFactory.instance.objectNode().put("type", "text").put("text", content.asText()));
        } else {
            content.forEach(blocks::add);
        }
        return blocks;
    }

    static String type(JsonNode block) {
        return block.path("type").asText();
    }

    /** Index of the last message that is the user's, or -1. */
    int lastUserMessage() {
        for (int i = messages().size() - 1; i >= 0; i--) {
            if (role(i).equals("user")) {
                return i;
            }
        }
        return -1;
    }

    List<String> texts(int message) {
        return blocks(message).stream()
                .filter(block -> type(block).equals("text"))
                .map(block -> block.path("text").asText())
                .toList();
    }
}
