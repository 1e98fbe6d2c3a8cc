package org.modelgate.translator.dialect.anthropic;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.inference.StreamEvent;
import org.modelgate.common.inference.Usage;
import org.modelgate.common.json.Json;
import org.modelgate.translator.framing.BareAnswer;
import org.modelgate.translator.framing.SseEvent;
import org.modelgate.translator.framing.SseStreamDecoder;

/** Messages stream to canonical events; the block key is Anthropic's index. */
final class AnthropicStreamReader implements SseStreamDecoder.Reader {
    private static final byte[] DELTA = "{\"type\":\"content_block_delta\"".getBytes(StandardCharsets.US_ASCII);

    private final UsageReader usage = new UsageReader();
    private final BlockReader blocks = new BlockReader();
    private @Nullable String startedId;

    @Override
    public void event(SseEvent event, Consumer<StreamEvent> out) throws IOException {
        if (!event.startsWith(DELTA) || !blocks.delta(event, out)) {
            other(event, out);
        }
    }

    @Override
    public GatewayError bareJson(byte[] json) {
        return new String(json, StandardCharsets.UTF_8).contains("\"error\"")
                ? AnthropicErrors.inBand(json)
                : BareAnswer.noStream();
    }

    private void other(SseEvent event, Consumer<StreamEvent> out) throws IOException {
        JsonNode json = Json.document(event.buffer(), event.offset(), event.length());
        int index = json.path("index").asInt();
        switch (json.path("type").asText(event.name())) {
            case "message_start" -> start(json.path("message"), out);
            case "content_block_start" -> blocks.start(index, json.path("content_block"), out);
            case "content_block_delta" -> blocks.rareDelta(index, json.path("delta"), out);
            case "content_block_stop" -> blocks.end(index, out);
            case "message_delta" -> messageDelta(json, out);
            case "message_stop" -> out.accept(new StreamEvent.Done());
            case "error" -> throw AnthropicErrors.inBand(event.data()).asException();
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
