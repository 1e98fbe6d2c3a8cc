package org.modelgate.translator.dialect.openaichat;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.modelgate.common.json.Json;

/**
 * Reads a chat stream as the official SDK's accumulator does (openai-chat.md section 8): strings are concatenated, lists are
 * joined by index, and whatever would crash it fails the test.
 */
public final class StrictChatClient {
    public final ObjectNode message = JsonNodeFactory.instance.objectNode();
    final List<JsonNode> chunks = new ArrayList<>();
    String finishReason = "";
    JsonNode usage = JsonNodeFactory.instance.nullNode();
    JsonNode gatewayUsage = JsonNodeFactory.instance.nullNode();
    JsonNode error = JsonNodeFactory.instance.nullNode();
    int comments;

    public static StrictChatClient read(byte[] stream) {
        StrictChatClient client = new StrictChatClient();
        String text = new String(stream, UTF_8);
        assertThat(text).endsWith("\n\n").doesNotContain("\uFFFD");
        boolean done = false;
        for (String event : text.split("\n\n")) {
            assertThat(done).as("nothing follows the end").isFalse();
            if (event.startsWith(":")) {
                client.comments++;
            } else {
                assertThat(event).startsWith("data: ").doesNotContain("\n");
                done = client.data(event.substring("data: ".length()));
            }
        }
        assertThat(done).as("the stream ends with [DONE] or an error").isTrue();
        if (client.error.isNull()) {
            assertThat(client.finishReason).isNotEmpty();
            assertThat(client.message.path("role").asText()).isEqualTo("assistant");
            assertThat(client.gatewayUsage.isObject()).isTrue();
        }
        return client;
    }

    private boolean data(String data) {
        if (data.equals("[DONE]")) {
            return true;
        }
        JsonNode chunk = tree(data);
        if (chunk.has("error")) {
            error = chunk.path("error");
            return true;
        }
        assertThat(gatewayUsage.isNull())
                .as("gateway_usage is on the last chunk")
                .isTrue();
        chunks.add(chunk);
        assertThat(chunk.path("object").asText()).isEqualTo("chat.completion.chunk");
        for (String name : List.of("id", "created", "model")) {
            assertThat(chunk.get(name)).isNotNull().isEqualTo(chunks.getFirst().get(name));
        }
        usage = chunk.path("usage");
        gatewayUsage = chunk.has("gateway_usage") ? chunk.get("gateway_usage") : gatewayUsage;
        assertThat(chunk.path("choices").isArray()).isTrue();
        for (JsonNode choice : chunk.path("choices")) {
            assertThat(finishReason).as("no delta behind the finish reason").isEmpty();
            assertThat(choice.path("index").asInt(-1)).isZero();
            assertThat(choice.path("delta").isObject()).as("delta is an object").isTrue();
            merge(message, (ObjectNode) choice.path("delta"));
            finishReason = choice.path("finish_reason").asText("").replace("null", "");
        }
        return false;
    }

    private static void merge(ObjectNode into, ObjectNode delta) {
        delta.properties().forEach(member -> {
            String name = member.getKey();
            JsonNode value = member.getValue();
            JsonNode old = into.get(name);
            if (old == null || old.isNull()) {
                if (value.isArray()) {
                    list(into.putArray(name), (ArrayNode) value);
                } else {
                    into.set(name, value.deepCopy());
                }
            } else if (value.isTextual() && !name.equals("type")) {
                into.put(name, old.asText() + value.asText());
            } else if (value.isObject()) {
                merge((ObjectNode) old, (ObjectNode) value);
            } else if (value.isArray()) {
                assertThat(value.path(0).has("index"))
                        .as(name + " comes once or with an index")
                        .isTrue();
                list((ArrayNode) old, (ArrayNode) value);
            }
        });
    }

    private static void list(ArrayNode into, ArrayNode delta) {
        for (JsonNode entry : delta) {
            if (!entry.has("index")) {
                into.add(entry);
                continue;
            }
            int index = entry.path("index").asInt();
            assertThat(index).as("indices have no gaps").isBetween(0, into.size());
            if (index == into.size()) {
                into.add(entry.deepCopy());
            } else {
                merge((ObjectNode) into.get(index), (ObjectNode) entry);
            }
        }
    }

    private static JsonNode tree(String json) {
        try {
            return Json.mapper().readTree(json);
        } catch (JsonProcessingException e) {
            throw new AssertionError("no JSON: " + json, e);
        }
    }
}
