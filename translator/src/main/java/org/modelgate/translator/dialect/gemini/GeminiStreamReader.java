package org.modelgate.translator.dialect.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.inference.FinishReason;
import org.modelgate.common.inference.StreamEvent;
import org.modelgate.translator.framing.BareAnswer;
import org.modelgate.translator.framing.SseEvent;
import org.modelgate.translator.framing.SseStreamDecoder;

/**
 * {@code streamGenerateContent} to canonical events. Each chunk brings new parts. There is no terminal event: a stream is whole if a
 * finish reason (or a blocked prompt) was seen when it ends, so the answer's end is given out then, with the last figures.
 */
final class GeminiStreamReader implements SseStreamDecoder.Reader {
    private final ChunkReader chunk = new ChunkReader();
    private final AnswerBlocks blocks = new AnswerBlocks();

    private boolean started;
    private String id = "";
    private String model = "";
    private String finishReason = "";
    private String finishMessage = "";
    private boolean blocked;
    private int queries;
    private @Nullable GeminiUsage usage;
    private @Nullable JsonNode grounding;

    @Override
    public GatewayError bareJson(byte[] json) {
        return GeminiErrors.inAnswer(GeminiJson.anything(json)).orElseGet(BareAnswer::noStream);
    }

    @Override
    public void event(SseEvent event, Consumer<StreamEvent> out) throws IOException {
        chunk.read(event.buffer(), event.offset(), event.length());
        if (chunk.error != null) {
            throw GeminiErrors.of(chunk.error).asException();
        }
        if (!chunk.answers) {
            return;
        }
        start(out);
        chunk.parts.forEach(part -> blocks.take(part, id, out));
        if (chunk.usage != null) {
            usage = chunk.usage;
        }
        if (!chunk.grounding.isMissingNode()) {
            grounding = chunk.grounding;
            queries = Math.max(queries, chunk.queries());
        }
        if (!chunk.finishReason.isEmpty()) {
            finishReason = chunk.finishReason;
            finishMessage = chunk.finishMessage;
        } else if (!chunk.blockReason.isEmpty()) {
            blocked = true;
            finishReason = chunk.blockReason;
            finishMessage = chunk.blockMessage;
        } else if (chunk.parts.stream().anyMatch(ChunkReader.Part::says)) {
            // The reason before wasn't the last word.
            finishReason = "";
        }
    }

    private void start(Consumer<StreamEvent> out) {
        if (!started) {
            started = true;
            id = chunk.id;
            model = chunk.model;
            GeminiUsage first = chunk.usage;
            out.accept(new StreamEvent.Start(id, model, first == null ? null : first.buckets(0)));
        }
    }

    @Override
    public void sourceEnded(Consumer<StreamEvent> out) {
        if (finishReason.isEmpty()) {
            return;
        }
        GatewayError failure = blocked ? null : FinishReasons.failure(finishReason, blocks.spoke());
        if (failure != null) {
            throw failure.asException();
        }
        cite(out);
        blocks.close(out);
        if (usage != null) {
            var buckets = usage.buckets(GeminiUsage.billedSearches(model, queries));
            if (buckets != null) {
                out.accept(new StreamEvent.UsageUpdate(buckets));
            }
        }
        FinishReason reason = blocked ? FinishReason.REFUSAL : FinishReasons.decode(finishReason, blocks.called());
        out.accept(
                new StreamEvent.Finish(reason, null, FinishReasons.refusalJson(reason, finishReason, finishMessage)));
        out.accept(new StreamEvent.Done());
    }

    /** Sources come behind the text, for the whole of it. */
    private void cite(Consumer<StreamEvent> out) {
        int text = blocks.openText();
        if (grounding != null && text >= 0) {
            new Grounding(grounding).citations().forEach(c -> out.accept(new StreamEvent.Citation(text, c)));
        }
    }
}
