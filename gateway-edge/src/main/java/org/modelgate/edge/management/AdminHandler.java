package org.modelgate.edge.management;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.util.NetUtil;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.config.Secret;
import org.modelgate.edge.api.Documents;
import org.modelgate.edge.api.Health;
import org.modelgate.edge.auth.WrongTries;
import org.modelgate.edge.http.EdgeMetrics;

/** The admin port: health, metrics, and what is behind the admin key. Without the key all but health is 401. */
public final class AdminHandler {
    private static final String BEARER = "Bearer ";
    /** Of one address. */
    private static final int WRONG_AT_ONCE = 10;

    private static final long WRONG_INTERVAL_MILLIS = 6_000;
    private static final int MILLIS_PER_SECOND = 1_000;

    private final @Nullable Secret key;
    private final Health health;
    private final EdgeMetrics metrics;
    private final LongSupplier bufferedBodyBytes;
    private final Handler<HttpServerRequest> api;
    private final WrongTries wrong;

    /**
     * @param key null: nobody is let in
     * @param api answers all that the key is needed for
     * @param nanos monotonic time
     */
    public AdminHandler(
            @Nullable Secret key,
            Health health,
            EdgeMetrics metrics,
            LongSupplier bufferedBodyBytes,
            Handler<HttpServerRequest> api,
            LongSupplier nanos) {
        this.key = key;
        this.health = health;
        this.metrics = metrics;
        this.bufferedBodyBytes = bufferedBodyBytes;
        this.api = api;
        this.wrong = new WrongTries(WRONG_AT_ONCE, WRONG_INTERVAL_MILLIS, nanos);
    }

    public void handle(HttpServerRequest request) {
        boolean read =
                request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.HEAD);
        String path = request.path() == null ? "" : request.path();
        if (read && path.equals("/health/live")) {
            json(request, health.live().status(), health.live().body());
        } else if (read && path.equals("/health/ready")) {
            Health.Report report = health.ready();
            json(request, report.status(), report.body());
        } else if (read && path.equals("/metrics") && loopback(request)) {
            metrics(request);
        } else {
            withKey(request, read && path.equals("/metrics") ? this::metrics : api);
        }
    }

    private void metrics(HttpServerRequest request) {
        String page = PrometheusPage.of(metrics, bufferedBodyBytes.getAsLong());
        request.response().putHeader("content-type", "text/plain; version=0.0.4; charset=utf-8");
        request.response().end(page);
    }

    /** Who guesses the key is let try a few times a minute, and after that not even with the right one. */
    private void withKey(HttpServerRequest request, Handler<HttpServerRequest> behind) {
        SocketAddress address = request.remoteAddress();
        WrongTries.Origin origin = WrongTries.Origin.of(address == null ? null : address.hostAddress(), "");
        long wait = wrong.waitMillis(origin);
        if (wait > 0) {
            request.response().putHeader("retry-after", Long.toString(Math.ceilDiv(wait, MILLIS_PER_SECOND)));
            error(request, 429, "rate_limit_exceeded", "too many wrong admin keys came from this address");
        } else if (allowed(request)) {
            behind.handle(request);
        } else {
            if (request.getHeader("authorization") != null) {
                wrong.failed(origin);
            }
            error(request, 401, "invalid_api_key", "the admin key is missing or wrong");
        }
    }

    private static boolean loopback(HttpServerRequest request) {
        String address =
                request.remoteAddress() == null ? null : request.remoteAddress().hostAddress();
        byte[] bytes = address == null ? null : NetUtil.createByteArrayFromIpAddressString(address);
        try {
            return bytes != null && InetAddress.getByAddress(bytes).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw new IllegalStateException("no length of an address: " + bytes.length, e);
        }
    }

    private boolean allowed(HttpServerRequest request) {
        String authorization = request.getHeader("authorization");
        if (key == null || authorization == null || !authorization.startsWith(BEARER)) {
            return false;
        }
        byte[] given = authorization.substring(BEARER.length()).strip().getBytes(StandardCharsets.UTF_8);
        return MessageDigest.isEqual(given, key.value().getBytes(StandardCharsets.UTF_8));
    }

    private static void error(HttpServerRequest request, int status, String code, String message) {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.putObject("error").put("code", code).put("message", message);
        json(request, status, Documents.bytes(document));
    }

    private static void json(HttpServerRequest request, int status, byte[] body) {
        request.response()
                .setStatusCode(status)
                .putHeader("content-type", "application/json")
                .end(Buffer.buffer(body));
    }
}
