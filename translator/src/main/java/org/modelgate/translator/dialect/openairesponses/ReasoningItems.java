package org.modelgate.translator.dialect.openairesponses;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.inference.ContentPart;
import org.modelgate.translator.Carriers;
import org.modelgate.translator.TargetContext;
import org.modelgate.translator.openai.At;

/** Reasoning items in the history, both ways (translation table 6.3). */
final class ReasoningItems {
    private static final String REDACTED = Carriers.MARK + "redacted.";

    private ReasoningItems() {}

    /**
     * A client's item as canonical reasoning. One that OpenAI itself encrypted is bound to it and means nothing to the provider
     * that this request goes to.
     */
    static List<ContentPart> read(At item) {
        String carrier = item.get("encrypted_content").stringOrNull();
        String text = joined(item.get("summary"));
        if (carrier == null || carrier.isEmpty()) {
            String plain = text.isEmpty() ? joined(item.get("content")) : text;
            return plain.isEmpty() ? List.of() : List.of(new ContentPart.Thinking(plain, null));
        }
        if (!Carriers.isCarrier(carrier)) {
            return List.of();
        }
        return List.of(
                carrier.startsWith(REDACTED)
                        ? new ContentPart.RedactedThinking(carrier)
                        : new ContentPart.Thinking(text, carrier));
    }

    private static String joined(At parts) {
        List<String> texts = new ArrayList<>();
        for (At part : parts.items()) {
            texts.add(part.object().get("text").string());
        }
        return String.join(ReasoningItem.SEPARATOR, texts);
    }

    /** The provider's own item that a carrier holds; empty if it is another provider's, or none. */
    static Optional<ReasoningItem> own(@Nullable String carrier, TargetContext context) {
        if (carrier == null || !Carriers.isCarrier(carrier)) {
            return Optional.empty();
        }
        return context.carriers()
                .open(carrier, context.provider(), context.model())
                .flatMap(opened -> ReasoningItem.parse(opened.payload()))
                .filter(ReasoningItem::replayable);
    }
}
