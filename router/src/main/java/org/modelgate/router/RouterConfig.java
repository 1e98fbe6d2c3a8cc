package org.modelgate.router;

import java.math.BigDecimal;
import java.net.URI;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.bus.messages.Models;
import org.modelgate.common.catalog.CatalogEntry;
import org.modelgate.common.catalog.ConfiguredModels;
import org.modelgate.common.config.Section;
import org.modelgate.router.health.HealthLimits;
import org.modelgate.router.plan.CatalogModel;
import org.modelgate.router.plan.Rates;
import org.modelgate.router.plan.Resilience;
import org.modelgate.router.plan.RetryLimits;
import org.modelgate.router.plan.RoutePolicy;
import org.modelgate.router.plan.Target;
import org.modelgate.router.preference.EgressRules;
import org.modelgate.router.provider.ProviderConfig;

/**
 * The sections {@code providers}, {@code models}, {@code retries} and {@code egress} of the configuration.
 *
 * @param providers by name, in the file's order
 * @param models in the file's order
 * @param egress which hosts requests may name
 * @param health when a target counts as ill
 */
public record RouterConfig(
        Map<String, ProviderConfig> providers,
        List<CatalogModel> models,
        RetryLimits retries,
        EgressRules egress,
        HealthLimits health) {
    private static final long TOKENS_MAX = 100_000_000;

    /** Start of the year 2025: clients want a date, the configuration has none. */
    private static final long CREATED_SECONDS = 1_735_689_600L;

    public RouterConfig {
        providers = new LinkedHashMap<>(providers);
        models = List.copyOf(models);
    }

    /**
     * Reads the file from its root; faults are reported to the sections' problems.
     *
     * @param today decides which of the catalog's dated prices is shown
     */
    public static RouterConfig read(Section root, LocalDate today) {
        Map<String, ProviderConfig> providers = new LinkedHashMap<>();
        Map<String, Section> named = root.named("providers");
        named.forEach((name, section) -> {
            ProviderConfig provider = ProviderConfig.read(name, section);
            if (provider != null) {
                providers.put(name, provider);
            }
        });
        if (named.isEmpty()) {
            root.problem("providers", "is required: at least one provider");
        }
        ModelReader reader =
                new ModelReader(new TargetReader(providers, named, today), new ConfiguredModels(root), today);
        List<Section> sections = root.list("models");
        if (sections.isEmpty()) {
            root.problem("models", "is required: at least one model");
        }
        List<CatalogModel> models = new ArrayList<>();
        for (Section section : sections) {
            CatalogModel model = reader.read(section);
            if (model != null) {
                models.add(model);
            }
        }
        Section retries = root.section("retries");
        return new RouterConfig(
                providers,
                models,
                RetryLimits.read(retries),
                EgressRules.read(root.section("egress"), named),
                HealthLimits.read(root.section("breaker"), retries));
    }

    /** Whether a provider is meant to be run by this process and has no address yet. */
    public boolean wantsSimulator() {
        return providers.values().stream().anyMatch(p -> p.baseUrl() == null);
    }

    /** This configuration with the address of the provider that the process runs itself. */
    public RouterConfig withSimulator(URI baseUrl) {
        Map<String, ProviderConfig> known = new LinkedHashMap<>();
        providers.forEach((name, p) -> known.put(name, p.baseUrl() == null ? p.withBaseUrl(baseUrl) : p));
        List<CatalogModel> moved = models.stream()
                .map(m -> new CatalogModel(
                        m.entry(),
                        retarget(m.targets(), known),
                        m.policy(),
                        m.maxOutputTokens(),
                        m.resilience().at(targets -> retarget(targets, known))))
                .toList();
        return new RouterConfig(known, moved, retries, egress, health);
    }

    private static List<Target> retarget(List<Target> targets, Map<String, ProviderConfig> providers) {
        return targets.stream()
                .map(t -> t.at(providers.getOrDefault(t.provider().name(), t.provider())))
                .toList();
    }

    /** Reads models and remembers their names, for no two may share one. */
    private static final class ModelReader {
        private final TargetReader targets;
        private final ConfiguredModels catalog;
        private final LocalDate today;
        private final Map<String, String> paths = new HashMap<>();

        ModelReader(TargetReader targets, ConfiguredModels catalog, LocalDate today) {
            this.targets = targets;
            this.catalog = catalog;
            this.today = today;
        }

        @Nullable CatalogModel read(Section section) {
            String id = section.required("id");
            List<String> aliases = section.strings("aliases");
            claim(section, "id", id);
            for (int i = 0; i < aliases.size(); i++) {
                claim(section, "aliases[" + i + "]", aliases.get(i));
            }
            RoutePolicy policy = section.parse("strategy", new RoutePolicy.Fallback(), TargetReader::policy);
            CatalogEntry listed = catalog.entry(section).orElse(null);
            Long maxOutput = tokens(section, "max_output_tokens", listed == null ? null : listed.maxOutput());
            Long maxInput = tokens(section, "max_input_tokens", listed == null ? null : listed.maxInput());
            Shown price = shown(section.section("price"), listed);
            long cap = maxOutput == null ? Target.DEFAULT_MAX_OUTPUT_TOKENS : maxOutput;
            List<Target> all = targets.read(section, id, cap, price.rates());
            Resilience resilience =
                    Resilience.read(section, (in, key) -> targets.read(in, key, id, cap, price.rates()));
            if (all.isEmpty()) {
                return null;
            }
            Models.Entry entry = new Models.Entry(
                    id,
                    List.copyOf(aliases),
                    all.getFirst().provider().provider().type(),
                    CREATED_SECONDS,
                    maxInput,
                    maxOutput,
                    price.input,
                    price.output,
                    price.cacheRead,
                    price.cacheWrite5m,
                    price.cacheWrite1h,
                    listed == null ? List.of() : listed.can());
            return new CatalogModel(entry, all, policy, cap, resilience);
        }

        private static @Nullable Long tokens(Section section, String key, @Nullable Long listed) {
            long given = section.number(key, 0, 1, TOKENS_MAX);
            return given == 0 ? listed : Long.valueOf(given);
        }

        private record Shown(
                @Nullable BigDecimal input,
                @Nullable BigDecimal output,
                @Nullable BigDecimal cacheRead,
                @Nullable BigDecimal cacheWrite5m,
                @Nullable BigDecimal cacheWrite1h) {
            @Nullable Rates rates() {
                return input == null || output == null ? null : new Rates(input, output);
            }
        }

        /** The price of a prompt of usual length. */
        private Shown shown(Section price, @Nullable CatalogEntry listed) {
            if (price.present() || listed == null) {
                return new Shown(
                        decimal(price, "input"),
                        decimal(price, "output"),
                        decimal(price, "cache_read"),
                        decimal(price, "cache_write_5m"),
                        decimal(price, "cache_write_1h"));
            }
            CatalogEntry.Tier tier = listed.pricesOn(today).tiers().getFirst();
            return new Shown(tier.input(), tier.output(), tier.cacheRead(), tier.cacheWrite5m(), tier.cacheWrite1h());
        }

        private static @Nullable BigDecimal decimal(Section price, String key) {
            return price.has(key) ? price.decimal(key) : null;
        }

        private void claim(Section section, String key, String name) {
            if (name.isEmpty()) {
                return;
            }
            String other = paths.putIfAbsent(name, section.path(key));
            if (other != null) {
                section.problem(key, "'" + name + "' is already the name of " + other);
            }
        }
    }
}
