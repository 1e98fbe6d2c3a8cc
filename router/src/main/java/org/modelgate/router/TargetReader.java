package org.modelgate.router;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.catalog.Catalog;
import org.modelgate.common.catalog.CatalogEntry;
import org.modelgate.common.config.Section;
import org.modelgate.router.plan.Rates;
import org.modelgate.router.plan.RoutePolicy;
import org.modelgate.router.plan.Target;
import org.modelgate.router.plan.Traits;
import org.modelgate.router.provider.ProviderConfig;
import org.modelgate.router.provider.Regions;

/** The {@code targets} and {@code strategy} of models, with what their providers promise. */
final class TargetReader {
    private static final String TARGETS = "targets";
    private static final int WEIGHT_MAX = 1_000_000;

    private final Map<String, ProviderConfig> providers;
    private final Map<String, Set<String>> promises = new HashMap<>();
    private final LocalDate today;

    /**
     * @param named the sections of all providers, wrong ones too
     * @param today decides which of the catalog's dated prices is compared
     */
    TargetReader(Map<String, ProviderConfig> providers, Map<String, Section> named, LocalDate today) {
        this.providers = providers;
        this.today = today;
        named.forEach((name, section) -> promises.put(name, promises(section)));
    }

    private static Set<String> promises(Section provider) {
        Set<String> promises = new HashSet<>();
        for (String promise : List.of("zero_data_retention", "no_training")) {
            if (provider.bool(promise, false)) {
                promises.add(promise);
            }
        }
        return promises;
    }

    /**
     * @param model the section of a model
     * @param listed what the catalog knows of it, for the rates of a provider that it doesn't know
     */
    List<Target> read(Section model, String id, long maxOutputTokens, @Nullable Rates listed) {
        if (model.list(TARGETS).isEmpty()) {
            model.problem(TARGETS, "is required: at least one target");
        }
        return read(model, TARGETS, id, maxOutputTokens, listed);
    }

    /** Targets from any key of a section. */
    List<Target> read(Section from, String key, String id, long maxOutputTokens, @Nullable Rates listed) {
        List<Target> targets = new ArrayList<>();
        for (Section section : from.list(key)) {
            Target target = target(section, id, maxOutputTokens, listed);
            if (target != null) {
                targets.add(target);
            }
        }
        return targets;
    }

    private @Nullable Target target(Section section, String id, long maxOutputTokens, @Nullable Rates listed) {
        String name = section.required("provider");
        String model = section.string("model", id);
        int weight = section.integer("weight", 1, 1, WEIGHT_MAX);
        int priority = section.integer("priority", 0, 0, WEIGHT_MAX);
        Set<String> tags = new HashSet<>(section.strings("tags"));
        @Nullable String region = section.string("region");
        ProviderConfig provider = providers.get(name);
        if (provider == null) {
            if (!name.isEmpty() && !promises.containsKey(name)) {
                section.problem("provider", "there is no provider '" + name + "'");
            }
            return null;
        }
        Rates rates = rates(provider, model).orElse(listed);
        return new Target(
                provider,
                model,
                weight,
                id,
                maxOutputTokens,
                region == null ? Regions.of(provider.provider(), provider.region(), model) : region,
                new Traits(priority, tags, promises.getOrDefault(name, Set.of()), rates));
    }

    private Optional<Rates> rates(ProviderConfig provider, String model) {
        return Catalog.builtIn().find(provider.provider().type(), model).map(entry -> {
            CatalogEntry.Tier tier = entry.pricesOn(today).tiers().getFirst();
            return new Rates(tier.input(), tier.output());
        });
    }

    static RoutePolicy policy(String strategy) {
        return switch (strategy) {
            case "fallback" -> new RoutePolicy.Fallback();
            case "weighted" -> new RoutePolicy.Weighted();
            case "latency" -> new RoutePolicy.Latency();
            case "cost" -> new RoutePolicy.Cost();
            case "throughput" -> new RoutePolicy.Throughput();
            case "priority" -> new RoutePolicy.Priority();
            case "sticky" -> new RoutePolicy.Sticky(new RoutePolicy.Weighted());
            default ->
                throw new IllegalArgumentException("must be fallback, weighted, latency, cost, throughput, priority or"
                        + " sticky, not '" + strategy + "'");
        };
    }
}
