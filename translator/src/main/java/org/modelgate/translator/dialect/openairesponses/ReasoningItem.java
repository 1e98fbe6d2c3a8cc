package org.modelgate.translator.dialect.openairesponses;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.json.Json;

/**
 * A provider's {@code reasoning} item as it must come back to it in the next turn (openai-responses.md section 7). Its
 * {@link #payload} is what travels as a signature: the provider's state is bound to the item's id, so both stay together.
 *
 * @param id the provider's id of the item
 * @param summary its summary texts, in order; may be empty
 * @param content open reasoning texts, which only servers without encryption take back
 * @param encrypted {@code encrypted_content}, bound to the id and to the provider's account
 */
record ReasoningItem(
        String id,
        List<String> summary,
        List<String> content,
        @Nullable String encrypted) {
    static final String SEPARATOR = "\n\n";

    ReasoningItem {
        summary = List.copyOf(summary);
        content = List.copyOf(content);
    }

    /** @param item an output item of type {@code reasoning} */
    static ReasoningItem of(JsonNode item) {
        JsonNode encrypted = item.path("encrypted_content");
        return new ReasoningItem(
                item.path("id").asText(""),
                texts(item.path("summary")),
                texts(item.path("content")),
                encrypted.isTextual() && !encrypted.asText().isEmpty() ? encrypted.asText() : null);
    }

    private static List<String> texts(JsonNode parts) {
        List<String> texts = new ArrayList<>();
        parts.forEach(part -> texts.add(part.path("text").asText("")));
        return texts;
    }

    /** The item in a payload; empty if the payload is another dialect's. */
    static Optional<ReasoningItem> parse(String payload) {
        if (!payload.startsWith("{")) {
            return Optional.empty();
        }
        try {
            JsonNode item = Json.mapper().readTree(payload);
            return item.path("type").asText().equals("reasoning") ? Optional.of(of(item)) : Optional.empty();
        } catch (JsonProcessingException e) {
            // A signature of another provider that happens to begin like an object.
            return Optional.empty();
        }
    }

    /** What a client is shown: the summaries, or the open reasoning where there are none. */
    String text() {
        return String.join(SEPARATOR, summary.isEmpty() ? content : summary);
    }

    /** Whether the provider can do anything with it in a later turn: without its content a bare id is an error. */
    boolean replayable() {
        return encrypted != null || !content.isEmpty();
    }

    /** The item as JSON text. The same item always gives the same text. */
    String payload() {
        return toInput().toString();
    }

    /** The input item that stands for it: open content is left out where there is encrypted content, which refuses it. */
    ObjectNode toInput() {
        ObjectNode item = Json.mapper().createObjectNode();
        item.put("type", "reasoning");
        item.put("id", id);
        texts(item.putArray("summary"), "summary_text", summary);
        if (encrypted != null) {
            item.put("encrypted_content", encrypted);
        } else if (!content.isEmpty()) {
            texts(item.putArray("content"), "reasoning_text", content);
        }
        return item;
    }

    private static void texts(ArrayNode parts, String type, List<String> texts) {
        texts.forEach(text -> parts.addObject().put("type", type).put("text", text));
    }
}
