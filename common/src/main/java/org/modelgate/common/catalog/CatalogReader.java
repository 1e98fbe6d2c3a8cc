package org.modelgate.common.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.json.Json;

/** Reads what {@code deploy/catalog/build.py} writes. */
final class CatalogReader {
    private CatalogReader() {}

    static Map<String, CatalogEntry> read(InputStream json) throws IOException {
        Map<String, CatalogEntry> entries = new HashMap<>();
        for (JsonNode model : Json.mapper().readTree(json).path("models")) {
            CatalogEntry entry = entry(model);
            entries.put(Catalog.key(entry.provider(), entry.model()), entry);
        }
        return entries;
    }

    private static CatalogEntry entry(JsonNode model) {
        List<String> can = new ArrayList<>();
        model.path("can").forEach(name -> can.add(name.asText()));
        List<CatalogEntry.Prices> prices = new ArrayList<>();
        model.path("prices").forEach(row -> prices.add(prices(row)));
        return new CatalogEntry(
                model.path("provider").asText(),
                model.path("model").asText(),
                tokens(model.path("max_input")),
                tokens(model.path("max_output")),
                can,
                prices);
    }

    private static CatalogEntry.Prices prices(JsonNode row) {
        List<CatalogEntry.Tier> tiers = new ArrayList<>();
        row.path("tiers").forEach(tier -> tiers.add(tier(tier)));
        JsonNode since = row.path("since");
        return new CatalogEntry.Prices(since.isTextual() ? LocalDate.parse(since.asText()) : null, tiers);
    }

    private static CatalogEntry.Tier tier(JsonNode tier) {
        return new CatalogEntry.Tier(
                tier.path("over").asLong(),
                new BigDecimal(tier.path("input").asText()),
                new BigDecimal(tier.path("output").asText()),
                price(tier.path("cache_read")),
                price(tier.path("cache_write_5m")),
                price(tier.path("cache_write_1h")));
    }

    private static @Nullable Long tokens(JsonNode value) {
        return value.isIntegralNumber() ? value.asLong() : null;
    }

    private static @Nullable BigDecimal price(JsonNode value) {
        return value.isTextual() ? new BigDecimal(value.asText()) : null;
    }
}
