package org.modelgate.edge;

import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.modelgate.common.bus.BusEndpoint;
import org.modelgate.edge.auth.TokenVerifier;
import org.modelgate.edge.http.BodyBudget;
import org.modelgate.edge.http.EdgeLimits;
import org.modelgate.edge.http.EdgeMetrics;
import org.modelgate.edge.http.Undelivered;
import org.modelgate.translator.ClientDialect;
import org.modelgate.translator.Dialects;

/**
 * What the edge instances of one process share: limits, counters, and whether they drain. The launcher makes one, deploys as many
 * {@link #verticle}s as it wants event loops, and calls {@link #drain} before it undeploys them. Safe for use by many threads.
 */
public final class EdgeNode {
    private final EdgeConfig config;
    private final EdgeLimits limits;
    private final List<ClientDialect> dialects;
    private final Supplier<Future<BusEndpoint>> bus;
    private final InstantSource clock;
    private final LongSupplier nanos;
    private final EdgeMetrics metrics = new EdgeMetrics();
    private final BodyBudget bodies;
    private final TokenVerifier tokens;
    private final Undelivered undelivered;
    private final AtomicBoolean draining = new AtomicBoolean();
    private final AtomicBoolean administered = new AtomicBoolean();
    private final List<EdgeVerticle> instances = new CopyOnWriteArrayList<>();

    /**
     * @param bus opens an endpoint of the role edge on the calling context, such as {@code () -> bus.open(Role.EDGE)}
     * @param nanos monotonic time
     */
    public EdgeNode(EdgeConfig config, Supplier<Future<BusEndpoint>> bus, InstantSource clock, LongSupplier nanos) {
        this(config, EdgeLimits.standard(), Dialects.clients(), bus, clock, nanos);
    }

    EdgeNode(
            EdgeConfig config,
            EdgeLimits limits,
            List<ClientDialect> dialects,
            Supplier<Future<BusEndpoint>> bus,
            InstantSource clock,
            LongSupplier nanos) {
        this.config = config;
        this.limits = limits;
        this.dialects = dialects;
        this.bus = bus;
        this.clock = clock;
        this.nanos = nanos;
        this.bodies = new BodyBudget(limits.bufferedBodyBytes());
        this.undelivered = new Undelivered(nanos);
        this.tokens = new TokenVerifier(config.oidc(), clock, nanos);
    }

    /** A new instance, to be deployed once on an event loop. */
    public EdgeVerticle verticle() {
        return new EdgeVerticle(this);
    }

    /**
     * Takes nothing new from now on: not ready, new requests get 503, running ones go on. Complete when the last of them is over;
     * the caller bounds the time and then undeploys, which ends the rest with an error in the client's dialect.
     */
    public Future<Void> drain() {
        draining.set(true);
        List<Future<Void>> all = instances.stream().map(EdgeVerticle::drained).toList();
        return Future.join(all).mapEmpty();
    }

    /** Port that clients connect to; the configured one, or the free one that was found for 0. */
    public int port() {
        return instances.isEmpty() ? config.port() : instances.get(0).port();
    }

    /** Port of the admin server, likewise. */
    public int adminPort() {
        return instances.stream().mapToInt(EdgeVerticle::adminPort).max().orElse(-1);
    }

    EdgeConfig config() {
        return config;
    }

    EdgeLimits limits() {
        return limits;
    }

    List<ClientDialect> dialects() {
        return dialects;
    }

    Supplier<Future<BusEndpoint>> bus() {
        return bus;
    }

    InstantSource clock() {
        return clock;
    }

    LongSupplier nanos() {
        return nanos;
    }

    EdgeMetrics metrics() {
        return metrics;
    }

    BodyBudget bodies() {
        return bodies;
    }

    Undelivered undelivered() {
        return undelivered;
    }

    TokenVerifier tokens() {
        return tokens;
    }

    boolean draining() {
        return draining.get();
    }

    /** True for the first that asks: one admin server is enough. */
    boolean takeAdministration() {
        return administered.compareAndSet(false, true);
    }

    void started(EdgeVerticle instance) {
        instances.add(instance);
    }

    void stopped(EdgeVerticle instance) {
        instances.remove(instance);
    }
}
