package org.modelgate.edge.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.bus.messages.Models.Entry;
import org.modelgate.common.error.GatewayError;

/**
 * The model endpoints' JSON. Anthropic and OpenAI share these paths, so every entry carries the fields of both; lists differ only
 * in that Anthropic's come in pages.
 */
public final class ModelPages {
    private static final int PAGE = 20;
    private static final int PAGE_MOST = 1_000;

    private ModelPages() {}

    /** The whole list, as OpenAI's clients expect it. */
    public static byte[] all(List<Entry> models) {
        return list(models, false);
    }

    /** One page by {@code limit} and {@code after_id} or {@code before_id}. */
    static byte[] page(List<Entry> models, String query) {
        Map<String, List<String>> parameters = new QueryStringDecoder(query, false).parameters();
        int limit = limit(first(parameters, "limit"));
        String after = first(parameters, "after_id");
        String before = first(parameters, "before_id");
        if (before != null) {
            int end = position(models, before, "before_id");
            int start = Math.max(0, end - limit);
            return list(models.subList(start, end), start > 0);
        }
        int start = after == null ? 0 : position(models, after, "after_id") + 1;
        int end = Math.min(models.size(), start + limit);
        return list(models.subList(start, end), end < models.size());
    }

    private static @Nullable String first(Map<String, List<String>> parameters, String name) {
        List<String> values = parameters.get(name);
        return values == null ? null : values.get(0);
    }

    private static int limit(@Nullable String text) {
        if (text == null) {
            return PAGE;
        }
        boolean number = !text.isEmpty() && text.length() <= 4 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        int limit = number ? Integer.parseInt(text) : 0;
        if (limit < 1 || limit > PAGE_MOST) {
            throw GatewayError.invalid("limit", "must be a number from 1 to " + PAGE_MOST)
                    .asException();
        }
        return limit;
    }

    private static int position(List<Entry> models, String id, String parameter) {
        for (int i = 0; i < models.size(); i++) {
            if (models.get(i).id().equals(id)) {
                return i;
            }
        }
        throw GatewayError.invalid(parameter, "names no model").asException();
    }

    static byte[] one(Entry model) {
        return Documents.bytes(entry(model));
    }

    private static byte[] list(List<Entry> models, boolean more) {
        ObjectNode list = Documents.object().put("object", "list");
        ArrayNode data = list.putArray("data");
        models.forEach(model -> data.add(entry(model)));
        list.put("has_more", more);
        list.put("first_id", models.isEmpty() ? null : models.get(0).id());
        list.put(
                "last_id",
                models.isEmpty() ? null : models.get(models.size() - 1).id());
        return Documents.bytes(list);
    }

    private static ObjectNode entry(Entry model) {
        ObjectNode entry = Documents.object().put("id", model.id());
        entry.put("object", "model");
        entry.put("type", "model");
        entry.put("created", model.createdSeconds());
        entry.put("created_at", Instant.ofEpochSecond(model.createdSeconds()).toString());
        entry.put("owned_by", model.ownedBy());
        entry.put("display_name", model.id());
        entry.put("lifecycle", "active");
        ArrayNode aliases = entry.putArray("aliases");
        model.aliases().forEach(aliases::add);
        entry.put("max_input_tokens", model.maxInputTokens());
        entry.put("max_tokens", model.maxOutputTokens());
        entry.put("context_window", model.maxInputTokens());
        ArrayNode capabilities = entry.putArray("capabilities");
        model.capabilities().forEach(capabilities::add);
        prices(entry.putObject("price"), model);
        return entry;
    }

    /** USD per million tokens, by the names of the configuration file. */
    private static void prices(ObjectNode price, Entry model) {
        put(price, "input", model.inputPrice());
        put(price, "output", model.outputPrice());
        put(price, "cache_read", model.cacheReadPrice());
        put(price, "cache_write_5m", model.cacheWrite5mPrice());
        put(price, "cache_write_1h", model.cacheWrite1hPrice());
    }

    private static void put(ObjectNode price, String name, @Nullable BigDecimal value) {
        if (value != null) {
            price.putRawValue(name, Documents.number(value));
        }
    }
}
