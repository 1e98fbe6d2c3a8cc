package org.modelgate.translator.dialect.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.modelgate.translator.Carriers;

/** {@code groundingMetadata} as citations in Anthropic's form, the canonical one. */
final class Grounding {
    private static final int SUPPORTS_MAX = 1_024;

    /** A stretch of the answer's text, in characters, and what it is supported by. */
    record Cited(int from, int to, List<String> citations) {}

    private final JsonNode metadata;

    Grounding(JsonNode metadata) {
        this.metadata = metadata;
    }

    /** All citations, each once: for a stream, whose text is out when they come. */
    Set<String> citations() {
        Set<String> all = new LinkedHashSet<>();
        for (JsonNode support : metadata.path("groundingSupports")) {
            if (all.size() < SUPPORTS_MAX) {
                all.addAll(citations(support));
            }
        }
        return all;
    }

    private List<String> citations(JsonNode support) {
        List<String> citations = new ArrayList<>();
        for (JsonNode index : support.path("groundingChunkIndices")) {
            JsonNode chunk = metadata.path("groundingChunks").path(index.asInt(-1));
            JsonNode source = chunk.has("web") ? chunk.path("web") : chunk.path("retrievedContext");
            if (source.path("uri").isTextual()) {
                citations.add(JsonNodeFactory.instance
                        .objectNode()
                        .put("type", "web_search_result_location")
                        .put("url", source.path("uri").asText())
                        .put("title", source.path("title").asText(""))
                        .put("cited_text", support.path("segment").path("text").asText(""))
                        .put("encrypted_index", Carriers.MARK + "none")
                        .toString());
            }
        }
        return citations;
    }

    /**
     * Supported stretches in order, none over another.
     *
     * @param parts text of each part of the answer; what is no answer's text is empty
     */
    List<Cited> cited(List<String> parts) {
        List<Cited> found = new ArrayList<>();
        for (JsonNode support : metadata.path("groundingSupports")) {
            JsonNode segment = support.path("segment");
            int index = segment.path("partIndex").asInt(0);
            List<String> citations = citations(support);
            if (index < 0 || index >= parts.size() || citations.isEmpty() || found.size() >= SUPPORTS_MAX) {
                continue;
            }
            int base = parts.subList(0, index).stream().mapToInt(String::length).sum();
            String text = parts.get(index);
            int from = base + chars(text, segment.path("startIndex").asInt(0));
            int to = base + chars(text, segment.path("endIndex").asInt(0));
            found.add(new Cited(from, to, citations));
        }
        found.sort(Comparator.comparingInt(Cited::from));
        List<Cited> apart = new ArrayList<>();
        int end = 0;
        for (Cited cited : found) {
            if (cited.to() > Math.max(cited.from(), end)) {
                apart.add(new Cited(Math.max(cited.from(), end), cited.to(), cited.citations()));
                end = cited.to();
            }
        }
        return apart;
    }

    /** Positions are in UTF-8 bytes. */
    private static int chars(String text, int bytes) {
        int seen = 0;
        int i = 0;
        while (i < text.length() && seen < bytes) {
            int point = text.codePointAt(i);
            seen += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
            i += Character.charCount(point);
        }
        return i;
    }
}
