package org.modelgate.translator.dialect.bedrock;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.inference.StreamEvent;
import org.modelgate.common.inference.Usage;
import org.modelgate.common.json.Json;
import org.modelgate.translator.AwsErrors;
import org.modelgate.translator.framing.SseEvent;
import org.modelgate.translator.framing.SseStreamDecoder;

/**
 * ConverseStream to canonical events; the block key is {@code contentBlockIndex}. The answer is whole with {@code metadata}, which
 * follows {@code messageStop}.
 */
final class ConverseStreamReader implements SseStreamDecoder.Reader {
    private static final int SIGNATURE_CHARS_MAX = 4 * 1024 * 1024;

    /** A signature goes on whole, so its pieces wait for the end of their block. */
    private final StringBuilder signature = new StringBuilder();

    private int signatureBlock;

    @Override
    public void event(SseEvent event, Consumer<StreamEvent> out) throws IOException {
        switch (event.name()) {
            case "contentBlockDelta" -> delta(event, out);
            case "contentBlockStart" -> blockStart(tree(event), out);
            case "contentBlockStop" -> {
                flushSignature(out);
                out.accept(new StreamEvent.BlockEnd(
                        tree(event).path("contentBlockIndex").asInt()));
            }
            case "messageStart" -> {
                tree(event);
                out.accept(new StreamEvent.Start("", "", null));
            }
            case "messageStop" -> messageStop(tree(event), out);
            case "metadata" -> metadata(tree(event), out);
            default -> {
                if (ConverseEvents.isFailure(event.name())) {
                    throw ConverseEvents.failure(event.name(), event.data()).asException();
                }
                // event types to come must be ignored
            }
        }
    }

    @Override
    public GatewayError bareJson(byte[] json) {
        return AwsErrors.inStream("", json);
    }

    private static JsonNode tree(SseEvent event) throws IOException {
        return Json.mapper().readTree(event.buffer(), event.offset(), event.length());
    }

    /** The many small events, without a tree but for the rare kinds. */
    private void delta(SseEvent event, Consumer<StreamEvent> out) throws IOException {
        int index = 0;
        String kind = "";
        String value = null;
        try (JsonParser p = Json.factory().createParser(event.buffer(), event.offset(), event.length())) {
            for (JsonToken token = p.nextToken(); token != null; token = p.nextToken()) {
                if (token != JsonToken.FIELD_NAME) {
                    continue;
                }
                String name = p.currentName();
                switch (name) {
                    case "contentBlockIndex" -> index = p.nextIntValue(0);
                    case "delta" -> {
                        // its members are looked at
                    }
                    case "toolUse", "reasoningContent" -> kind = name;
                    case "text", "input", "signature", "redactedContent" -> {
                        kind = kind + "." + name;
                        value = p.nextTextValue();
                    }
                    default -> {
                        p.nextToken();
                        p.skipChildren();
                    }
                }
            }
        }
        if (value == null) {
            rareDelta(tree(event), out);
        } else {
            emit(index, kind, value, out);
        }
    }

    private void emit(int index, String kind, String value, Consumer<StreamEvent> out) {
        switch (kind) {
            case ".text" -> out.accept(new StreamEvent.Text(index, value));
            case "toolUse.input" -> out.accept(new StreamEvent.ToolCallArguments(index, value));
            case "reasoningContent.text" -> out.accept(new StreamEvent.Thinking(index, value));
            case "reasoningContent.redactedContent" -> out.accept(new StreamEvent.RedactedThinking(index, value));
            case "reasoningContent.signature" -> signature(index, value, out);
            default -> {
                // kinds of deltas to come must be ignored
            }
        }
    }

    private void signature(int index, String piece, Consumer<StreamEvent> out) {
        if (index != signatureBlock) {
            flushSignature(out);
        }
        if (signature.length() + piece.length() > SIGNATURE_CHARS_MAX) {
            throw GatewayError.provider("a signature of the provider's stream is too long")
                    .asException();
        }
        signatureBlock = index;
        signature.append(piece);
    }

    private void flushSignature(Consumer<StreamEvent> out) {
        if (!signature.isEmpty()) {
            out.accept(new StreamEvent.ThinkingSignature(signatureBlock, signature.toString()));
            signature.setLength(0);
        }
    }

    private static void rareDelta(JsonNode json, Consumer<StreamEvent> out) {
        JsonNode citation = json.path("delta").path("citation");
        if (citation.isObject()) {
            out.accept(new StreamEvent.Citation(
                    json.path("contentBlockIndex").asInt(),
                    Citations.canonical(citation).toString()));
        }
    }

    private static void blockStart(JsonNode json, Consumer<StreamEvent> out) {
        JsonNode call = json.path("start").path("toolUse");
        if (call.isObject()) {
            out.accept(new StreamEvent.ToolCallStart(
                    json.path("contentBlockIndex").asInt(),
                    call.path("toolUseId").asText(),
                    call.path("name").asText()));
        }
    }

    private void messageStop(JsonNode json, Consumer<StreamEvent> out) {
        flushSignature(out);
        JsonNode sequence = json.path("additionalModelResponseFields").path("stop_sequence");
        out.accept(new StreamEvent.Finish(
                StopReasons.decode(json.path("stopReason").asText()),
                sequence.isTextual() ? sequence.asText() : null,
                null));
    }

    private static void metadata(JsonNode json, Consumer<StreamEvent> out) {
        if (!json.isObject()) {
            throw GatewayError.provider("the provider's stream holds an event that is not JSON")
                    .asException();
        }
        @Nullable Usage usage = ConverseResponses.usage(json.path("usage"));
        if (usage != null) {
            out.accept(new StreamEvent.UsageUpdate(usage));
        }
        out.accept(new StreamEvent.Done());
    }
}
