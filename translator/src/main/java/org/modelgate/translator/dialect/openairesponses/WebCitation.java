package org.modelgate.translator.dialect.openairesponses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.modelgate.common.json.Json;
import org.modelgate.translator.Carriers;

/**
 * An annotation {@code url_citation} as a citation in Anthropic's form (translation table 11), which keeps the span in its text
 * for clients that want it. Files of the provider mean nothing elsewhere, so other kinds are left out.
 */
final class WebCitation {
    /** As much as Anthropic quotes. */
    private static final int CITED_CODE_POINTS_MAX = 150;

    private WebCitation() {}

    /**
     * The citation, if it is one of the web.
     *
     * @param text the whole text that the annotation's span is of
     */
    static Optional<ObjectNode> of(JsonNode annotation, String text) {
        if (!annotation.path("type").asText().equals("url_citation")) {
            return Optional.empty();
        }
        int length = text.codePointCount(0, text.length());
        int from = Math.clamp(annotation.path("start_index").asInt(0), 0, length);
        int to = Math.clamp(annotation.path("end_index").asInt(length), from, length);
        int start = text.offsetByCodePoints(0, from);
        int end = text.offsetByCodePoints(start, Math.min(to - from, CITED_CODE_POINTS_MAX));
        ObjectNode citation = Json.mapper().createObjectNode();
        citation.put("type", "web_search_result_location");
        citation.put("cited_text", text.substring(start, end));
        citation.put("url", annotation.path("url").asText(""));
        citation.put("title", annotation.path("title").asText(""));
        citation.put("encrypted_index", Carriers.MARK + "none");
        citation.put("start_index", from);
        citation.put("end_index", to);
        return Optional.of(citation);
    }
}
