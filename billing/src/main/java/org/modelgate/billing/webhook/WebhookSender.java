package org.modelgate.billing.webhook;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.net.PublicAddresses;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One try to tell the endpoint of an event. Its name is looked up for each try, off the event loop, and the address that was checked is
 * the one that is dialled. Redirects are not followed, and nothing of an answer is read beyond its status. Belongs to one context.
 */
public final class WebhookSender {
    private static final Logger LOG = LoggerFactory.getLogger(WebhookSender.class);
    private static final int CONNECTIONS_MAX = 8;
    private static final int HTTPS = 443;
    private static final int HTTP = 80;

    private final Context context;
    private final WebhookConfig config;
    private final InstantSource clock;
    private final HttpClient client;

    /** What came of a try: the status of the answer, 0 if there was none, and what was wrong, which names no address. */
    public record Sent(int status, @Nullable String problem) {
        public boolean delivered() {
            return problem == null;
        }
    }

    public WebhookSender(Vertx vertx, Context context, WebhookConfig config, InstantSource clock) {
        this.context = context;
        this.config = config;
        this.clock = clock;
        int millis = Math.toIntExact(config.timeout().toMillis());
        this.client = vertx.createHttpClient(
                new HttpClientOptions()
                        .setProtocolVersion(HttpVersion.HTTP_1_1)
                        .setKeepAlive(false)
                        .setConnectTimeout(millis)
                        .setIdleTimeout(millis)
                        .setIdleTimeoutUnit(TimeUnit.MILLISECONDS),
                new PoolOptions().setHttp1MaxSize(CONNECTIONS_MAX));
    }

    private static final class ForbiddenException extends Exception {
        private static final long serialVersionUID = 1L;

        ForbiddenException() {
            super("the endpoint's address is not a public one (webhooks.allow_private)", null, false, false);
        }
    }

    /** Never fails. */
    public Future<Sent> send(String id, String payload) {
        return context.executeBlocking(this::address, false)
                .compose(address -> client.request(options(address)))
                .compose(request -> answered(request, id, payload))
                .timeout(config.timeout().toMillis(), TimeUnit.MILLISECONDS)
                .otherwise(WebhookSender::failed);
    }

    private static Sent failed(Throwable cause) {
        LOG.atDebug().setCause(cause).log("an event could not be sent");
        return new Sent(0, cause instanceof ForbiddenException ? cause.getMessage() : "the endpoint did not answer");
    }

    private Future<Sent> answered(HttpClientRequest request, String id, String payload) {
        long seconds = clock.millis() / 1_000;
        request.putHeader("content-type", "application/json")
                .putHeader("user-agent", "modelgate-webhooks")
                .putHeader("webhook-id", id)
                .putHeader("webhook-timestamp", Long.toString(seconds))
                .putHeader("webhook-signature", WebhookSignature.of(config.secrets(), id, seconds, payload));
        return request.send(Buffer.buffer(payload)).map(response -> {
            int status = response.statusCode();
            // Whatever else it has to say, and however much.
            request.connection().close();
            return status >= 200 && status < 300 ? new Sent(status, null) : new Sent(status, "status " + status);
        });
    }

    private RequestOptions options(InetAddress address) {
        URI url = config.url();
        boolean tls = Objects.equals(url.getScheme(), "https");
        int usual = tls ? HTTPS : HTTP;
        int port = url.getPort() < 0 ? usual : url.getPort();
        String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        return new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setHost(url.getHost())
                .setPort(port)
                .setSsl(tls)
                .setURI(url.getRawQuery() == null ? path : path + "?" + url.getRawQuery())
                .setServer(SocketAddress.inetSocketAddress(port, address.getHostAddress()))
                .setFollowRedirects(false);
    }

    /** Every address of the name must be allowed, or the next answer of its server might be another one. */
    private InetAddress address() throws UnknownHostException, ForbiddenException {
        InetAddress[] all = InetAddress.getAllByName(config.url().getHost());
        for (InetAddress one : all) {
            if (!config.allowPrivate() && !PublicAddresses.isPublic(one)) {
                throw new ForbiddenException();
            }
        }
        return all[0];
    }

    public Future<Void> close() {
        return client.close();
    }
}
