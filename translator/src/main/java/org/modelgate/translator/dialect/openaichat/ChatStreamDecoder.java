package org.modelgate.translator.dialect.openaichat;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.error.GatewayException;
import org.modelgate.common.inference.StreamEvent;
import org.modelgate.translator.StreamDecoder;
import org.modelgate.translator.framing.SseDecoder;
import org.modelgate.translator.framing.SseEvent;

/**
 * Chat stream to canonical events. Chat has no blocks: a run of text or of reasoning is one, a call is one. The answer's end is
 * given out when the source ends, for usage and even content may follow the chunk with the finish reason.
 */
final class ChatStreamDecoder implements StreamDecoder {
    private static final byte[] DONE = "[DONE]".getBytes(UTF_8);

    /** The kind of the open run. */
    private enum Run {
        NONE,
        TEXT,
        THINKING,
        REFUSAL
    }

    private final SseDecoder sse = new SseDecoder();
    private final ChunkReader chunk = new ChunkReader();
    private final CallTable calls = new CallTable();

    private boolean started;
    private boolean over;
    private boolean done;
    private @Nullable String finishReason;
    private Run run = Run.NONE;
    private int block = -1;
    private int blocks;

    @Override
    public void feed(byte[] bytes, Consumer<StreamEvent> out) {
        guarded(out, () -> sse.feed(bytes, event -> event(event, out)));
    }

    @Override
    public void end(Consumer<StreamEvent> out) {
        guarded(out, () -> {
            sse.end(event -> event(event, out));
            complete(out);
        });
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
            case RAW_JSON ->
                fail(
                        out,
                        OpenAiChatErrorCodec.inAnswer(event.data())
                                .orElseGet(() -> GatewayError.provider("The provider sent no event stream.")));
            case EVENT -> data(event, out);
        }
    }

    private void data(SseEvent event, Consumer<StreamEvent> out) {
        if (event.length() == 0) {
            return;
        }
        if (event.startsWith(DONE)) {
            done = true;
            complete(out);
            return;
        }
        try {
            chunk.read(event.buffer(), event.offset(), event.length());
        } catch (JsonProcessingException e) {
            fail(out, GatewayError.provider("The provider's stream holds an event that is no JSON object."));
            return;
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory", e);
        }
        if (chunk.error != null || event.name().equals("error")) {
            fail(out, error(event));
            return;
        }
        chunk(out);
    }

    private GatewayError error(SseEvent event) {
        if (chunk.error == null) {
            return OpenAiChatErrorCodec.inBody(event.buffer(), event.offset(), event.offset() + event.length());
        }
        byte[] json = chunk.error.toString().getBytes(UTF_8);
        return OpenAiChatErrorCodec.inBody(json, 0, json.length);
    }

    private void chunk(Consumer<StreamEvent> out) {
        if (!started && (chunk.hasChoices || chunk.usage != null)) {
            started = true;
            out.accept(new StreamEvent.Start(chunk.id, chunk.model, null));
        }
        if (chunk.usage != null) {
            out.accept(new StreamEvent.UsageUpdate(chunk.usage));
        }
        reasoning(out);
        text(Run.TEXT, chunk.content, out);
        text(Run.REFUSAL, chunk.refusal, out);
        for (ChunkReader.CallDelta call : chunk.calls) {
            closeRun(out);
            blocks = calls.take(call, blocks, out);
        }
        if (chunk.finishReason != null) {
            finishReason = chunk.finishReason;
        }
    }

    private void reasoning(Consumer<StreamEvent> out) {
        text(Run.THINKING, chunk.reasoning, out);
        for (JsonNode detail : chunk.details) {
            switch (detail.path("type").asText()) {
                case "reasoning.encrypted" -> {
                    closeRun(out);
                    int redacted = blocks++;
                    out.accept(new StreamEvent.RedactedThinking(
                            redacted, detail.path("data").asText()));
                    out.accept(new StreamEvent.BlockEnd(redacted));
                }
                case "reasoning.text", "reasoning.summary" -> detail(detail, out);
                default -> {
                    // Kinds to come.
                }
            }
        }
    }

    private void detail(JsonNode detail, Consumer<StreamEvent> out) {
        if (chunk.reasoning.isEmpty()) {
            text(Run.THINKING, detail.path("text").asText(detail.path("summary").asText("")), out);
        }
        String signature = detail.path("signature").asText("");
        if (!signature.isEmpty()) {
            openRun(Run.THINKING, out);
            out.accept(new StreamEvent.ThinkingSignature(block, signature));
        }
    }

    private void text(Run kind, String text, Consumer<StreamEvent> out) {
        if (text.isEmpty()) {
            return;
        }
        openRun(kind, out);
        out.accept(
                switch (kind) {
                    case TEXT -> new StreamEvent.Text(block, text);
                    case THINKING -> new StreamEvent.Thinking(block, text);
                    case REFUSAL -> new StreamEvent.Refusal(block, text);
                    case NONE -> throw new IllegalStateException("text of no kind");
                });
    }

    private void openRun(Run kind, Consumer<StreamEvent> out) {
        if (run != kind) {
            closeRun(out);
            run = kind;
            block = blocks++;
        }
    }

    private void closeRun(Consumer<StreamEvent> out) {
        if (run != Run.NONE) {
            run = Run.NONE;
            out.accept(new StreamEvent.BlockEnd(block));
        }
    }

    /** At the marker, or at the end of the source: then a finish reason must have been seen. */
    private void complete(Consumer<StreamEvent> out) {
        if (over) {
            return;
        }
        if (!started) {
            fail(out, GatewayError.provider("The provider's stream was empty."));
            return;
        }
        if (!done && finishReason == null) {
            fail(out, GatewayError.provider("The provider's stream broke off."));
            return;
        }
        closeRun(out);
        calls.end(out);
        out.accept(new StreamEvent.Finish(FinishReasons.decode(finishReason, !calls.isEmpty()), null, null));
        out.accept(new StreamEvent.Done());
        over = true;
    }
}
