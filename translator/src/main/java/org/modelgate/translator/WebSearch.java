package org.modelgate.translator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.inference.Tool;
import org.modelgate.common.json.Json;

/**
 * A search of the web that the provider runs, in no dialect's form (translation table, section 11).
 *
 * @param name by which the client's choice of tools calls it
 * @param allowedDomains empty where all are
 * @param maxUses absent where there is no limit
 * @param contextSize OpenAI's {@code low, medium, high}
 * @param place where the user is: city, region, country, timezone as far as they are known
 * @param live whether pages may be fetched, beside those that an index holds (OpenAI's {@code external_web_access})
 */
public record WebSearch(
        String name,
        List<String> allowedDomains,
        List<String> blockedDomains,
        @Nullable Long maxUses,
        @Nullable String contextSize,
        @Nullable ObjectNode place,
        boolean live) {
    /** Chat's way to ask for a search, which is no tool there. */
    public static final String CHAT_OPTIONS = "web_search_options";

    private static final String NAME = "web_search";
    private static final String TYPE = "type";

    /** A tool of Anthropic or of OpenAI Responses that searches; empty for any other. */
    public static Optional<WebSearch> of(Tool.Native tool) {
        if (!tool.type().startsWith(NAME)) {
            return Optional.empty();
        }
        JsonNode asked = tree(tool.json());
        JsonNode filters = asked.path("filters").isObject() ? asked.path("filters") : asked;
        return Optional.of(new WebSearch(
                tool.name(),
                texts(filters.path("allowed_domains")),
                texts(filters.path("blocked_domains")),
                asked.path("max_uses").isIntegralNumber()
                        ? Long.valueOf(asked.path("max_uses").asLong())
                        : null,
                asked.path("search_context_size").textValue(),
                place(asked.path("user_location")),
                asked.path("external_web_access").asBoolean(true)));
    }

    /** @param options chat's {@code web_search_options} */
    public static WebSearch ofOptions(String options) {
        JsonNode asked = tree(options);
        return new WebSearch(
                NAME,
                List.of(),
                List.of(),
                null,
                asked.path("search_context_size").textValue(),
                place(asked.path("user_location").path("approximate")),
                true);
    }

    private static JsonNode tree(String json) {
        try {
            return Json.mapper().readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the canonical model holds JSON that is none", e);
        }
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(item -> texts.add(item.asText()));
        return List.copyOf(texts);
    }

    private static @Nullable ObjectNode place(JsonNode location) {
        if (!(location instanceof ObjectNode known)) {
            return null;
        }
        ObjectNode place = known.deepCopy();
        place.remove(TYPE);
        return place;
    }

    /** The place as Anthropic and Responses have it; null if it isn't known. */
    public @Nullable ObjectNode approximatePlace() {
        return place == null
                ? null
                : JsonNodeFactory.instance.objectNode().put(TYPE, "approximate").setAll(place);
    }
}
