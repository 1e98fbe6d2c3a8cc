package org.modelgate.translator.dialect.anthropic;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.inference.DialectId;
import org.modelgate.common.inference.StreamEvent;
import org.modelgate.common.json.Json;
import org.modelgate.translator.framing.SseEvent;

/** The blocks of one Messages stream: their start, deltas and stop. */
final class BlockReader {
    /** Blocks that only this dialect knows, until they are complete: bounded by the number of blocks of one answer. */
    private static final class OpaqueBlock {
        final ObjectNode block;
        final StringBuilder input = new StringBuilder();

        OpaqueBlock(ObjectNode block) {
            this.block = block;
        }
    }

    private static final int OPAQUE_CHARS_MAX = 16 * 1024 * 1024;

    private final Map<Integer, OpaqueBlock> opaque = new HashMap<>();

    /** The many small events, without a tree; false if it is one of the rare kinds. */
    boolean delta(SseEvent event, Consumer<StreamEvent> out) throws IOException {
        int index = 0;
        String type = "";
        String value = null;
        try (JsonParser p = Json.factory().createParser(event.buffer(), event.offset(), event.length())) {
            for (JsonToken token = p.nextToken(); token != null; token = p.nextToken()) {
                if (token != JsonToken.FIELD_NAME) {
                    continue;
                }
                switch (p.currentName()) {
                    case "index" -> index = p.nextIntValue(0);
                    case "delta" -> {
                        // its members are looked at
                    }
                    case "type" -> {
                        String text = p.nextTextValue();
                        type = text == null || text.equals("content_block_delta") ? type : text;
                    }
                    case "text", "thinking", "partial_json", "signature" -> value = p.nextTextValue();
                    default -> {
                        p.nextToken();
                        p.skipChildren();
                    }
                }
            }
        }
        if (value == null) {
            return false;
        }
        return switch (type) {
            case "text_delta" -> emit(out, new StreamEvent.Text(index, value));
            case "thinking_delta" -> emit(out, new StreamEvent.Thinking(index, value));
            case "signature_delta" -> emit(out, new StreamEvent.ThinkingSignature(index, value));
            case "input_json_delta" -> arguments(index, value, out);
            default -> false;
        };
    }

    private static boolean emit(Consumer<StreamEvent> out, StreamEvent event) {
        out.accept(event);
        return true;
    }

    private boolean arguments(int index, String fragment, Consumer<StreamEvent> out) {
        OpaqueBlock block = opaque.get(index);
        if (block == null) {
            out.accept(new StreamEvent.ToolCallArguments(index, fragment));
        } else if (block.input.length() + fragment.length() <= OPAQUE_CHARS_MAX) {
            block.input.append(fragment);
        } else {
            throw GatewayError.provider("a block of the provider's stream is too long")
                    .asException();
        }
        return true;
    }

    void start(int index, JsonNode block, Consumer<StreamEvent> out) throws IOException {
        switch (block.path("type").asText()) {
            case "text" -> {
                if (!block.path("text").asText("").isEmpty()) {
                    out.accept(new StreamEvent.Text(index, block.path("text").asText()));
                }
            }
            case "thinking" -> {
                if (!block.path("thinking").asText("").isEmpty()) {
                    out.accept(new StreamEvent.Thinking(
                            index, block.path("thinking").asText()));
                }
            }
            case "redacted_thinking" ->
                out.accept(new StreamEvent.RedactedThinking(
                        index, block.path("data").asText()));
            case "tool_use" -> {
                out.accept(new StreamEvent.ToolCallStart(
                        index, block.path("id").asText(), block.path("name").asText()));
                if (!block.path("input").isEmpty()) {
                    out.accept(new StreamEvent.ToolCallArguments(
                            index, Json.mapper().writeValueAsString(block.path("input"))));
                }
            }
            default -> {
                if (block instanceof ObjectNode object) {
                    opaque.put(index, new OpaqueBlock(object));
                }
            }
        }
    }

    void rareDelta(int index, JsonNode delta, Consumer<StreamEvent> out) throws IOException {
        switch (delta.path("type").asText()) {
            case "text_delta" ->
                out.accept(new StreamEvent.Text(index, delta.path("text").asText()));
            case "thinking_delta" ->
                out.accept(
                        new StreamEvent.Thinking(index, delta.path("thinking").asText()));
            case "signature_delta" ->
                out.accept(new StreamEvent.ThinkingSignature(
                        index, delta.path("signature").asText()));
            case "input_json_delta" ->
                out.accept(new StreamEvent.ToolCallArguments(
                        index, delta.path("partial_json").asText()));
            case "citations_delta" ->
                out.accept(new StreamEvent.Citation(index, Json.mapper().writeValueAsString(delta.path("citation"))));
            default -> {
                // delta types to come must be ignored
            }
        }
    }

    void end(int index, Consumer<StreamEvent> out) throws IOException {
        OpaqueBlock block = opaque.remove(index);
        if (block != null) {
            if (!block.input.isEmpty()) {
                block.block.set("input", Json.mapper().readTree(block.input.toString()));
            }
            out.accept(new StreamEvent.Opaque(
                    index,
                    DialectId.ANTHROPIC_MESSAGES,
                    block.block.path("type").asText(),
                    Json.mapper().writeValueAsString(block.block)));
        }
        out.accept(new StreamEvent.BlockEnd(index));
    }
}
