package org.modelgate.billing;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.modelgate.billing.pricing.Rates;
import org.modelgate.common.config.Section;

/** Reads what a model costs: USD per million tokens, and a markup. */
final class PriceConfig {
    private PriceConfig() {}

    /** Prices of the models that have one; their ids are the router's to check. */
    static List<Rates> readAll(List<Section> models) {
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
    private static @Nullable Rates read(Section model) {
        String id = model.string("id", "");
        Section price = model.section("price");
        BigDecimal markup = model.decimal("markup");
        if (!price.present()) {
            model.problem("price", "is required (there is no built-in catalog entry)");
            return null;
        }
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
        long fiveMinutes = write5m == null ? input : write5m;
        Rates rates = new Rates(
                id,
                input,
                output,
                cacheRead == null ? input : cacheRead,
                fiveMinutes,
                write1h == null ? Math.max(input, fiveMinutes) : write1h,
                1,
                1);
        try {
            return markup == null ? rates : rates.withMarkup(markup);
        } catch (IllegalArgumentException e) {
            model.problem("markup", String.valueOf(e.getMessage()));
            return rates;
        }
    }

    private static @Nullable Long pico(Section price, String key) {
        if (!price.has(key)) {
            price.string(key);
            return null;
        }
        return price.parse(key, 0L, text -> Rates.picoPerToken(new BigDecimal(text)));
    }
}
