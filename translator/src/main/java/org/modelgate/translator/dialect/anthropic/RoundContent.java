package org.modelgate.translator.dialect.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.modelgate.translator.framing.JsonTree;

/** The blocks of one streamed round as they must be sent back. */
final class RoundContent {
    private static final class Block {
        final ObjectNode json;
        final StringBuilder text = new StringBuilder();
        final StringBuilder input = new StringBuilder();

        Block(ObjectNode json) {
            this.json = json;
        }
    }

    private final Map<Integer, Block> open = new HashMap<>();
    private final List<ObjectNode> blocks = new ArrayList<>();
    private long size;
    private final long sizeMax;
    private boolean lost;

    /** @param sizeMax characters of content; of a longer round nothing more is kept */
    RoundContent(long sizeMax) {
        this.sizeMax = sizeMax;
    }

    /** Takes the data of a block's start, delta or stop. */
    void event(JsonNode event, int bytes) {
        size += bytes;
        if (size > sizeMax) {
            lost = true;
            open.clear();
            blocks.clear();
        }
        if (lost) {
            return;
        }
        int index = event.path("index").asInt();
        switch (event.path("type").asText()) {
            case "content_block_start" -> {
                if (event.path("content_block") instanceof ObjectNode json) {
                    open.put(index, new Block(json.deepCopy()));
                }
            }
            case "content_block_delta" -> {
                Block block = open.get(index);
                lost |= block == null || !delta(block, event.path("delta"));
            }
            case "content_block_stop" -> {
                Block block = open.remove(index);
                if (block != null) {
                    stop(block);
                }
            }
            default -> lost = true;
        }
    }

    /** False for a kind of delta to come, without which the block isn't what it was. */
    private static boolean delta(Block block, JsonNode delta) {
        switch (delta.path("type").asText()) {
            case "text_delta" -> block.text.append(delta.path("text").asText());
            case "thinking_delta" -> block.text.append(delta.path("thinking").asText());
            case "input_json_delta" ->
                block.input.append(delta.path("partial_json").asText());
            case "signature_delta" ->
                block.json.put(
                        "signature",
                        block.json.path("signature").asText("")
                                + delta.path("signature").asText());
            case "citations_delta" -> block.json.withArray("citations").add(delta.path("citation"));
            default -> {
                return false;
            }
        }
        return true;
    }

    private void stop(Block block) {
        ObjectNode json = block.json;
        String type = json.path("type").asText();
        if (!block.text.isEmpty()) {
            String member = type.equals("thinking") ? "thinking" : "text";
            json.put(member, json.path(member).asText("") + block.text);
        }
        if (!block.input.isEmpty()) {
            byte[] input = block.input.toString().getBytes(StandardCharsets.UTF_8);
            JsonNode parsed = JsonTree.of(input, 0, input.length);
            lost |= !parsed.isObject();
            json.set("input", parsed);
        }
        boolean empty = type.equals("text") && json.path("text").asText("").isEmpty();
        if (!empty) {
            blocks.add(json);
        }
    }

    /** Whether everything that came is in {@link #blocks}. */
    boolean isWhole() {
        return !lost && open.isEmpty();
    }

    List<ObjectNode> blocks() {
        return blocks;
    }
}
