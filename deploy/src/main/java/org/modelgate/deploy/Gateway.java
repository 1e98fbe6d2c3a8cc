package org.modelgate.deploy;

import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.modelgate.billing.BillingNode;
import org.modelgate.billing.BillingVerticle;
import org.modelgate.billing.ledger.LedgerSettings;
import org.modelgate.billing.store.Storage;
import org.modelgate.common.bus.Bus;
import org.modelgate.common.bus.BusOptions;
import org.modelgate.common.bus.Role;
import org.modelgate.deploy.simulator.SimulatorConfig;
import org.modelgate.deploy.simulator.SimulatorVerticle;
import org.modelgate.edge.EdgeNode;
import org.modelgate.router.RouterConfig;
import org.modelgate.router.RouterVerticle;
import org.modelgate.router.health.HealthBoard;
import org.modelgate.translator.verticle.TranslatorConfig;
import org.modelgate.translator.verticle.TranslatorVerticle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One process of the gateway: its Vert.x, its bus and the verticles of its roles. Start it once, then drain and close it. */
final class Gateway {
    private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

    private final Settings settings;
    private final Set<Role> roles;
    private final Vertx vertx;
    private final Bus bus;
    private final int loops;
    private final HealthBoard health;
    private final List<String> deployments = new ArrayList<>();
    private @Nullable EdgeNode edge;

    private Gateway(Settings settings, Set<Role> roles, Vertx vertx, int loops) {
        this.settings = settings;
        this.roles = roles;
        this.vertx = vertx;
        this.loops = loops;
        this.health = new HealthBoard(settings.router().health(), System::nanoTime);
        this.bus = Bus.create(vertx, BusOptions.defaults(), System::nanoTime);
    }

    /** Complete when all roles of this process serve. */
    static Future<Gateway> start(Settings settings, Set<Role> roles) {
        int loops = Math.max(1, Runtime.getRuntime().availableProcessors());
        VertxOptions options = new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(loops);
        ClusterConfig cluster = settings.cluster();
        if (cluster == null) {
            Gateway gateway = new Gateway(settings, roles, Vertx.vertx(options), loops);
            return gateway.deployAll().map(gateway);
        }
        HazelcastClusterManager manager = ClusterSetup.manager(cluster);
        VertxBuilder builder =
                Vertx.builder().with(ClusterSetup.bus(options, cluster)).withClusterManager(manager);
        return builder.buildClustered().compose(vertx -> {
            Gateway gateway = new Gateway(settings, roles, vertx, loops);
            return gateway.deployAll().map(gateway);
        });
    }

    private Future<Void> deployAll() {
        return startSimulator()
                .compose(router -> role(Role.BILLING, 1, this::billing)
                        .compose(v -> role(Role.TRANSLATOR, loops, this::translator))
                        .compose(v -> role(Role.ROUTER, loops, () -> router(router)))
                        .compose(v -> role(Role.EDGE, loops, this::edge)));
    }

    private Future<Void> role(Role role, int instances, Supplier<Deployable> verticle) {
        if (!roles.contains(role)) {
            return Future.succeededFuture();
        }
        return vertx.deployVerticle(verticle, new DeploymentOptions().setInstances(instances))
                .onSuccess(deployments::add)
                .mapEmpty();
    }

    private Future<RouterConfig> startSimulator() {
        RouterConfig router = settings.router();
        if (!roles.contains(Role.ROUTER) || !router.wantsSimulator()) {
            return Future.succeededFuture(router);
        }
        SimulatorVerticle simulator = new SimulatorVerticle(SimulatorConfig.defaults());
        return vertx.deployVerticle(simulator).map(id -> router.withSimulator(simulator.baseUri()));
    }

    private Deployable billing() {
        LedgerSettings ledger = settings.cluster() == null ? LedgerSettings.ONE_PROCESS : LedgerSettings.DEFAULT;
        return new BillingVerticle(
                settings.billing(), billingNode(), bus, InstantSource.system(), System::nanoTime, ledger);
    }

    /** On a shared database by machine and member port, which a restart keeps and no other process on the machine has. */
    private BillingNode billingNode() {
        ClusterConfig cluster = settings.cluster();
        if (cluster == null) {
            return settings.billing().storage() instanceof Storage.Sqlite
                    ? BillingNode.LOCAL
                    : new BillingNode(machine(), "local");
        }
        return new BillingNode(machine() + ":" + cluster.port(), cluster.region());
    }

    private static String machine() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            throw new IllegalStateException("this machine has no name of its own", e);
        }
    }

    private Deployable translator() {
        return new TranslatorVerticle(new TranslatorConfig(settings.carrierSecret()), bus);
    }

    private Deployable router(RouterConfig config) {
        return new RouterVerticle(
                config, bus, settings.edge().drainTimeout(), health, InstantSource.system(), System::nanoTime);
    }

    private Deployable edge() {
        if (edge == null) {
            edge = new EdgeNode(settings.edge(), () -> bus.open(Role.EDGE), InstantSource.system(), System::nanoTime);
        }
        return edge.verticle();
    }

    /** Where clients connect to; null if this process has no edge. */
    @Nullable String address() {
        return edge == null
                ? null
                : (settings.edge().tls() == null ? "http://" : "https://")
                        + settings.edge().host() + ":" + edge.port();
    }

    /** Takes nothing new, lets running calls end within {@code server.drain_timeout}, settles and stops. Blocks. */
    void drainAndClose() {
        Duration patience = settings.edge().drainTimeout();
        bus.drain();
        if (edge != null) {
            await("drain", edge.drain(), patience);
        }
        for (String id : deployments.reversed()) {
            await("undeploy", vertx.undeploy(id), patience.plus(CLOSE_TIMEOUT));
        }
        await("close", bus.close().compose(v -> vertx.close()), CLOSE_TIMEOUT);
    }

    private static void await(String step, Future<?> future, Duration timeout) {
        try {
            future.await(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (Exception e) {
            LOG.atWarn().setCause(e).addKeyValue("step", step).log("stopping goes on without this step");
        }
    }
}
