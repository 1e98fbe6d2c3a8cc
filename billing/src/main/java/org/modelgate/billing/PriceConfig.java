package org.modelgate.billing;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.modelgate.billing.pricing.Costs;
import org.modelgate.billing.pricing.Rates;
import org.modelgate.common.catalog.CatalogEntry;
import org.modelgate.common.catalog.ConfiguredModels;
import org.modelgate.common.config.Section;

/** Reads what a model costs: USD per million tokens, else what the catalog says, and a markup. */
final class PriceConfig {
    private final ConfiguredModels catalog;
    private final LocalDate today;

    PriceConfig(ConfiguredModels catalog, LocalDate today) {
        this.catalog = catalog;
        this.today = today;
    }

    /** Prices of the models that have one; their ids are the router's to check. */
    List<Rates> readAll(List<Section> models) {
        Map<String, Rates> rates = new LinkedHashMap<>();
        for (Section model : models) {
            Rates read = read(model);
            if (read != null) {
                rates.putIfAbsent(read.model(), read);
            }
        }
        return List.copyOf(rates.values());
    }

    /** Null if the price is missing, which is reported: nothing is ever free by mistake. */
    private @Nullable Rates read(Section model) {
        String id = model.string("id", "");
        Section price = model.section("price");
        BigDecimal markup = model.decimal("markup");
        Rates rates = price.present() ? configured(id, price) : listed(id, model);
        if (rates == null || markup == null) {
            return rates;
        }
        try {
            return rates.withMarkup(markup);
        } catch (IllegalArgumentException e) {
            model.problem("markup", String.valueOf(e.getMessage()));
            return rates;
        }
    }

    private @Nullable Rates listed(String id, Section model) {
        CatalogEntry entry = catalog.entry(model).orElse(null);
        if (entry == null) {
            model.problem("price", "is required (there is no built-in catalog entry)");
            return null;
        }
        return listed(id, entry);
    }

    /** What the operator pays to each target: what the file says of it, else the catalog. */
    Costs readCosts(List<Section> models) {
        Map<Costs.Target, Rates> costs = new HashMap<>();
        for (Section model : models) {
            String id = model.string("id", "");
            for (Section target : model.list("targets")) {
                String name = target.string("model", id);
                Section cost = target.section("cost");
                Rates rates = cost.present()
                        ? configured(name, cost)
                        : catalog.target(target, id)
                                .map(entry -> listed(name, entry))
                                .orElse(null);
                if (rates != null) {
                    costs.putIfAbsent(new Costs.Target(target.string("provider", ""), name), rates);
                }
            }
        }
        return new Costs(costs);
    }

    private Rates listed(String id, CatalogEntry entry) {
        List<Rates.Tier> tiers = new ArrayList<>();
        for (CatalogEntry.Tier tier : entry.pricesOn(today).tiers()) {
            tiers.add(tier(
                    tier.over(),
                    Rates.picoPerToken(tier.input()),
                    Rates.picoPerToken(tier.output()),
                    pico(tier.cacheRead()),
                    pico(tier.cacheWrite5m()),
                    pico(tier.cacheWrite1h())));
        }
        return new Rates(id, tiers, 1, 1);
    }

    private static @Nullable Long pico(@Nullable BigDecimal usdPerMillion) {
        return usdPerMillion == null ? null : Rates.picoPerToken(usdPerMillion);
    }

    private static @Nullable Rates configured(String id, Section price) {
        Long input = pico(price, "input");
        Long output = pico(price, "output");
        Long cacheRead = pico(price, "cache_read");
        Long write5m = pico(price, "cache_write_5m");
        Long write1h = pico(price, "cache_write_1h");
        if (input == null || output == null) {
            for (String key : new String[] {"input", "output"}) {
                if (!price.has(key)) {
                    price.problem(key, "is required");
                }
            }
            return null;
        }
        return new Rates(id, List.of(tier(0, input, output, cacheRead, write5m, write1h)), 1, 1);
    }

    /** A bucket without a price of its own costs as much as what it would be without a cache. */
    private static Rates.Tier tier(
            long over,
            long input,
            long output,
            @Nullable Long cacheRead,
            @Nullable Long write5m,
            @Nullable Long write1h) {
        long fiveMinutes = write5m == null ? input : write5m;
        return new Rates.Tier(
                over,
                input,
                output,
                cacheRead == null ? input : cacheRead,
                fiveMinutes,
                write1h == null ? Math.max(input, fiveMinutes) : write1h);
    }

    private static @Nullable Long pico(Section price, String key) {
        if (!price.has(key)) {
            price.string(key);
            return null;
        }
        return price.parse(key, 0L, text -> Rates.picoPerToken(new BigDecimal(text)));
    }
}
