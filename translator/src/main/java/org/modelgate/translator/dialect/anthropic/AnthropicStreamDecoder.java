package org.modelgate.translator.dialect.anthropic;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.error.GatewayException;
import org.modelgate.common.inference.DialectId;
import org.modelgate.common.inference.StreamEvent;
import org.modelgate.common.inference.Usage;
import org.modelgate.common.json.Json;
import org.modelgate.translator.StreamDecoder;
import org.modelgate.translator.framing.SseDecoder;
import org.modelgate.translator.framing.SseEvent;

/** Messages stream to canonical events; the block key is Anthropic's index. */
final class AnthropicStreamDecoder implements StreamDecoder {
    private static final byte[] DELTA = "{\"type\":\"content_block_delta\"".getBytes(StandardCharsets.US_ASCII);

    /** Blocks that only this dialect knows, until they are complete: bounded by the number of blocks of one answer. */
    private static final class OpaqueBlock {
        final ObjectNode block;
        final StringBuilder input = new StringBuilder();

        OpaqueBlock(ObjectNode block) {
            this.block = block;
        }
    }

    private static final int OPAQUE_CHARS_MAX = 16 * 1024 * 1024;

    private final SseDecoder sse = new SseDecoder();
    private final UsageReader usage = new UsageReader();
    private final Map<Integer, OpaqueBlock> opaque = new HashMap<>();
    private @Nullable String startedId;
    private boolean over;

    @Override
    public void feed(byte[] bytes, Consumer<StreamEvent> out) {
        guarded(out, () -> sse.feed(bytes, e -> event(e, out)));
    }

    @Override
    public void end(Consumer<StreamEvent> out) {
        guarded(out, () -> sse.end(e -> event(e, out)));
        fail(out, GatewayError.provider("the provider's stream ended before the answer was whole"));
    }

    private void guarded(Consumer<StreamEvent> out, Runnable step) {
        if (over) {
            return;
        }
        try {
            step.run();
        } catch (GatewayException e) {
            fail(out, e.error());
        }
    }

    private void fail(Consumer<StreamEvent> out, GatewayError error) {
        if (!over) {
            over = true;
            out.accept(new StreamEvent.Failed(error));
        }
    }

    private void event(SseEvent event, Consumer<StreamEvent> out) {
        if (over) {
            return;
        }
        switch (event.kind()) {
            case COMMENT -> out.accept(new StreamEvent.Ping());
            case RAW_JSON -> fail(out, bareError(event));
            case EVENT -> {
                try {
                    if (!event.startsWith(DELTA) || !delta(event, out)) {
                        other(event, out);
                    }
                } catch (JsonProcessingException e) {
                    fail(out, GatewayError.provider("the provider's stream holds an event that is not JSON"));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private static GatewayError bareError(SseEvent event) {
        return event.text().contains("\"error\"")
                ? AnthropicErrors.inBand(event.data())
                : GatewayError.provider("the provider answered a stream request without a stream");
    }

    /** The many small events, without a tree; false if it is one of the rare kinds. */
    private boolean delta(SseEvent event, Consumer<StreamEvent> out) throws IOException {
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

    private void other(SseEvent event, Consumer<StreamEvent> out) throws IOException {
        if (event.length() == 0) {
            return;
        }
        JsonNode json = Json.mapper().readTree(event.buffer(), event.offset(), event.length());
        int index = json.path("index").asInt();
        switch (json.path("type").asText(event.name())) {
            case "message_start" -> start(json.path("message"), out);
            case "content_block_start" -> blockStart(index, json.path("content_block"), out);
            case "content_block_delta" -> rareDelta(index, json.path("delta"), out);
            case "content_block_stop" -> blockEnd(index, out);
            case "message_delta" -> messageDelta(json, out);
            case "message_stop" -> {
                over = true;
                out.accept(new StreamEvent.Done());
            }
            case "error" -> fail(out, AnthropicErrors.inBand(event.data()));
            case "ping" -> out.accept(new StreamEvent.Ping());
            default -> {
                // event types to come must be ignored
            }
        }
    }

    private void start(JsonNode message, Consumer<StreamEvent> out) throws IOException {
        String id = message.path("id").asText("");
        if (startedId != null) {
            if (!startedId.equals(id)) {
                throw GatewayError.provider("the provider's stream started twice")
                        .asException();
            }
            return;
        }
        startedId = id;
        out.accept(new StreamEvent.Start(id, message.path("model").asText(""), usage(message)));
    }

    private @Nullable Usage usage(JsonNode holder) throws IOException {
        try (JsonParser p = Json.mapper().treeAsTokens(holder.path("usage"))) {
            if (p.nextToken() == null) {
                return null;
            }
            usage.read(p);
        }
        return usage.usage();
    }

    private void blockStart(int index, JsonNode block, Consumer<StreamEvent> out) throws IOException {
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

    private static void rareDelta(int index, JsonNode delta, Consumer<StreamEvent> out) throws IOException {
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

    private void blockEnd(int index, Consumer<StreamEvent> out) throws IOException {
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

    private void messageDelta(JsonNode json, Consumer<StreamEvent> out) throws IOException {
        Usage latest = usage(json);
        if (latest != null) {
            out.accept(new StreamEvent.UsageUpdate(latest));
        }
        JsonNode delta = json.path("delta");
        if (delta.path("stop_reason").isTextual()) {
            JsonNode details = delta.path("stop_details");
            out.accept(new StreamEvent.Finish(
                    Reasons.decode(delta.path("stop_reason").asText()),
                    delta.path("stop_sequence").isTextual()
                            ? delta.path("stop_sequence").asText()
                            : null,
                    details.isObject() ? Json.mapper().writeValueAsString(details) : null));
        }
    }
}
