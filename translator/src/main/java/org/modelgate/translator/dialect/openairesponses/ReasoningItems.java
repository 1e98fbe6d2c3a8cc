package org.modelgate.translator.dialect.openairesponses;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.inference.ContentPart;
import org.modelgate.common.json.Json;
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
        return String.join("\n\n", texts);
    }

    /** The provider's own item that a carrier holds; missing if it is another provider's, or none. */
    static JsonNode own(@Nullable String carrier, TargetContext context) {
        if (carrier == null || !Carriers.isCarrier(carrier)) {
            return MissingNode.getInstance();
        }
        return context.carriers()
                .open(carrier, context.provider(), context.model())
                .map(opened -> tree(opened.payload()))
                .filter(item -> item.path("encrypted_content").isTextual())
                .orElse(MissingNode.getInstance());
    }

    private static JsonNode tree(String json) {
        try {
            return Json.mapper().readTree(json);
        } catch (JsonProcessingException e) {
            // sealed for this provider when it was spoken to in another dialect
            return MissingNode.getInstance();
        }
    }

    /** The item with its id, which the encrypted content is bound to, and without what the API takes in answers only. */
    static void write(JsonGenerator g, JsonNode item) throws IOException {
        g.writeStartObject();
        g.writeStringField("type", "reasoning");
        if (item.path("id").isTextual()) {
            g.writeStringField("id", item.path("id").asText());
        }
        g.writeFieldName("summary");
        g.writeRawValue(item.path("summary").isArray() ? item.path("summary").toString() : "[]");
        g.writeStringField("encrypted_content", item.path("encrypted_content").asText());
        g.writeEndObject();
    }
}
