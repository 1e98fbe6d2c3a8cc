package org.modelgate.deploy.simulator.bedrock;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** A request body with what the rules and the reader keep asking of it. */
record ConverseRequest(BedrockPath path, ObjectNode body) {

    VendorTraits traits() {
        return VendorTraits.of(path.foundation());
    }

    JsonNode messages() {
        return body.path("messages");
    }

    boolean isAssistants(int message) {
        return messages().path(message).path("role").asText().equals("assistant");
    }

    /** The blocks of this kind in a message, each without its wrapping. */
    List<JsonNode> blocks(int message, String kind) {
        List<JsonNode> found = new ArrayList<>();
        messages().path(message).path("content").forEach(block -> {
            if (block.has(kind)) {
                found.add(block.path(kind));
            }
        });
        return found;
    }

    List<JsonNode> tools() {
        List<JsonNode> found = new ArrayList<>();
        body.path("toolConfig").path("tools").forEach(tool -> {
            if (tool.has("toolSpec")) {
                found.add(tool.path("toolSpec"));
            }
        });
        return found;
    }

    /** Index of the last message that is the user's, or -1. */
    int lastUserMessage() {
        int last = messages().size() - 1;
        while (last >= 0 && isAssistants(last)) {
            last--;
        }
        return last;
    }
}
