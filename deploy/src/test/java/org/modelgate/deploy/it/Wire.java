package org.modelgate.deploy.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.modelgate.common.json.Json;

/** The little of each client dialect that a test without an SDK has to know. */
enum Wire {
    MESSAGES("/v1/messages") {
        @Override
        ObjectNode body(String model, String text, int maxTokens) {
            return request(model, text).put("max_tokens", maxTokens);
        }

        @Override
        boolean isEnd(String data) {
            return data.contains("\"type\":\"message_stop\"");
        }

        @Override
        boolean isError(String data) {
            return data.contains("\"type\":\"error\"");
        }

        @Override
        long inputTokens(JsonNode usage) {
            return usage.path("input_tokens").asLong()
                    + usage.path("cache_read_input_tokens").asLong();
        }

        @Override
        long outputTokens(JsonNode usage) {
            return usage.path("output_tokens").asLong();
        }
    },
    CHAT("/v1/chat/completions") {
        @Override
        ObjectNode body(String model, String text, int maxTokens) {
            return request(model, text).put("max_completion_tokens", maxTokens);
        }

        @Override
        boolean isEnd(String data) {
            return data.equals("[DONE]");
        }

        @Override
        boolean isError(String data) {
            return data.startsWith("{\"error\":");
        }

        @Override
        long inputTokens(JsonNode usage) {
            return usage.path("prompt_tokens").asLong();
        }

        @Override
        long outputTokens(JsonNode usage) {
            return usage.path("completion_tokens").asLong();
        }
    };

    private final String path;

    Wire(String path) {
        this.path = path;
    }

    String path() {
        return path;
    }

    abstract ObjectNode body(String model, String text, int maxTokens);

    /** Whether an event is the dialect's last one of a complete answer. */
    abstract boolean isEnd(String data);

    abstract boolean isError(String data);

    abstract long inputTokens(JsonNode usage);

    abstract long outputTokens(JsonNode usage);

    ObjectNode streamBody(String model, String text, int maxTokens) {
        return body(model, text, maxTokens).put("stream", true);
    }

    private static ObjectNode request(String model, String text) {
        ObjectNode body = Json.mapper().createObjectNode().put("model", model);
        body.putArray("messages").addObject().put("role", "user").put("content", text);
        return body;
    }
}
