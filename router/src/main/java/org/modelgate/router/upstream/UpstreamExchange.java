package org.modelgate.router.upstream;

import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.RequestOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.modelgate.router.upstream.UpstreamListener.Reading;

/**
 * One request and its answer. The HTTP client calls its handler once per HTTP chunk; what came in one read is put together here, so
 * that it travels on as one frame.
 */
public final class UpstreamExchange {
    private static final int TURN_BYTES_MAX = 32 * 1024;
    private static final int REFUSAL_BYTES_MAX = 64 * 1024;

    /** Every failure is also that of the response's future or of the response, where it is handled. */
    private static final Handler<Throwable> REPORTED_BY_THE_RESPONSE = failure -> {};

    /** Stands for a body that was sent, which a long answer needn't keep. */
    private static final Buffer SENT = Buffer.buffer(0);

    private final UpstreamClient client;
    private final Context context;
    private final UpstreamListener listener;
    private final Map<String, String> headers;
    private Buffer body;
    private final boolean onFreshConnection;
    private final int wholeBytesMax;
    private final Handler<Void> flushTask = ignored -> flushTurn();
    private final List<Buffer> pending = new ArrayList<>(4);

    private String path = "";
    private Map<String, String> proof = Map.of();
    private @Nullable HttpClientRequest request;
    private @Nullable HttpClientResponse response;
    private Reading reading = Reading.IN_TURNS;
    private int pendingBytes;
    private boolean flushPlanned;
    private boolean paused;
    private boolean reused;
    private boolean silent;
    private boolean ended;
    private long bytesSeen;

    UpstreamExchange(
            UpstreamClient client,
            Context context,
            UpstreamListener listener,
            Map<String, String> headers,
            Buffer body,
            boolean onFreshConnection,
            int wholeBytesMax) {
        this.client = client;
        this.context = context;
        this.listener = listener;
        this.headers = headers;
        this.body = body;
        this.onFreshConnection = onFreshConnection;
        this.wholeBytesMax = wholeBytesMax;
    }

    void start(HttpClient pool, RequestOptions options, String uri) {
        path = uri;
        listener.onConnecting();
        pool.request(options).onComplete(this::connected);
    }

    /** The same with headers that prove who calls, if there are any to be had. */
    void start(HttpClient pool, RequestOptions options, String uri, AsyncResult<Map<String, String>> proven) {
        if (proven.failed()) {
            fail(UpstreamFailure.NO_CREDENTIAL);
        } else if (silent) {
            over();
        } else {
            proof = proven.result();
            start(pool, options, uri);
        }
    }

    /** Bytes of the answer so far, those of the head as one; tells whether something moved. */
    public long bytesSeen() {
        return bytesSeen;
    }

    public boolean ended() {
        return ended;
    }

    private void over() {
        if (!ended && !onFreshConnection) {
            client.ended();
        }
        ended = true;
    }

    /** Whether it waits for one of the provider's connections, all of which are in use. */
    public boolean waitsForRoom() {
        return request == null && !ended && !onFreshConnection && client.full();
    }

    public void pause() {
        if (!paused) {
            paused = true;
            if (response != null) {
                response.pause();
            }
        }
    }

    public void resume() {
        if (paused) {
            paused = false;
            if (response != null && !ended) {
                response.resume();
            }
        }
    }

    /** Drops the request or the rest of the answer, and its connection with it. */
    public void reset() {
        silent = true;
        if (ended) {
            return;
        }
        over();
        pending.clear();
        if (request != null) {
            request.reset();
        }
    }

    /** Reads the rest of the answer away, so that the connection can be used again; reset if that takes too long. */
    public void drain() {
        silent = true;
        pending.clear();
        if (!ended) {
            resume();
            client.linger(this);
        }
    }

    private void connected(AsyncResult<HttpClientRequest> result) {
        if (result.failed()) {
            boolean full = result.cause() instanceof ConnectionPoolTooBusyException;
            fail(full ? UpstreamFailure.NO_ROOM : UpstreamFailure.NOT_CONNECTED);
            return;
        }
        HttpClientRequest got = result.result();
        request = got;
        got.exceptionHandler(REPORTED_BY_THE_RESPONSE);
        reused = !onFreshConnection && client.wasUsed(got.connection());
        if (silent) {
            over();
            got.reset();
            return;
        }
        for (Map.Entry<String, String> header : headers.entrySet()) {
            got.putHeader(header.getKey(), header.getValue());
        }
        for (Map.Entry<String, String> header : proof.entrySet()) {
            got.putHeader(header.getKey(), header.getValue());
        }
        proof = Map.of();
        got.setURI(path);
        listener.onSent();
        Buffer sending = body;
        body = SENT;
        got.send(sending).onComplete(this::answered);
    }

    private void answered(AsyncResult<HttpClientResponse> result) {
        if (result.failed()) {
            fail(reused ? UpstreamFailure.STALE_CONNECTION : UpstreamFailure.CLOSED_BEFORE_HEAD);
            return;
        }
        HttpClientResponse got = result.result();
        response = got;
        bytesSeen++;
        got.exceptionHandler(failure -> fail(UpstreamFailure.CUT));
        got.handler(this::chunk);
        got.endHandler(this::end);
        if (!silent) {
            reading = listener.onHead(got.statusCode(), got.headers());
        }
        if (paused) {
            got.pause();
        }
    }

    private void chunk(Buffer chunk) {
        bytesSeen += chunk.length();
        if (silent) {
            return;
        }
        pending.add(chunk);
        pendingBytes += chunk.length();
        switch (reading) {
            case IN_TURNS -> {
                if (pendingBytes >= TURN_BYTES_MAX) {
                    flush();
                } else if (!flushPlanned) {
                    flushPlanned = true;
                    context.runOnContext(flushTask);
                }
            }
            case WHOLE -> {
                if (pendingBytes > wholeBytesMax) {
                    endEarly(UpstreamFailure.TOO_LARGE);
                }
            }
            case REFUSAL -> {
                if (pendingBytes > REFUSAL_BYTES_MAX) {
                    flush();
                    UpstreamListener hears = listener;
                    reset();
                    hears.onEnd();
                }
            }
        }
    }

    private void flushTurn() {
        flushPlanned = false;
        flush();
    }

    private void flush() {
        if (silent || pending.isEmpty()) {
            return;
        }
        byte[] bytes;
        if (pending.size() == 1) {
            bytes = pending.getFirst().getBytes();
        } else {
            bytes = new byte[pendingBytes];
            int at = 0;
            for (Buffer chunk : pending) {
                chunk.getBytes(bytes, at);
                at += chunk.length();
            }
        }
        pending.clear();
        pendingBytes = 0;
        listener.onBytes(bytes);
    }

    private void end(@Nullable Void ignored) {
        if (ended) {
            return;
        }
        over();
        flush();
        if (!silent) {
            silent = true;
            listener.onEnd();
        }
    }

    private void endEarly(UpstreamFailure failure) {
        boolean tell = !silent;
        reset();
        if (tell) {
            listener.onFailure(failure);
        }
    }

    private void fail(UpstreamFailure failure) {
        if (ended) {
            return;
        }
        over();
        flush();
        if (!silent) {
            silent = true;
            listener.onFailure(failure);
        }
    }
}
