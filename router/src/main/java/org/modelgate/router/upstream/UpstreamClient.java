package org.modelgate.router.upstream;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.URI;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.modelgate.router.provider.Authentication;
import org.modelgate.router.provider.Credential;
import org.modelgate.router.provider.Endpoint;
import org.modelgate.router.provider.ProviderConfig;

/** The connections of one router instance to one provider, and its routes with all that is the same in each request. */
public final class UpstreamClient {
    /** Providers and balancers close idle connections after 60 s and more; ours are closed first. */
    private static final int KEEP_ALIVE_SECONDS = 30;

    private static final int HEADER_BYTES_MAX = 32 * 1024;
    private static final int KEEP_ALIVE_IDLE_SECONDS = 60;
    private static final int KEEP_ALIVE_PROBES = 5;
    /** What base URLs may end in that paths begin with. */
    private static final Set<String> VERSIONS = Set.of("/v1", "/v1beta");

    private static final long LEAVE_MINUTES = 30;
    private static final long LINGER_NANOS = 1_000_000_000L;

    /** Requests for one route. */
    private record Route(RequestOptions whole, RequestOptions stream) {}

    private record Lingering(UpstreamExchange exchange, long untilNanos) {}

    private final Context context;
    private final LongSupplier nanos;
    private final HttpClientAgent pool;
    private final HttpClientAgent fresh;
    private final URI base;
    private final @Nullable Authentication authentication;
    private final IdentityHashMap<Endpoint, Route> routes = new IdentityHashMap<>();
    private final Set<HttpConnection> unused = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Deque<Lingering> lingering = new ArrayDeque<>();
    private final int connectionsMax;
    /** Exchanges that have a pooled connection or wait for one. */
    private int running;

    /**
     * To be made on the context of the instance that uses it, so that connections live on its event loop.
     *
     * @param clock wall clock, for credentials that end
     */
    public UpstreamClient(
            Vertx vertx, Context context, ProviderConfig config, InstantSource clock, LongSupplier nanos) {
        URI base = config.baseUrl();
        if (base == null) {
            throw new IllegalStateException("the provider " + config.name() + " has no base URL");
        }
        this.base = base;
        this.connectionsMax = config.maxConnections();
        this.context = context;
        this.nanos = nanos;
        Credential credential = config.credential();
        this.authentication = credential == null ? null : credential.open(vertx, clock);
        this.pool = vertx.httpClientBuilder()
                .with(options(config).setKeepAlive(true))
                .with(poolOptions(config))
                .withConnectHandler(this::connected)
                .build();
        this.fresh = vertx.httpClientBuilder()
                .with(options(config).setKeepAlive(false))
                .with(poolOptions(config))
                .withConnectHandler(UpstreamClient::leaveFailuresToExchanges)
                .build();
        for (Endpoint endpoint : config.provider().routes()) {
            routes.put(
                    endpoint,
                    new Route(
                            request(base, config, endpoint, "application/json"),
                            request(base, config, endpoint, "text/event-stream")));
        }
    }

