package org.modelgate.translator.dialect.openairesponses;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.modelgate.common.inference.DialectId;
import org.modelgate.common.json.Json;

/** A web search that a provider of another dialect ran, as the client sees one of OpenAI's (translation table 11). */
final class HostedSearch {
    private HostedSearch() {}

    /** The item's {@code action}; empty for any other part, which the client isn't shown. */
    static Optional<String> action(DialectId dialect, String type, String json) {
        if (dialect != DialectId.ANTHROPIC_MESSAGES || !type.equals("server_tool_use")) {
            return Optional.empty();
        }
        try {
            JsonNode call = Json.mapper().readTree(json);
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
}
