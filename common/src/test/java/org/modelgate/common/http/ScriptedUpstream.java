package org.modelgate.common.http;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.net.URI;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * A real HTTP server that plays one script for each request, in order; the last one is played again for all that follow. A
 * script may leave its {@link Exchange} to the test, which goes on with it from its own thread.
 */
public final class ScriptedUpstream implements AutoCloseable {
    private static final int WAIT_SECONDS = 10;

    /** A request as it came. */
    public record Seen(String uri, MultiMap headers, String body) {}

    private final Queue<Consumer<Exchange>> scripts = new ConcurrentLinkedQueue<>();
    private final List<Seen> seen = new CopyOnWriteArrayList<>();
    private final BlockingQueue<Exchange> open = new LinkedBlockingQueue<>();
    private final AtomicInteger aborted = new AtomicInteger();
    private final HttpServer server;

    public ScriptedUpstream(Vertx vertx) {
        server = await(vertx.createHttpServer().requestHandler(this::serve).listen(0, "127.0.0.1"));
    }

    public URI uri() {
        return URI.create("http://127.0.0.1:" + server.actualPort());
    }

    public ScriptedUpstream then(Consumer<Exchange> script) {
        scripts.add(script);
        return this;
    }

    /** A whole answer. */
    public ScriptedUpstream thenAnswer(int status, String body, String... headers) {
        return then(e -> e.whole(status, body, headers));
    }

    /** A stream with these chunks, ended. */
    public ScriptedUpstream thenStream(String... chunks) {
        return then(e -> {
            e.head(200, "content-type", "text/event-stream");
            for (String chunk : chunks) {
                e.chunk(chunk);
            }
            e.end();
        });
    }

    /** A request that waits for the test; see {@link #takeOpen}. */
    public ScriptedUpstream thenHold() {
        return then(open::add);
    }

    /** The next request that was held. */
    public Exchange takeOpen() {
        try {
            Exchange exchange = open.poll(WAIT_SECONDS, TimeUnit.SECONDS);
            if (exchange == null) {
                throw new AssertionError("no request came");
            }
            return exchange;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    public List<Seen> seen() {
        return seen;
    }

    /** Requests that the client gave up before their answer's end. */
    public int aborted() {
        return aborted.get();
    }

    private void serve(HttpServerRequest request) {
        request.body().onSuccess(body -> {
            seen.add(new Seen(request.uri(), request.headers(), body.toString()));
            Consumer<Exchange> script = scripts.size() > 1 ? scripts.poll() : scripts.peek();
            if (script == null) {
                throw new AssertionError("no script");
            }
            HttpServerResponse response = request.response();
            response.exceptionHandler(e -> {});
            response.closeHandler(v -> {
                if (!response.ended()) {
                    aborted.incrementAndGet();
                }
            });
            script.accept(new Exchange(request));
        });
    }

    @Override
    public void close() {
        await(server.close());
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.await(WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    /** One request's answer. */
    public static final class Exchange {
        private final HttpServerRequest request;

        Exchange(HttpServerRequest request) {
            this.request = request;
        }

        public void whole(int status, String body, String... headers) {
            putHeaders(status, headers);
            request.response().end(body);
        }

        /** Headers of an answer without length. */
        public void head(int status, String... headers) {
            putHeaders(status, headers);
            request.response().setChunked(true).writeHead();
        }

        private void putHeaders(int status, String... headers) {
            request.response().setStatusCode(status);
            for (int i = 0; i < headers.length; i += 2) {
                request.response().putHeader(headers[i], headers[i + 1]);
            }
        }

        public void chunk(String text) {
            request.response().write(text);
        }

        public void chunk(byte[] bytes) {
            request.response().write(Buffer.buffer(bytes));
        }

        /** Whether the client takes no more. */
        public boolean full() {
            return request.response().writeQueueFull();
        }

        public void end() {
            request.response().end();
        }

        /** Closes the connection, whatever was sent. */
        public void cut() {
            request.connection().close();
        }
    }
}
