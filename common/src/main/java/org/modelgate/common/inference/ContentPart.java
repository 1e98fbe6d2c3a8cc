package org.modelgate.common.inference;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One part of a message or of an answer, in its place: order is meaning. */
public sealed interface ContentPart {

    /** A prompt-cache mark on a part. */
    enum CacheMark {
        FIVE_MINUTES,
        ONE_HOUR
    }

    /** Where the bytes of an image or document come from. */
    sealed interface MediaSource {
        /** Inline data, base64 without line breaks. */
        record Base64(String mediaType, String data) implements MediaSource {}

        record Url(String url) implements MediaSource {}

        /** A file that was uploaded to one provider; it means nothing to another. */
        record FileId(String id) implements MediaSource {}

        record PlainText(String text) implements MediaSource {}

        record Parts(List<ContentPart> parts) implements MediaSource {}
    }

    /**
     * @param citationsJson raw JSON array of the part's citations, in Anthropic's form
     * @param logprobsJson raw JSON array of what OpenAI tells about the tokens of this text; absent where nobody asked
     */
    record Text(
            String text,
            @Nullable CacheMark cache,
            @Nullable String citationsJson,
            @Nullable String logprobsJson) implements ContentPart {
        public Text(String text, @Nullable CacheMark cache, @Nullable String citationsJson) {
            this(text, cache, citationsJson, null);
        }

        public static Text of(String text) {
            return new Text(text, null, null);
        }
    }

    /** @param detail OpenAI's resolution hint */
    record Image(
            MediaSource source,
            @Nullable String detail,
            @Nullable CacheMark cache) implements ContentPart {}

    record Document(
            MediaSource source,
            @Nullable String title,
            @Nullable String context,
            boolean citations,
            @Nullable CacheMark cache)
            implements ContentPart {}

    /** @param format such as {@code wav} */
    record Audio(String data, String format) implements ContentPart {}

    record SearchResult(
            String source,
            String title,
            List<ContentPart> content,
            @Nullable CacheMark cache) implements ContentPart {}

    /** A call of one of the client's tools. {@code arguments} is the text that the model made: maybe no valid JSON. */
    record ToolCall(
            String id,
            String name,
            String arguments,
            @Nullable CacheMark cache) implements ContentPart {}

    record ToolResult(
            String callId,
            List<ContentPart> content,
            boolean error,
            @Nullable CacheMark cache) implements ContentPart {
        public ToolResult {
            content = List.copyOf(content);
        }
    }

    /** Visible reasoning. {@code signature} is the provider's own or a {@code gw1.} carrier; it may be absent. */
    record Thinking(String text, @Nullable String signature) implements ContentPart {}

    /** Reasoning that only its provider can read. */
    record RedactedThinking(String data) implements ContentPart {}

    record Refusal(String text) implements ContentPart {}

    /** A part that only its own dialect knows (server tools, betas): replayed there, named in a warning elsewhere. */
    record Opaque(DialectId dialect, String type, String json) implements ContentPart {}
}
