package org.modelgate.router;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.bus.Answer;
import org.modelgate.common.bus.Bus;
import org.modelgate.common.bus.BusEndpoint;
import org.modelgate.common.bus.Role;
import org.modelgate.common.bus.messages.CountTokens;
import org.modelgate.common.bus.messages.CreditExhausted;
import org.modelgate.common.bus.messages.ProviderHealth;
import org.modelgate.common.bus.messages.ReadModels;
import org.modelgate.common.bus.messages.ReadProviders;
import org.modelgate.common.bus.messages.ReservationDurable;
import org.modelgate.common.bus.messages.RouteCall;
import org.modelgate.common.inference.DialectId;
import org.modelgate.router.flow.Drains;
import org.modelgate.router.flow.FlowLimits;
import org.modelgate.router.flow.FlowServices;
import org.modelgate.router.flow.InferenceFlows;
import org.modelgate.router.flow.Settlements;
import org.modelgate.router.flow.TokenCounts;
import org.modelgate.router.health.HealthBoard;
import org.modelgate.router.plan.CatalogModel;
import org.modelgate.router.plan.ModelCatalog;
import org.modelgate.router.preference.Planner;
import org.modelgate.router.upstream.CallerClients;
import org.modelgate.router.upstream.UpstreamClient;
import org.modelgate.translator.Dialect;
import org.modelgate.translator.Dialects;

/** One router instance. Deploy one for each event loop; undeploying it ends its running calls within the drain time. */
public final class RouterVerticle extends VerticleBase {
    private static final long SWEEP_MILLIS = 100;

    private final RouterConfig config;
    private final Bus bus;
    private final Duration drain;
    private final FlowLimits limits;
    private final HealthBoard health;
    private final InstantSource clock;
    private final LongSupplier nanos;
    private @Nullable BusEndpoint endpoint;
    private @Nullable InferenceFlows flows;
    private @Nullable CallerClients callerClients;
    private Map<String, UpstreamClient> upstreams = Map.of();

    /**
     * @param drain how long running calls may go on when the verticle is undeployed
     * @param health shared by all router instances of the process
     * @param clock wall clock
     * @param nanos monotonic clock
     */
    public RouterVerticle(
            RouterConfig config, Bus bus, Duration drain, HealthBoard health, InstantSource clock, LongSupplier nanos) {
        this(config, bus, drain, FlowLimits.DEFAULTS, health, clock, nanos);
    }

    RouterVerticle(
            RouterConfig config,
            Bus bus,
            Duration drain,
            FlowLimits limits,
            HealthBoard health,
            InstantSource clock,
            LongSupplier nanos) {
        this.config = config;
        this.bus = bus;
        this.drain = drain;
        this.limits = limits;
        this.health = health;
        this.clock = clock;
        this.nanos = nanos;
    }

    @Override
    public Future<?> start() {
        Map<String, UpstreamClient> clients = new HashMap<>();
        config.providers()
                .forEach((name, provider) ->
                        clients.put(name, new UpstreamClient(vertx, context, provider, clock, nanos)));
        upstreams = Map.copyOf(clients);
        return bus.open(Role.ROUTER).onSuccess(this::serve);
    }

    private void serve(BusEndpoint opened) {
        endpoint = opened;
        RandomGenerator random = new SplittableRandom();
        ModelCatalog catalog = new ModelCatalog(config.models());
        CallerClients callers =
                new CallerClients(vertx, context, config.egress().privateAddresses(), clock, nanos);
        callerClients = callers;
        FlowServices services = new FlowServices(
                opened,
                catalog,
                new Planner(catalog, config.egress(), config.retries()),
                callers,
                dialects(),
                upstreams,
                new Settlements(opened, limits, nanos, random),
                new Drains(limits),
                config.retries(),
                health,
                health,
                limits,
                clock,
                nanos,
                random);
        InferenceFlows calls = new InferenceFlows(services);
        TokenCounts counts = new TokenCounts(services);
        flows = calls;
        opened.onMessage(RouteCall.class, calls::onCall);
        opened.onMessage(ReservationDurable.class, calls::onDurable);
        opened.onMessage(CreditExhausted.class, calls::onCreditExhausted);
        opened.serve(
                ReadModels.class,
                asked -> Future.succeededFuture(asked.message().name()).map(name -> Answer.of(catalog.models(name))));
        opened.serve(CountTokens.class, counts::count);
        opened.serve(
                ReadProviders.class,
                asked -> Future.succeededFuture(
                        Answer.of(new ProviderHealth(opened.directory().node(), health.report()))));
        shareHealth();
        vertx.setPeriodic(SWEEP_MILLIS, id -> {
            calls.sweep();
            counts.sweep();
        });
    }

    private void shareHealth() {
        config.models().stream().flatMap(CatalogModel::allTargets).forEach(health::know);
        health.probesAmong(bus.directory().node(), () -> bus.directory().nodes(Role.ROUTER));
        bus.shareMarks(health::marks, health::heard);
    }

    private static Map<DialectId, Dialect> dialects() {
        Map<DialectId, Dialect> dialects = new EnumMap<>(DialectId.class);
        Dialects.all().forEach(dialect -> dialects.put(dialect.id(), dialect));
        return dialects;
    }

    @Override
    public Future<?> stop() {
        Future<Void> calls =
                flows == null ? Future.succeededFuture() : flows.drain(nanos.getAsLong() + drain.toNanos());
        return calls.eventually(() -> endpoint == null ? Future.succeededFuture() : endpoint.close())
                .eventually(() -> callerClients == null ? Future.succeededFuture() : callerClients.close())
                .eventually(() -> Future.join(
                        upstreams.values().stream().map(UpstreamClient::close).toList()));
    }
}
