package org.modelgate.deploy.it;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** Thousands of streams read by one event loop, so that the reader takes little from the two cores of those it measures. */
final class Swarm implements AutoCloseable {
    private static final int TAIL = 4096;

    private final Vertx vertx =
            Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setPreferNativeTransport(true));
    private final HttpClient http;
    private final URI gateway;
    private final String key;

    /**
     * How one stream ended.
     *
     * @param chunks content events
     * @param end what is wrong, or {@code complete}
     */
    record Ended(int chunks, String end) {}

    Swarm(URI gateway, String key, int connections) {
        this.gateway = gateway;
        this.key = key;
        this.http = vertx.createHttpClient(
                new HttpClientOptions().setKeepAlive(false).setConnectTimeout(30_000),
                new PoolOptions().setHttp1MaxSize(connections));
    }

    Future<Ended> stream(Wire wire, String body) {
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setHost(gateway.getHost())
                .setPort(gateway.getPort())
                .setURI(wire.path())
                .putHeader(HttpHeaderNames.AUTHORIZATION, "Bearer " + key)
                .putHeader(HttpHeaderNames.CONTENT_TYPE, "application/json");
        return http.request(options)
                .compose(request -> request.send(body).compose(response -> read(wire, response)))
                .recover(cause -> Future.succeededFuture(new Ended(0, cause.toString())));
    }

    private static Future<Ended> read(Wire wire, HttpClientResponse response) {
        Counter counter = new Counter(wire);
        response.handler(counter::add);
        return response.end().map(done -> counter.ended(response.statusCode()));
    }

    /** Counts without parsing: the last bytes tell how a stream ended. */
    private static final class Counter {
        private final Wire wire;
        private final byte[] marker;
        private int matched;
        private int chunks;
        private Buffer tail = Buffer.buffer();

        Counter(Wire wire) {
            this.wire = wire;
            String text = wire == Wire.MESSAGES ? "\"type\":\"text_delta\"" : "\"content\":\"";
            this.marker = text.getBytes(StandardCharsets.US_ASCII);
        }

        void add(Buffer bytes) {
            for (int i = 0; i < bytes.length(); i++) {
                byte b = bytes.getByte(i);
                matched = b == marker[matched] ? matched + 1 : b == marker[0] ? 1 : 0;
                if (matched == marker.length) {
                    chunks++;
                    matched = 0;
                }
            }
            tail.appendBuffer(bytes);
            if (tail.length() > TAIL) {
                tail = tail.getBuffer(tail.length() - TAIL / 2, tail.length());
            }
        }

        Ended ended(int status) {
            String text = tail.toString(StandardCharsets.UTF_8);
            String last = text.substring(text.lastIndexOf("data:") < 0 ? 0 : text.lastIndexOf("data:") + 5)
                    .strip();
            boolean complete = status == 200 && wire.isEnd(last) && text.contains("\"gateway_usage\"");
            return new Ended(chunks, complete ? "complete" : status + " " + last);
        }
    }

    /** Nothing is waited for: whatever is open ends with its sockets. */
    @Override
    public void close() {
        vertx.close();
    }
}
