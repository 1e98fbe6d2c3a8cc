package org.modelgate.translator.dialect.gemini;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.inference.ContentPart;
import org.modelgate.common.inference.FinishReason;
import org.modelgate.common.inference.InferenceResponse;
import org.modelgate.common.inference.StreamEvent;
import org.modelgate.common.inference.Usage;
import org.modelgate.translator.ResponseDecoder;

/** A whole {@code GenerateContentResponse} to canonical form. */
final class GeminiResponseDecoder implements ResponseDecoder {
    @Override
    public InferenceResponse decode(byte[] body) {
        ChunkReader answer = read(body);
        if (answer.error != null) {
            throw GeminiErrors.of(answer.error).asException();
        }
        if (!answer.answers) {
            throw GeminiErrors.inAnswer(GeminiJson.anything(body))
                    .orElseGet(() -> GatewayError.provider("the provider's answer is no generated content"))
                    .asException();
        }
        boolean blocked = answer.finishReason.isEmpty() && !answer.blockReason.isEmpty();
        AnswerBlocks blocks = new AnswerBlocks();
        Collector parts = new Collector();
        List<String> texts = new ArrayList<>();
        for (ChunkReader.Part part : answer.parts) {
            texts.add(part.thought() || part.call() != null ? "" : part.text());
            blocks.take(part, answer.id, parts::take);
        }
        blocks.close(parts::take);
        String reason = blocked ? answer.blockReason : answer.finishReason;
        GatewayError failure = blocked ? null : failure(reason, blocks.spoke());
        if (failure != null) {
            throw failure.asException();
        }
        FinishReason finish = blocked ? FinishReason.REFUSAL : FinishReasons.decode(reason, blocks.called());
        String message = blocked ? answer.blockMessage : answer.finishMessage;
        return new InferenceResponse(
                answer.id,
                answer.model,
                cited(parts.parts, new Grounding(answer.grounding).cited(texts)),
                finish,
                null,
                FinishReasons.refusalJson(finish, reason, message),
                usage(answer),
                null,
                null);
    }

    private static ChunkReader read(byte[] body) {
        ChunkReader answer = new ChunkReader();
        try {
            answer.read(body, 0, body.length);
            return answer;
        } catch (IOException e) {
            // HTML, an array or a cut body: no answer, which the caller says
            return new ChunkReader();
        }
    }

    /** An answer that is nothing but figures is none. */
    private static @Nullable GatewayError failure(String reason, boolean spoke) {
        return reason.isEmpty() && !spoke
                ? GatewayError.provider("the provider's answer is empty")
                : FinishReasons.failure(reason, spoke);
    }

    private static @Nullable Usage usage(ChunkReader answer) {
        return answer.usage == null
                ? null
                : answer.usage.buckets(GeminiUsage.billedSearches(answer.model, answer.queries()));
    }

    /** Text is cut where its sources change. */
    private static List<ContentPart> cited(List<ContentPart> parts, List<Grounding.Cited> cited) {
        if (cited.isEmpty()) {
            return parts;
        }
        List<ContentPart> out = new ArrayList<>();
        int start = 0;
        for (ContentPart part : parts) {
            if (part instanceof ContentPart.Text text) {
                cut(text.text(), start, cited, out);
                start += text.text().length();
            } else {
                out.add(part);
            }
        }
        return out;
    }

    private static void cut(String text, int start, List<Grounding.Cited> cited, List<ContentPart> out) {
        int at = 0;
        for (Grounding.Cited stretch : cited) {
            int from = Math.max(at, stretch.from() - start);
            int to = Math.min(text.length(), stretch.to() - start);
            if (to <= from) {
                continue;
            }
            if (from > at) {
                out.add(ContentPart.Text.of(text.substring(at, from)));
            }
            String citations = "[" + String.join(",", stretch.citations()) + "]";
            out.add(new ContentPart.Text(text.substring(from, to), null, citations));
            at = to;
        }
        if (at < text.length()) {
            out.add(ContentPart.Text.of(text.substring(at)));
        }
    }

    /** Events of an answer that is there as a whole, as its parts. */
    private static final class Collector {
        final List<ContentPart> parts = new ArrayList<>();
        private final StringBuilder text = new StringBuilder();
        private final StringBuilder thought = new StringBuilder();
        private @Nullable String signature;
        private StreamEvent.@Nullable ToolCallStart call;

        void take(StreamEvent event) {
            switch (event) {
                case StreamEvent.Text e -> text.append(e.text());
                case StreamEvent.Thinking e -> thought.append(e.text());
                case StreamEvent.ThinkingSignature e -> signature = e.signature();
                case StreamEvent.ToolCallStart e -> call = e;
                case StreamEvent.ToolCallArguments e -> {
                    if (call != null) {
                        parts.add(new ContentPart.ToolCall(call.id(), call.name(), e.fragment(), null));
                    }
                }
                case StreamEvent.Opaque e -> parts.add(new ContentPart.Opaque(e.dialect(), e.type(), e.json()));
                case StreamEvent.BlockEnd e -> blockEnd();
                default ->
                    throw new IllegalStateException(
                            "no event of a block: " + event.getClass().getSimpleName());
            }
        }

        private void blockEnd() {
            if (!text.isEmpty()) {
                parts.add(ContentPart.Text.of(text.toString()));
            } else if (!thought.isEmpty() || signature != null) {
                parts.add(new ContentPart.Thinking(thought.toString(), signature));
            }
            text.setLength(0);
            thought.setLength(0);
            signature = null;
            call = null;
        }
    }
}
