package org.modelgate.router.flow;

import java.time.InstantSource;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.modelgate.common.bus.BusEndpoint;
import org.modelgate.common.inference.BodyScan;
import org.modelgate.common.inference.DialectId;
import org.modelgate.router.health.HealthBoard;
import org.modelgate.router.plan.ModelCatalog;
import org.modelgate.router.plan.RetryLimits;
import org.modelgate.router.plan.Step;
import org.modelgate.router.plan.TargetStats;
import org.modelgate.router.preference.Planner;
import org.modelgate.router.upstream.CallerClients;
import org.modelgate.router.upstream.UpstreamClient;
import org.modelgate.translator.ClientDialect;
import org.modelgate.translator.Dialect;
import org.modelgate.translator.Passthrough;

/**
 * What all calls of one router instance share.
 *
 * @param dialects all of them
 * @param callers connections for keys and hosts that requests bring
 * @param upstreams by the provider's name
 * @param drains answers that are read on without a client
 * @param stats what policies know of targets
 * @param health how targets do, told by each attempt
 * @param clock wall clock
 * @param nanos monotonic clock
 */
public record FlowServices(
        BusEndpoint bus,
        ModelCatalog catalog,
        Planner planner,
        CallerClients callers,
        Map<DialectId, Dialect> dialects,
        Map<String, UpstreamClient> upstreams,
        Settlements settlements,
        Drains drains,
        RetryLimits retries,
        TargetStats stats,
        HealthBoard health,
        FlowLimits limits,
        InstantSource clock,
        LongSupplier nanos,
        RandomGenerator random) {

    /** Of a dialect that clients speak. */
    Passthrough passthrough(DialectId id) {
        if (dialect(id) instanceof ClientDialect both) {
            return both.passthrough();
        }
        throw new IllegalStateException("no client speaks " + id);
    }

    /** Of a body that was changed after its first scan. */
    BodyScan scan(DialectId id, byte[] body) {
        if (dialect(id) instanceof ClientDialect both) {
            return both.scanner().scan(body);
        }
        throw new IllegalStateException("no client speaks " + id);
    }

    Dialect dialect(DialectId id) {
        Dialect dialect = dialects.get(id);
        if (dialect == null) {
            throw new IllegalStateException("no codecs for " + id);
        }
        return dialect;
    }

    /** Connections for a step: those of its provider, or of the caller's own key or host. */
    UpstreamClient upstream(Step step) {
        return step.tellsHealth() ? upstream(step.target().provider().name()) : callers.client(step);
    }

    UpstreamClient upstream(String provider) {
        UpstreamClient upstream = upstreams.get(provider);
        if (upstream == null) {
            throw new IllegalStateException("no connections to provider " + provider);
        }
        return upstream;
    }
}
