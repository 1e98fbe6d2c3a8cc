package org.modelgate.billing.pricing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All versions of all prices, and which one a model has now. Immutable. */
public final class PriceBook {
    private final Map<Integer, Price> versions = new HashMap<>();
    private final Map<String, Price> current = new HashMap<>();
    private final List<Price> added = new ArrayList<>();

    /**
     * A configured price that differs from the newest persisted version of its model becomes a new version.
     *
     * @param persisted every version ever used
     * @param configured the models' rates as of now
     */
    public PriceBook(List<Price> persisted, List<Rates> configured) {
        Map<String, Price> newest = new HashMap<>();
        int highest = 0;
        for (Price price : persisted) {
            versions.put(price.version(), price);
            newest.merge(price.model(), price, (a, b) -> a.version() > b.version() ? a : b);
            highest = Math.max(highest, price.version());
        }
        for (Rates rates : configured) {
            Price price = newest.get(rates.model());
            if (price == null || !price.rates().equals(rates)) {
                price = new Price(++highest, rates);
                versions.put(price.version(), price);
                added.add(price);
            }
            current.put(rates.model(), price);
        }
    }

    private PriceBook(PriceBook other) {
        versions.putAll(other.versions);
        current.putAll(other.current);
    }

    /** The same book, with these versions known too. */
    public PriceBook knowing(List<Price> others) {
        PriceBook book = new PriceBook(this);
        others.forEach(price -> book.versions.putIfAbsent(price.version(), price));
        return book;
    }

    /** Versions that aren't persisted yet. */
    public List<Price> added() {
        return List.copyOf(added);
    }

    /** What the model costs now, or null if it has no price. */
    public @Nullable Price current(String model) {
        return current.get(model);
    }

    /** What the models cost now, in their order; those without a price are left out. */
    public List<Price> current(List<String> models) {
        if (models.size() == 1) {
            Price price = current.get(models.getFirst());
            return price == null ? List.of() : List.of(price);
        }
        List<Price> prices = new ArrayList<>(models.size());
        for (String model : models) {
            Price price = current.get(model);
            if (price != null) {
                prices.add(price);
            }
        }
        return prices;
    }

    /** @throws IllegalArgumentException if there is no such version */
    public Price version(int version) {
        Price price = versions.get(version);
        if (price == null) {
            throw new IllegalArgumentException("no price version " + version);
        }
        return price;
    }
}
