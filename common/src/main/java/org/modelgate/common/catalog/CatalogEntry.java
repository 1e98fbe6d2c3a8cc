package org.modelgate.common.catalog;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one model at one provider.
 *
 * @param maxInput tokens of its context window
 * @param maxOutput tokens that it can put out at most
 * @param can capabilities: {@code tools, images, documents, audio, reasoning, structured, caching, search}
 * @param prices by the day they hold from, the oldest first; never empty
 */
public record CatalogEntry(
        String provider,
        String model,
        @Nullable Long maxInput,
        @Nullable Long maxOutput,
        List<String> can,
        List<Prices> prices) {

    /**
     * @param since first day, in UTC; null: since ever
     * @param tiers by the length of the prompt; the first begins at 0
     */
    public record Prices(@Nullable LocalDate since, List<Tier> tiers) {
        public Prices {
            tiers = List.copyOf(tiers);
        }
    }

    /**
     * USD per million tokens of a call whose whole prompt, cached or not, has more than {@code over} tokens. A tier is a cliff: all
     * tokens of the call have its price.
     */
    public record Tier(
            long over,
            BigDecimal input,
            BigDecimal output,
            @Nullable BigDecimal cacheRead,
            @Nullable BigDecimal cacheWrite5m,
            @Nullable BigDecimal cacheWrite1h) {}

    public CatalogEntry {
        can = List.copyOf(can);
        prices = List.copyOf(prices);
    }

    /** What holds on a day. */
    public Prices pricesOn(LocalDate day) {
        Prices now = prices.getFirst();
        for (Prices row : prices) {
            if (row.since() == null || !row.since().isAfter(day)) {
                now = row;
            }
        }
        return now;
    }
}
