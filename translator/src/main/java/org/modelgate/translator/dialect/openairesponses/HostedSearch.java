package org.modelgate.translator.dialect.openairesponses;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.modelgate.common.inference.ContentPart;
import org.modelgate.common.inference.DialectId;
import org.modelgate.common.json.Json;

/** A web search that a provider of another dialect ran, as the client sees one of OpenAI's (translation table 11). */
final class HostedSearch {
    private HostedSearch() {}

    /** The item's {@code action}; empty for any other part, which the client isn't shown. */
    static Optional<String> action(ContentPart.Opaque part) {
        if (part.dialect() != DialectId.ANTHROPIC_MESSAGES || !part.type().equals("server_tool_use")) {
            return Optional.empty();
        }
        try {
            JsonNode call = Json.mapper().readTree(part.json());
            JsonNode input = call.path("input");
            ObjectNode action = Json.mapper().createObjectNode();
            return switch (call.path("name").asText()) {
                case "web_search" ->
                    Optional.of(action.put("type", "search")
                            .put("query", input.path("query").asText(""))
                            .toString());
                case "web_fetch" ->
                    Optional.of(action.put("type", "open_page")
                            .put("url", input.path("url").asText(""))
                            .toString());
                default -> Optional.empty();
            };
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("an opaque part is raw JSON", e);
        }
    }

    /** All events of its item, which is then done. */
    static String write(EventWriter out, String id, int index, String action) {
        String at = ",\"output_index\":" + index;
        String item = at + ",\"item_id\":\"" + id + "\"";
        out.event("response.output_item.added", at + ",\"item\":" + Items.webSearch(id, Items.Status.IN_PROGRESS, ""));
        out.event("response.web_search_call.in_progress", item);
        out.event("response.web_search_call.searching", item);
        out.event("response.web_search_call.completed", item);
        String whole = Items.webSearch(id, Items.Status.COMPLETED, action);
        out.event("response.output_item.done", at + ",\"item\":" + whole);
        return whole;
    }
}
