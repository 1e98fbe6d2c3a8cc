package org.modelgate.translator.dialect.openaichat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.inference.ContentPart;

/**
 * Reasoning of one assistant message in any of the five forms in the wild. {@code reasoning_details} and {@code thinking_blocks}
 * hold signatures and win over the plain strings, which repeat their text.
 */
final class ReasoningParts {
    private ReasoningParts() {}

    static List<ContentPart> read(JsonNode message) {
        String plain = plain(message);
        if (message.path("reasoning_details").isArray()
                && !message.path("reasoning_details").isEmpty()) {
            return details(message.path("reasoning_details"), plain);
        }
        if (message.path("thinking_blocks").isArray()
                && !message.path("thinking_blocks").isEmpty()) {
            return blocks(message.path("thinking_blocks"));
        }
        return plain.isEmpty() ? List.of() : List.of(new ContentPart.Thinking(plain, null));
    }

    private static String plain(JsonNode message) {
        for (String name : List.of("reasoning_content", "reasoning")) {
            if (message.path(name).isTextual() && !message.path(name).asText().isEmpty()) {
                return message.path(name).asText();
            }
        }
        return "";
    }

    /** Entries with the same index are pieces of one block: some clients replay a stream's deltas as they came. */
    private static List<ContentPart> details(JsonNode entries, String plain) {
        Map<String, Block> blocks = new LinkedHashMap<>();
        int position = 0;
        for (JsonNode entry : entries) {
            String key = entry.path("index").isIntegralNumber()
                    ? "i" + entry.path("index").asInt()
                    : "p" + position;
            position++;
            blocks.computeIfAbsent(key, k -> new Block()).add(entry);
        }
        boolean textless = blocks.values().stream().allMatch(block -> block.text.isEmpty());
        List<ContentPart> parts = new ArrayList<>();
        for (Block block : blocks.values()) {
            if (block.data != null) {
                parts.add(new ContentPart.RedactedThinking(block.data));
            } else if (block.signature != null || !block.text.isEmpty()) {
                boolean takesPlain = textless && parts.isEmpty();
                parts.add(new ContentPart.Thinking(takesPlain ? plain : block.text.toString(), block.signature));
            }
        }
        return parts;
    }

    private static final class Block {
        final StringBuilder text = new StringBuilder();

        @Nullable String signature;

        @Nullable String data;

        void add(JsonNode entry) {
            text.append(entry.path("text").asText(""));
            text.append(entry.path("summary").asText(""));
            if (entry.path("signature").isTextual()) {
                signature = entry.path("signature").asText();
            }
            if (entry.path("data").isTextual()) {
                data = entry.path("data").asText();
            }
        }
    }

    private static List<ContentPart> blocks(JsonNode blocks) {
        List<ContentPart> parts = new ArrayList<>();
        for (JsonNode block : blocks) {
            switch (block.path("type").asText()) {
                case "thinking" -> {
                    JsonNode signature = block.path("signature");
                    parts.add(new ContentPart.Thinking(
                            block.path("thinking").asText(""), signature.isTextual() ? signature.asText() : null));
                }
                case "redacted_thinking" ->
                    parts.add(
                            new ContentPart.RedactedThinking(block.path("data").asText("")));
                default -> {
                    // No other kinds are known; reasoning may be left out.
                }
            }
        }
        return parts;
    }
}
