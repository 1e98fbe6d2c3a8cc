package org.modelgate.edge;

import static java.util.Objects.requireNonNull;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.security.SecureRandom;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.bus.BusEndpoint;
import org.modelgate.common.bus.messages.Principal;
import org.modelgate.common.bus.messages.admin.KeysChanged;
import org.modelgate.common.error.GatewayError;
import org.modelgate.edge.admin.AdminApi;
import org.modelgate.edge.api.ApiHandler;
import org.modelgate.edge.api.Health;
import org.modelgate.edge.api.ModelList;
import org.modelgate.edge.auth.KeyAuthenticator;
import org.modelgate.edge.auth.TokenAuthenticator;
import org.modelgate.edge.http.CallIds;
import org.modelgate.edge.http.Exchanges;
import org.modelgate.edge.http.InferenceHandler;
import org.modelgate.edge.http.OtherEdges;
import org.modelgate.edge.http.RequestDispatcher;
import org.modelgate.edge.http.RequestHeaders;
import org.modelgate.edge.http.Routes;
import org.modelgate.edge.http.ServerOptions;
import org.modelgate.edge.management.AdminHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One instance of the role edge: an HTTP server on one event loop. Instances share their port. */
public final class EdgeVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(EdgeVerticle.class);
    /** To Vert.x this means: any free port, the same for all instances. */
    private static final int ANY_SHARED_PORT = -1;

    private final EdgeNode node;
    private final Promise<Void> drained = Promise.promise();
    private @Nullable BusEndpoint endpoint;
    private @Nullable Exchanges exchanges;
    private @Nullable HttpServer server;
    private @Nullable HttpServer admin;
    private boolean draining;

    EdgeVerticle(EdgeNode node) {
        this.node = node;
    }

    @Override
    public Future<?> start() {
        return node.bus().get().compose(this::listen).onSuccess(listening -> node.started(this));
    }

    private Future<?> listen(BusEndpoint bus) {
        endpoint = bus;
        Exchanges open = new Exchanges(node.limits(), node.metrics(), node.bodies(), node::draining, node.nanos());
        exchanges = open;
        vertx.setPeriodic(node.limits().sweep().toMillis(), timer -> sweep(open));
        Health health = new Health(bus.directory(), node::draining);
        RequestDispatcher dispatcher = dispatcher(bus, open, health);
        EdgeConfig config = node.config();
        EdgeConfig.Tls tls = config.tls();
        HttpServerOptions options =
                ServerOptions.of(node.limits(), tls == null ? null : tls.cert(), tls == null ? null : tls.key());
        HttpServer listening = vertx.createHttpServer(options)
                .connectionHandler(open::connected)
                .requestHandler(dispatcher::handle)
                .invalidRequestHandler(dispatcher::handleInvalid)
                .exceptionHandler(cause ->
                        LOG.atDebug().addKeyValue("cause", cause.getMessage()).log("client connection failed"));
        server = listening;
        Future<?> admins = node.takeAdministration() ? administer(bus, health) : Future.succeededFuture();
        return Future.all(listening.listen(port(config.port()), config.host()), admins);
    }

    private static int port(int configured) {
        return configured == 0 ? ANY_SHARED_PORT : configured;
    }

    private RequestDispatcher dispatcher(BusEndpoint bus, Exchanges open, Health health) {
        KeyAuthenticator authenticator = new KeyAuthenticator(bus, node.nanos());
        TokenAuthenticator tokens =
                new TokenAuthenticator(bus, context, node.tokens(), authenticator, node.clock(), node.nanos());
        bus.onMessage(KeysChanged.class, news -> {
            authenticator.forget(news.message().keyIds());
            tokens.forget(news.message().keyIds());
        });
        Function<RequestHeaders, Future<Principal>> keys = tokens::authenticate;
        OtherEdges others = new OtherEdges(bus, node.undelivered());
        others.serve();
        return new RequestDispatcher(
                open,
                new Routes(node.dialects()),
                new CallIds(node.clock(), new SplittableRandom(new SecureRandom().nextLong())),
                new InferenceHandler(bus, keys, node.clock(), node.config().maxBodyBytes(), node.undelivered(), others),
                new ApiHandler(bus, keys, new ModelList(bus, node.nanos()), health));
    }

    private Future<?> administer(BusEndpoint bus, Health health) {
        EdgeConfig.Admin config = node.config().admin();
        AdminApi api = new AdminApi(vertx, bus, new ModelList(bus, node.nanos()), node.clock(), new SecureRandom());
        AdminHandler handler =
                new AdminHandler(config.key(), health, node.metrics(), node.bodies()::held, api, node.nanos());
        HttpServer listening = vertx.createHttpServer(ServerOptions.of(node.limits(), null, null))
                .requestHandler(handler::handle);
        admin = listening;
        return listening.listen(config.port(), config.host());
    }

    private void sweep(Exchanges open) {
        open.sweep();
        if (node.draining() && !draining) {
            draining = true;
            open.drain();
        }
        if (draining && open.isEmpty()) {
            drained.tryComplete();
        }
    }

    /** Complete when nothing is open any more after the node began to drain. */
    Future<Void> drained() {
        return drained.future();
    }

    int port() {
        return requireNonNull(server, "not started").actualPort();
    }

    int adminPort() {
        return admin == null ? -1 : admin.actualPort();
    }

    @Override
    public Future<?> stop() {
        if (exchanges != null) {
            exchanges.abort(GatewayError.unavailable("server is draining"));
        }
        drained.tryComplete();
        node.stopped(this);
        return Future.join(close(server), close(admin))
                .eventually(() -> endpoint == null ? Future.succeededFuture() : endpoint.close());
    }

    private static Future<Void> close(@Nullable HttpServer server) {
        return server == null ? Future.succeededFuture() : server.close();
    }
}
