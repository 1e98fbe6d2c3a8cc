package org.modelgate.translator.dialect.openaichat;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.inference.StreamEvent;
import org.modelgate.translator.Logprobs;
import org.modelgate.translator.framing.BareAnswer;
import org.modelgate.translator.framing.SseEvent;
import org.modelgate.translator.framing.SseStreamDecoder;

/**
 * Chat stream to canonical events. Chat has no blocks: a run of text or of reasoning is one, a call is one. The answer's end is
 * given out when the source ends, for usage and even content may follow the chunk with the finish reason.
 */
final class ChatStreamReader implements SseStreamDecoder.Reader {
    private static final int EARLY_MAX = 64 * 1024;
    private static final byte[] DONE = "[DONE]".getBytes(UTF_8);

    /** The kind of the open run. */
    private enum Run {
        NONE,
        TEXT,
        THINKING,
        REFUSAL
    }

    private final ChunkReader chunk = new ChunkReader();
    private final CallTable calls = new CallTable();

    private boolean started;
    private boolean done;
    private @Nullable String finishReason;
    private Run run = Run.NONE;
    /** Of tokens that are parts of a character, which comes with the last of them. */
    private @Nullable String early;

    private int block = -1;
    private int blocks;

    @Override
    public GatewayError bareJson(byte[] json) {
        return OpenAiChatErrorCodec.inAnswer(json).orElseGet(BareAnswer::noStream);
    }

    @Override
    public void sourceEnded(Consumer<StreamEvent> out) {
        complete(out);
    }

    @Override
    public void event(SseEvent event, Consumer<StreamEvent> out) throws IOException {
        if (event.startsWith(DONE)) {
            done = true;
            complete(out);
            return;
        }
        chunk.read(event.buffer(), event.offset(), event.length());
        if (chunk.error != null || event.name().equals("error")) {
            throw error(event).asException();
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
        if (chunk.logprobs != null && chunk.content.isEmpty() && (run == Run.TEXT || run == Run.NONE)) {
            String all = logprobs();
            early = all != null && all.length() > EARLY_MAX ? null : all;
        }
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
        String logprobs = kind == Run.TEXT ? logprobs() : null;
        openRun(kind, out);
        out.accept(
                switch (kind) {
                    case TEXT -> new StreamEvent.Text(block, text, logprobs);
                    case THINKING -> new StreamEvent.Thinking(block, text);
                    case REFUSAL -> new StreamEvent.Refusal(block, text);
                    case NONE -> throw new IllegalStateException("text of no kind");
                });
    }

    /** Those of the text's tokens: some servers give those of reasoning and of calls in the same place. */
    private @Nullable String logprobs() {
        String own = chunk.reasoning.isEmpty() ? chunk.logprobs : null;
        String all = Logprobs.join(early, own);
        early = null;
        return all;
    }

    private void openRun(Run kind, Consumer<StreamEvent> out) {
        if (run != kind) {
            closeRun(out);
            run = kind;
            block = blocks++;
        }
    }

    private void closeRun(Consumer<StreamEvent> out) {
        early = null;
        if (run != Run.NONE) {
            run = Run.NONE;
            out.accept(new StreamEvent.BlockEnd(block));
        }
    }

    /** At the marker, or at the end of the source: then a finish reason must have been seen. */
    private void complete(Consumer<StreamEvent> out) {
        if (!started) {
            throw GatewayError.provider("The provider's stream was empty.").asException();
        }
        if (!done && finishReason == null) {
            throw GatewayError.provider("The provider's stream broke off.").asException();
        }
        closeRun(out);
        calls.end(out);
        out.accept(new StreamEvent.Finish(FinishReasons.decode(finishReason, !calls.isEmpty()), null, null));
        out.accept(new StreamEvent.Done());
    }
}
