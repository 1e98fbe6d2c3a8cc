package org.modelgate.translator.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.modelgate.common.json.Json;

/**
 * Web citations of text blocks as {@code url_citation} annotations, with spans in code points of the text that is one to the
 * client: a citation names its own span in its block ({@code start_index}, {@code end_index}), else it is the whole block.
 * Citations of other kinds have no place at OpenAI's clients. One instance per text.
 */
public final class UrlCitations {
    private static final int MAX = 1024;

    /** Where the members of an annotation stand. */
    public enum Form {
        /** In an object {@code url_citation} (Chat). */
        NESTED,
        /** Beside the type (Responses). */
        FLAT
    }

    private final Form form;
    private final List<String> done = new ArrayList<>();
    private final List<JsonNode> open = new ArrayList<>();
    private long codePoints;
    private long blockStart;

    public UrlCitations(Form form) {
        this.form = form;
    }

    /** Text of the current block. */
    public void text(String text) {
        codePoints += text.codePointCount(0, text.length());
    }

    /** All citations of the current block, as a JSON array. */
    public void citations(String json) {
        tree(json).forEach(this::add);
    }

    /** A citation of the current block, in Anthropic's form. */
    public void citation(String json) {
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

    /** The annotations of the block that ends here. */
    public List<String> blockEnd() {
        List<String> added = open.stream().map(this::annotation).toList();
        done.addAll(added);
        open.clear();
        blockStart = codePoints;
        return added;
    }

    private String annotation(JsonNode citation) {
        long length = codePoints - blockStart;
        long from = Math.clamp(citation.path("start_index").asLong(0), 0, length);
        long to = Math.clamp(citation.path("end_index").asLong(length), from, length);
        StringBuilder out = new StringBuilder("{\"type\":\"url_citation\",");
        out.append(form == Form.NESTED ? "\"url_citation\":{\"url\":" : "\"url\":");
        JsonText.quote(out, citation.path("url").asText());
        out.append(",\"title\":");
        JsonText.quote(out, citation.path("title").asText(""));
        out.append(",\"start_index\":").append(blockStart + from);
        out.append(",\"end_index\":").append(blockStart + to);
        return out.append(form == Form.NESTED ? "}}" : "}").toString();
    }

    public boolean isEmpty() {
        return done.isEmpty();
    }

    /** The JSON array of all annotations. */
    public String json() {
        return "[" + String.join(",", done) + "]";
    }
}
