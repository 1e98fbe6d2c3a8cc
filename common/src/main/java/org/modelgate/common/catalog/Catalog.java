package org.modelgate.common.catalog;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds a model's entry by the type of its provider and the provider's name of it. */
public final class Catalog {
    /** Types that serve another type's models at its prices. */
    private static final Map<String, String> SAME_AS =
            Map.of("openai-responses", "openai", "foundry", "anthropic", "azure-responses", "azure");

    private static final int DATE_DIGITS = 8;

    private final Map<String, CatalogEntry> entries;

    Catalog(Map<String, CatalogEntry> entries) {
        this.entries = Map.copyOf(entries);
    }

    private static final class Holder {
        static final Catalog BUILT_IN = load();

        private static Catalog load() {
            try (InputStream in = Catalog.class.getResourceAsStream("catalog.json")) {
                if (in == null) {
                    throw new IllegalStateException("the built-in catalog is missing");
                }
                return new Catalog(CatalogReader.read(in));
            } catch (IOException e) {
                throw new UncheckedIOException("the built-in catalog can't be read", e);
            }
        }
    }

    /** The one that ships with the gateway; read when it is first asked for, some 50 ms. */
    public static Catalog builtIn() {
        return Holder.BUILT_IN;
    }

    /**
     * A dated name ({@code -20250929}, {@code -2025-09-29}, {@code @20250929}) that isn't listed is the model without its date.
     *
     * @param providerType as in the configuration
     */
    public Optional<CatalogEntry> find(String providerType, String model) {
        String provider = SAME_AS.getOrDefault(providerType, providerType);
        CatalogEntry exact = entries.get(key(provider, model));
        if (exact != null) {
            return Optional.of(exact);
        }
        String undated = undated(model);
        return undated == null ? Optional.empty() : Optional.ofNullable(entries.get(key(provider, undated)));
    }

    /** All that is known, in no order. */
    Collection<CatalogEntry> entries() {
        return entries.values();
    }

    static String key(String provider, String model) {
        return provider + " " + model;
    }

    private static @Nullable String undated(String model) {
        int digits = 0;
        int at = model.length();
        while (at > 0 && digits < DATE_DIGITS && (isDigit(model.charAt(at - 1)) || model.charAt(at - 1) == '-')) {
            at--;
            digits += isDigit(model.charAt(at)) ? 1 : 0;
        }
        boolean cut = digits == DATE_DIGITS && at > 1 && "-@".indexOf(model.charAt(at - 1)) >= 0;
        return cut ? model.substring(0, at - 1) : null;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
