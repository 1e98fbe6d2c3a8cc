package org.modelgate.translator.openai;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.inference.ContentPart;
import org.modelgate.common.inference.ContentPart.CacheMark;

/** Cache marks of parts, as clients write them and as the canonical model holds them. */
public final class PartMarks {
    private PartMarks() {}

    /** Anthropic's {@code cache_control} or OpenAI's {@code prompt_cache_breakpoint}; 12 hours are taken as one. */
    public static @Nullable CacheMark of(At holder) {
        At mark = holder.get("cache_control").present()
                ? holder.get("cache_control")
                : holder.get("prompt_cache_breakpoint");
        if (!mark.present()) {
            return null;
        }
        String ttl = mark.object().get("ttl").oneOfOrNull(List.of("5m", "30m", "1h", "12h"));
        return ttl != null && ttl.endsWith("h") ? CacheMark.ONE_HOUR : CacheMark.FIVE_MINUTES;
    }

    /** The mark of a canonical part. */
    public static @Nullable CacheMark of(ContentPart part) {
        return switch (part) {
            case ContentPart.Text p -> p.cache();
            case ContentPart.Image p -> p.cache();
            case ContentPart.Document p -> p.cache();
            case ContentPart.SearchResult p -> p.cache();
            case ContentPart.ToolCall p -> p.cache();
            case ContentPart.ToolResult p -> p.cache();
            case ContentPart.Audio p -> null;
            case ContentPart.Thinking p -> null;
            case ContentPart.RedactedThinking p -> null;
            case ContentPart.Refusal p -> null;
            case ContentPart.Opaque p -> null;
        };
    }

    /** Of several parts that the canonical model keeps one mark for, the last one's. */
    public static @Nullable CacheMark last(List<ContentPart> parts, @Nullable CacheMark otherwise) {
        CacheMark mark = otherwise;
        for (ContentPart part : parts) {
            mark = of(part) == null ? mark : of(part);
        }
        return mark;
    }

    /** The content of a tool's result: without texts that say nothing, and without marks, for one mark is the whole result's. */
    public static List<ContentPart> unmarked(List<ContentPart> parts) {
        return parts.stream()
                .filter(part ->
                        !(part instanceof ContentPart.Text text && text.text().isEmpty()))
                .map(part -> part instanceof ContentPart.Text text ? ContentPart.Text.of(text.text()) : part)
                .toList();
    }
}
