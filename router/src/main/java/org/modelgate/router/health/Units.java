package org.modelgate.router.health;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.modelgate.router.plan.Step;
import org.modelgate.router.plan.Target;
import org.modelgate.router.provider.ModelCost;
import org.modelgate.router.provider.ProviderConfig;

/** Units in use of the plans of vendors that sell concurrency; one process has one count for all its router instances. Safe for many threads. */
final class Units {
    /** By the provider's name; there are as many as the configuration has. */
    private final Map<String, AtomicInteger> inUse = new ConcurrentHashMap<>();

    /** A place for one attempt; a caller's own key has a plan of its own. */
    UnitsPlace place(Step step) {
        Target target = step.target();
        ProviderConfig provider = target.provider();
        ModelCost cost = provider.provider().cost();
        if (cost == null || !step.tellsHealth()) {
            return new UnitsPlace(null, 0, 0);
        }
        AtomicInteger used = inUse.computeIfAbsent(provider.name(), name -> new AtomicInteger());
        // A model that costs more than the whole plan has the plan to itself.
        return new UnitsPlace(
                used, Math.min(cost.units(target.model()), provider.maxConnections()), provider.maxConnections());
    }
}
