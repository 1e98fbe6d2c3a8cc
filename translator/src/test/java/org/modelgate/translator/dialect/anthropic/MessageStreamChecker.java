package org.modelgate.translator.dialect.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.modelgate.common.json.Json;
import org.modelgate.translator.framing.SseDecoder;
import org.modelgate.translator.framing.SseEvent;

/** Reads a Messages stream as strictly as the official SDKs do, and builds the message that they would. */
public final class MessageStreamChecker {
    private ObjectNode message = Json.mapper().createObjectNode();
    private final ArrayNode content = Json.mapper().createArrayNode();
    private final List<String> types = new ArrayList<>();
    private final StringBuilder json = new StringBuilder();
    private boolean blockOpen;
    private boolean signed;
    private final boolean cut;

    /** @param cut whether the last block may be unfinished, as where an answer reached its cap */
    private MessageStreamChecker(boolean cut) {
        this.cut = cut;
    }

    /** The whole message; fails if the stream breaks a rule. */
    public static ObjectNode message(byte[] stream) {
        return message(stream, false);
    }

    /** The same of a message that may end within a block's content. */
    static ObjectNode cutMessage(byte[] stream) {
        return message(stream, true);
    }

    private static ObjectNode message(byte[] stream, boolean cut) {
        MessageStreamChecker checker = read(stream, cut);
        assertThat(checker.types).last().isEqualTo("message_stop");
        assertThat(checker.types).filteredOn("message_delta"::equals).hasSize(1);
        checker.message.set("content", checker.content);
        return checker.message;
    }

    /** Types of all events in order, pings included; fails if the stream breaks a rule. */
    static List<String> types(byte[] stream) {
        return read(stream, false).types;
    }

    private static MessageStreamChecker read(byte[] stream, boolean cut) {
        MessageStreamChecker checker = new MessageStreamChecker(cut);
        SseDecoder sse = new SseDecoder();
        sse.feed(stream, checker::event);
        sse.end(e -> {
            throw new AssertionError("a cut event: " + e.text());
        });
        return checker;
    }

    private void event(SseEvent event) {
        assertThat(event.kind()).isEqualTo(SseEvent.Kind.EVENT);
        JsonNode data = parse(event.text());
        String type = data.path("type").asText();
        assertThat(event.name()).isEqualTo(type);
        assertThat(types).doesNotContain("message_stop", "error");
        if (!type.equals("error")) {
            assertThat(types.isEmpty()).isEqualTo(type.equals("message_start"));
        }
        types.add(type);
        switch (type) {
            case "message_start" -> start(data.path("message"));
            case "content_block_start" -> blockStart(data);
            case "content_block_delta" -> delta(data);
            case "content_block_stop" -> blockStop(data);
            case "message_delta" -> messageDelta(data);
            case "message_stop", "ping", "error" -> {
                // no content of their own
            }
            default -> throw new AssertionError("unknown event " + type);
        }
    }

    private void start(JsonNode start) {
        message = start.deepCopy();
        assertThat(message.path("content").isEmpty()).isTrue();
        assertThat(message.path("usage").path("input_tokens").isIntegralNumber())
                .isTrue();
        assertThat(message.path("id").asText()).startsWith("msg_");
    }

    private void blockStart(JsonNode data) {
        assertThat(blockOpen).as("no two open blocks").isFalse();
        assertThat(types).doesNotContain("message_delta");
        assertThat(data.path("index").asInt()).isEqualTo(content.size());
        content.add(data.path("content_block").deepCopy());
        blockOpen = true;
        signed = false;
        json.setLength(0);
    }

    private void delta(JsonNode data) {
        assertThat(blockOpen).isTrue();
        assertThat(data.path("index").asInt()).isEqualTo(content.size() - 1);
        ObjectNode block = (ObjectNode) content.get(content.size() - 1);
        JsonNode delta = data.path("delta");
        String blockType = block.path("type").asText();
        switch (delta.path("type").asText()) {
            case "text_delta" -> append(block, blockType, "text", delta);
            case "thinking_delta" -> {
                assertThat(signed).isFalse();
                append(block, blockType, "thinking", delta);
            }
            case "signature_delta" -> {
                assertThat(blockType).isEqualTo("thinking");
                assertThat(signed).as("one signature").isFalse();
                signed = true;
                block.set("signature", delta.get("signature"));
            }
            case "input_json_delta" -> {
                assertThat(blockType).isEqualTo("tool_use");
                json.append(delta.path("partial_json").asText());
            }
            case "citations_delta" -> assertThat(blockType).isEqualTo("text");
            default -> throw new AssertionError("unknown delta " + delta);
        }
    }

    private static void append(ObjectNode block, String blockType, String member, JsonNode delta) {
        assertThat(blockType).isEqualTo(member);
        block.put(member, block.path(member).asText() + delta.path(member).asText());
    }

    private void blockStop(JsonNode data) {
        assertThat(blockOpen).isTrue();
        assertThat(data.path("index").asInt()).isEqualTo(content.size() - 1);
        blockOpen = false;
        ObjectNode block = (ObjectNode) content.get(content.size() - 1);
        if (cut) {
            return;
        }
        switch (block.path("type").asText()) {
            case "tool_use" -> block.set("input", parse(json.isEmpty() ? "{}" : json.toString()));
            case "thinking" -> assertThat(signed).isTrue();
            case "text" -> assertThat(block.path("text").asText()).isNotEmpty();
            default -> assertThat(json).isEmpty();
        }
    }

    private void messageDelta(JsonNode data) {
        assertThat(blockOpen).isFalse();
        message.setAll((ObjectNode) data.path("delta"));
        assertThat(data.path("usage").path("output_tokens").isIntegralNumber()).isTrue();
        ((ObjectNode) message.path("usage")).setAll((ObjectNode) data.path("usage"));
        message.set("gateway_usage", data.path("gateway_usage"));
    }

    private static JsonNode parse(String text) {
        try {
            return Json.mapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + text, e);
        }
    }
}
