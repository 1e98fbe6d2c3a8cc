package org.modelgate.common.inference;

import org.jspecify.annotations.Nullable;
import org.modelgate.common.error.GatewayError;

/**
 * One event of a streamed answer. {@code block} is the decoder's key of a block (any number, unique in the answer, stable
 * over its deltas); blocks of a source may interleave, encoders sort that out.
 */
public sealed interface StreamEvent {

    /** First event. {@code usage} is what the provider knew then, mostly input tokens. */
    record Start(String id, String model, @Nullable Usage usage) implements StreamEvent {}

    /** @param logprobsJson raw JSON array of what OpenAI tells about the tokens of this text; absent where nobody asked */
    record Text(int block, String text, @Nullable String logprobsJson) implements StreamEvent {
        public Text(int block, String text) {
            this(block, text, null);
        }
    }

    record Thinking(int block, String text) implements StreamEvent {}

    /** The whole signature of a thinking block; comes once, before its end. */
    record ThinkingSignature(int block, String signature) implements StreamEvent {}

    record RedactedThinking(int block, String data) implements StreamEvent {}

    record ToolCallStart(int block, String id, String name) implements StreamEvent {}

    record ToolCallArguments(int block, String fragment) implements StreamEvent {}

    record Refusal(int block, String text) implements StreamEvent {}

    /** @param json raw citation in Anthropic's form */
    record Citation(int block, String json) implements StreamEvent {}

    /** A part that only the source's dialect knows, complete. */
    record Opaque(int block, DialectId dialect, String type, String json) implements StreamEvent {
        public ContentPart.Opaque part() {
            return new ContentPart.Opaque(dialect, type, json);
        }
    }

    record BlockEnd(int block) implements StreamEvent {}

    /** Cumulative usage; a later one replaces an earlier one. */
    record UsageUpdate(Usage usage) implements StreamEvent {}

    /** The answer's end; usage may still follow. */
    record Finish(
            FinishReason reason,
            @Nullable String stopSequence,
            @Nullable String refusalJson) implements StreamEvent {}

    /** The source's terminal marker was seen: the answer is whole. */
    record Done() implements StreamEvent {}

    /** The source reported an error; nothing follows. */
    record Failed(GatewayError error) implements StreamEvent {}

    record Ping() implements StreamEvent {}
}
