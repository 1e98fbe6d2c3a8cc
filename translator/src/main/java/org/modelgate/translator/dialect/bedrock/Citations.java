package org.modelgate.translator.dialect.bedrock;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Citations in the canonical model's form, which is Anthropic's. */
final class Citations {
    private Citations() {}

    /** @param citation a citation of an answer, or its delta in a stream: they have the same members */
    static ObjectNode canonical(JsonNode citation) {
        JsonNode location = citation.path("location");
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        if (location.has("web")) {
            out.put("type", "web_search_result_location")
                    .put("url", location.path("web").path("url").asText())
                    .put("encrypted_index", "");
        } else if (location.has("documentPage")) {
            span(out, "page_location", location.path("documentPage"), "start_page_number", "end_page_number");
        } else if (location.has("documentChunk")) {
            span(out, "content_block_location", location.path("documentChunk"), "start_block_index", "end_block_index");
        } else if (location.has("searchResultLocation")) {
            JsonNode at = location.path("searchResultLocation");
            span(out, "search_result_location", at, "start_block_index", "end_block_index");
            out.put("search_result_index", at.path("searchResultIndex").asInt());
        } else {
            span(out, "char_location", location.path("documentChar"), "start_char_index", "end_char_index");
        }
        StringBuilder cited = new StringBuilder();
        citation.path("sourceContent")
                .forEach(part -> cited.append(part.path("text").asText()));
        out.put("cited_text", cited.toString());
        boolean document = out.has("document_index");
        if (citation.has("source") && !document) {
            out.put("source", citation.path("source").asText());
        }
        if (citation.has("title")) {
            out.put(
                    document ? "document_title" : "title",
                    citation.path("title").asText());
        }
        return out;
    }

    private static void span(ObjectNode out, String type, JsonNode at, String start, String end) {
        out.put("type", type);
        if (!type.equals("search_result_location")) {
            out.put("document_index", at.path("documentIndex").asInt());
        }
        out.put(start, at.path("start").asInt());
        out.put(end, at.path("end").asInt());
    }
}