    private static HttpClientOptions options(ProviderConfig config) {
        HttpClientOptions options = new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_1_1)
                .setUseAlpn(false)
                .setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
                .setPipelining(false)
                .setConnectTimeout((int) config.timeouts().connect().toMillis())
                .setIdleTimeout(0)
                .setDecompressionSupported(false)
                .setMaxHeaderSize(HEADER_BYTES_MAX)
                .setTcpNoDelay(true)
                .setTcpKeepAlive(true)
                .setTrustAll(false)
                .setVerifyHost(true);
        options.setTcpKeepAliveIdleSeconds(KEEP_ALIVE_IDLE_SECONDS)
                .setTcpKeepAliveIntervalSeconds(KEEP_ALIVE_IDLE_SECONDS)
                .setTcpKeepAliveCount(KEEP_ALIVE_PROBES);
        return options;
    }

    private static PoolOptions poolOptions(ProviderConfig config) {
        return new PoolOptions()
                .setHttp1MaxSize(config.maxConnections())
                .setHttp2MaxSize(1)
                .setMaxWaitQueueSize(2 * config.maxConnections());
    }

    private static RequestOptions request(URI base, ProviderConfig config, Endpoint endpoint, String accept) {
        boolean tls = Objects.equals(base.getScheme(), "https");
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        headers.add("content-type", "application/json");
        headers.add("accept", accept);
        headers.add("accept-encoding", "identity");
        config.headers().forEach(headers::set);
        if (config.apiKey() != null) {
            headers.set(
                    endpoint.auth().header(),
                    endpoint.auth().value(config.apiKey().value()));
        }
        return new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setHost(base.getHost())
                .setPort(base.getPort() >= 0 ? base.getPort() : tls ? 443 : 80)
                .setSsl(tls)
                .setFollowRedirects(false)
                .setHeaders(headers);
    }

    /** A base URL that already ends in the version which the endpoint's path begins with doesn't get it twice. */
    static String path(URI base, String path) {
        String prefix = base.getRawPath() == null ? "" : base.getRawPath();
        int version = prefix.lastIndexOf('/');
        boolean versioned = version >= 0
                && VERSIONS.contains(prefix.substring(version))
                && path.startsWith(prefix.substring(version) + "/");
        return versioned ? prefix.substring(0, version) + path : prefix + path;
    }

    /**
     * Starts a request.
     *
     * @param endpoint one of the provider's
     * @param path behind the base URL, with leading slash
     * @param headers those of this request alone
     * @param wholeBytesMax limit of a whole answer
     */
    public UpstreamExchange exchange(
            Endpoint endpoint,
            String path,
            boolean stream,
            boolean onFreshConnection,
            Map<String, String> headers,
            Buffer body,
            int wholeBytesMax,
            UpstreamListener listener) {
        Route route = routes.get(endpoint);
        if (route == null) {
            throw new IllegalArgumentException("no route for " + endpoint.dialect());
        }
        UpstreamExchange exchange =
                new UpstreamExchange(this, context, listener, headers, body, onFreshConnection, wholeBytesMax);
        running += onFreshConnection ? 0 : 1;
        HttpClientAgent from = onFreshConnection ? fresh : pool;
        RequestOptions options = stream ? route.stream : route.whole;
        String uri = path(base, path);
        // a request that brings a key of its own needs no other proof
        if (authentication == null || headers.containsKey(endpoint.auth().header())) {
            exchange.start(from, options, uri);
        } else {
            Future<Map<String, String>> proof = authentication.headers(outgoing(options, uri, headers, body));
            proof.onComplete(proven -> exchange.start(from, options, uri, proven));
        }
        return exchange;
    }

    private static Authentication.Outgoing outgoing(
            RequestOptions options, String uri, Map<String, String> headers, Buffer body) {
        Map<String, String> all = new HashMap<>();
        options.getHeaders().forEach(all::put);
        all.putAll(headers);
        boolean tls = options.isSsl();
        boolean usual = options.getPort() == (tls ? 443 : 80);
        URI whole = URI.create(
                (tls ? "https://" : "http://") + options.getHost() + (usual ? "" : ":" + options.getPort()) + uri);
        return new Authentication.Outgoing("POST", whole, all, body);
    }

    /**
     * Whether a request that was so refused may pass if it is sent once more, because its proof will be another one.
     *
     * @param answer its headers
     */
    public boolean renew(int status, MultiMap answer) {
        return authentication != null && authentication.renew(status, answer);
    }

    /** An exchange hears of its connection's failure itself, and one that fails while idle just leaves the pool. */
    private static void leaveFailuresToExchanges(HttpConnection connection) {
        connection.exceptionHandler(failure -> {});
    }

    private void connected(HttpConnection connection) {
        leaveFailuresToExchanges(connection);
        unused.add(connection);
        connection.closeHandler(closed -> unused.remove(connection));
    }

    /** An exchange of the pool is over. */
    void ended() {
        running--;
    }

    /** Whether more exchanges run than there may be connections. */
    boolean full() {
        return running > connectionsMax;
    }

    /** Whether a connection had served a request before this one. */
    boolean wasUsed(HttpConnection connection) {
        return !unused.remove(connection);
    }

    void linger(UpstreamExchange exchange) {
        lingering.add(new Lingering(exchange, nanos.getAsLong() + LINGER_NANOS));
    }

    /** To be called every 100 ms or so: ends answers whose rest doesn't come. */
    public void sweep() {
        long now = nanos.getAsLong();
        while (!lingering.isEmpty()) {
            Lingering first = lingering.getFirst();
            if (!first.exchange.ended() && now - first.untilNanos < 0) {
                return;
            }
            lingering.removeFirst();
            first.exchange.reset();
        }
    }

    /** Makes all connections go to one address, whatever the name resolves to by then; the name stays in TLS and requests. */
    void dial(SocketAddress server) {
        routes.values().forEach(route -> {
            route.whole.setServer(server);
            route.stream.setServer(server);
        });
    }

    /** Closes when the answers that are under way have ended. */
    Future<Void> leave() {
        return Future.join(
                        pool.shutdown(LEAVE_MINUTES, TimeUnit.MINUTES), fresh.shutdown(LEAVE_MINUTES, TimeUnit.MINUTES))
                .mapEmpty();
    }

    public Future<Void> close() {
        if (authentication != null) {
            authentication.close();
        }
        return Future.join(pool.close(), fresh.close()).mapEmpty();
    }
}
