package org.modelgate.translator.dialect.openaichat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.modelgate.common.json.Json;

/**
 * Web citations of text blocks as {@code url_citation} annotations: the span of the cited block in the whole message text, in
 * code points. One instance per answer.
 */
final class Annotations {
    private static final int MAX = 1024;

    private final List<String> done = new ArrayList<>();
    private final List<JsonNode> open = new ArrayList<>();
    private long codePoints;
    private long blockStart;

    /** Text of the current block. */
    void text(String text) {
        codePoints += text.codePointCount(0, text.length());
    }

    /** All citations of the current block, as a JSON array. */
    void citations(String json) {
        tree(json).forEach(this::add);
    }

    /** A citation of the current block, in Anthropic's form; other kinds than web results have no place in chat. */
    void citation(String json) {
        add(tree(json));
    }

    private void add(JsonNode citation) {
        if (citation.path("url").isTextual() && done.size() + open.size() < MAX) {
            open.add(citation);
        }
    }

    private static JsonNode tree(String json) {
        try {
            return Json.mapper().readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("a citation is raw JSON", e);
        }
    }

    void blockEnd() {
        for (JsonNode citation : open) {
            StringBuilder out = new StringBuilder("{\"type\":\"url_citation\",\"url_citation\":{\"url\":");
            ChatAnswer.quote(out, citation.path("url").asText());
            out.append(",\"title\":");
            ChatAnswer.quote(out, citation.path("title").asText(""));
            out.append(",\"start_index\":").append(blockStart);
            out.append(",\"end_index\":").append(codePoints).append("}}");
            done.add(out.toString());
        }
        open.clear();
        blockStart = codePoints;
    }

    boolean isEmpty() {
        return done.isEmpty();
    }

    /** The JSON array. */
    String json() {
        return "[" + String.join(",", done) + "]";
    }
}
