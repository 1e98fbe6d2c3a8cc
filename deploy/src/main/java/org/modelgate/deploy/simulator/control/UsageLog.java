package org.modelgate.deploy.simulator.control;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was served, against which a gateway's own metering can be reconciled. */
public final class UsageLog {

    private final Ring<Served> entries;
    private long requests;

    public UsageLog(int entriesMax) {
        this.entries = new Ring<>(entriesMax);
    }

    public Served open(Instant time, String dialect, String requestId) {
        Served served = new Served(++requests, time, dialect, requestId);
        entries.add(served);
        return served;
    }

    void clear() {
        entries.clear();
    }

    /** Entries of one model, or of all, with a number above {@code after}, the oldest first, and their sums. */
    ObjectNode toJson(@Nullable String model, long after, int limit) {
        List<Served> chosen = entries.items().stream()
                .filter(e -> e.number() > after && (model == null || e.model().equals(model)))
                .limit(limit)
                .toList();
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("dropped", entries.dropped());
        json.set("totals", totals(chosen));
        ArrayNode list = json.putArray("entries");
        chosen.forEach(entry -> list.add(entry.toJson()));
        return json;
    }

    private static ObjectNode totals(List<Served> chosen) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("requests", chosen.size())
                .put(
                        "input_tokens",
                        chosen.stream().mapToLong(e -> e.usage().input()).sum())
                .put(
                        "cache_read_tokens",
                        chosen.stream().mapToLong(e -> e.usage().cacheRead()).sum())
                .put(
                        "cache_write_tokens",
                        chosen.stream().mapToLong(e -> e.usage().cacheWrite()).sum())
                .put(
                        "output_tokens",
                        chosen.stream().mapToLong(e -> e.usage().output()).sum())
                .put(
                        "delivered_output_tokens",
                        chosen.stream().mapToLong(Served::deliveredTokens).sum());
    }
}
