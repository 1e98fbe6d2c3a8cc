package org.modelgate.edge.http;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.error.ErrorCode;
import org.modelgate.common.error.Fault;
import org.modelgate.common.error.GatewayError;
import org.modelgate.translator.ErrorCodec;

/**
 * One request and its response: the ids and errors that every answer has, and its end. It is finished when the request was
 * read, the response has left, or the client is gone. Confined to its instance's event loop.
 */
public final class Exchange {
    /** Rests of refused bodies up to this are read, so that the connection can go on. */
    private static final long REST_LIMIT = 64 * 1024;

    private static final long HTTP2_INTERNAL_ERROR = 2;
    private static final GatewayError GONE = clientError("the client closed the connection");
    private static final GatewayError STALLED = clientError("the client took nothing for too long");

    private final Exchanges edge;
    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final @Nullable ClientConnection connection;
    private final RequestHeaders headers;
    private final ErrorCodec errors;
    private final UUID callId;
    private final String requestId;
    private final ClientProgress progress;
    private @Nullable Work work;
    private @Nullable Runnable onBodyEnd;
    private boolean bodyEnded;
    private boolean ended;
    private boolean written;
    private boolean gone;
    private boolean closing;
    /** An answer waits for the caller's limits. */
    private boolean answering;

    private @Nullable Supplier<Future<List<Map.Entry<String, String>>>> limits;
    private long restUntil;

    /** What an exchange is busy with, until its response is ended. */
    interface Work {
        void sweep(long now);

        void clientGone(GatewayError reason);

        void abort(GatewayError reason);
    }

    Exchange(Exchanges edge, HttpServerRequest request, RequestHeaders headers, ErrorCodec errors, UUID callId) {
        this.edge = edge;
        this.request = request;
        this.response = request.response();
        this.connection = edge.connection(request.connection());
        this.headers = headers;
        this.errors = errors;
        this.callId = callId;
        this.requestId = CallIds.requestId(callId);
        boolean http1 = connection != null && connection.http1();
        this.progress = new ClientProgress(response, http1 ? connection : null, edge.limits(), edge.now());
    }

    /** To be called once, before anything else. */
    void begin() {
        edge.opened(this);
        if (connection != null) {
            connection.requestBegan();
        }
        request.endHandler(end -> bodyEnded());
        // A broken request means a broken connection or stream; the response's handlers hear of it.
        request.exceptionHandler(cause -> gone());
        response.exceptionHandler(cause -> gone());
        response.closeHandler(closed -> gone());
    }

    Exchanges edge() {
        return edge;
    }

    HttpServerRequest request() {
        return request;
    }

    HttpServerResponse response() {
        return response;
    }

    public RequestHeaders headers() {
        return headers;
    }

    ErrorCodec errors() {
        return errors;
    }

    UUID callId() {
        return callId;
    }

    String requestId() {
        return requestId;
    }

    /** Whether an answer was ended, or nobody is there to take one. */
    boolean over() {
        return ended || gone || answering;
    }

    void onBodyEnd(Runnable action) {
        onBodyEnd = action;
    }

    void work(@Nullable Work next) {
        work = next;
    }

    /** Sets status and the headers of every response. */
    void head(int status) {
        response.setStatusCode(status);
        MultiMap head = response.headers();
        head.set(Names.REQUEST_ID, requestId);
        head.set(Names.X_REQUEST_ID, requestId);
        if (edge.draining() || muchIsToCome()) {
            closeAfterwards();
        }
        edge.metrics().answered(status);
    }

    /** Whether reading the rest of the request would cost more than a new connection. */
    private boolean muchIsToCome() {
        return !bodyEnded && (headers.chunked() || headers.contentLength() > REST_LIMIT);
    }

    private void closeAfterwards() {
        if (connection == null || connection.http1()) {
            closing = true;
            response.headers().set(Names.CONNECTION, Names.CLOSE);
        }
    }

    /** From now on refusals say how the caller's rate limits stand, as this finds out. */
    void limits(Supplier<Future<List<Map.Entry<String, String>>>> source) {
        limits = source;
    }

    /** Answers with an error in the client's dialect. Nothing must have been sent yet. */
    public void refuse(GatewayError error) {
        if (!over()) {
            withLimits(() -> refuseNow(error));
        }
    }

    /** Answers in a moment, if the client is still there then: with headers of its rate limits. */
    void withLimits(Runnable answer) {
        Supplier<Future<List<Map.Entry<String, String>>>> source = limits;
        if (source == null) {
            answer.run();
            return;
        }
        limits = null;
        answering = true;
        if (muchIsToCome()) {
            // Also if the rest comes while billing is asked.
            closeAfterwards();
        }
        source.get().onComplete(found -> {
            answering = false;
            if (!over()) {
                if (found.succeeded()) {
                    AnswerHeaders.copy(found.result(), response.headers());
                }
                answer.run();
            }
        });
    }

    private void refuseNow(GatewayError error) {
        MultiMap head = response.headers();
        if (error.retryAfterMillis() >= 0) {
            head.set(Names.RETRY_AFTER, Long.toString((error.retryAfterMillis() + 999) / 1_000));
            head.set(Names.RETRY_AFTER_MS, Long.toString(error.retryAfterMillis()));
        }
        if (!error.clientShouldRetry() || error.code() == ErrorCode.INVALID_API_KEY) {
            head.set(Names.X_SHOULD_RETRY, Names.FALSE);
        }
        edge.metrics().refused();
        answer(errors.status(error), Names.JSON, Bytes.wrap(errors.body(error, requestId)));
    }

    /** Answers with a whole JSON body. */
    public void json(int status, byte[] body) {
        answer(status, Names.JSON, Bytes.wrap(body));
    }

    private void answer(int status, CharSequence contentType, Buffer body) {
        if (over()) {
            return;
        }
        head(status);
        response.headers().set(Names.CONTENT_TYPE, contentType);
        end(body);
    }

    /** Counts bytes that go out. */
    void sending(int bytes) {
        progress.sending(bytes);
        edge.metrics().sent(bytes);
    }

    /** Ends the response with its last bytes. The head must have been set. */
    void end(Buffer body) {
        ended = true;
        work = null;
        sending(body.length());
        progress.at(edge.now());
        if (!bodyEnded) {
            dropRest();
        }
        response.end(body).onComplete(done -> written());
    }

    private void dropRest() {
        restUntil = edge.now() + edge.limits().linger().toNanos();
        request.handler(null);
        request.resume();
    }

    private void written() {
        written = true;
        closeIfDone();
    }

    private void bodyEnded() {
        bodyEnded = true;
        Runnable action = onBodyEnd;
        onBodyEnd = null;
        if (action != null) {
            action.run();
        }
        closeIfDone();
    }

    private void closeIfDone() {
        if (written && bodyEnded) {
            finish();
            if (closing) {
                request.connection().close();
            }
        }
    }

    private void finish() {
        if (connection != null && !gone) {
            connection.requestFinished();
        }
        gone = true;
        edge.finished(this);
    }

    private void gone() {
        if (gone) {
            return;
        }
        finish();
        if (!ended) {
            edge.metrics().clientGone();
        }
        tellWork(GONE);
    }

    private void tellWork(GatewayError reason) {
        Work busy = work;
        work = null;
        if (busy != null) {
            busy.clientGone(reason);
        }
    }

    /** Drops the connection (HTTP/1) or the stream (HTTP/2): the client must not take what it has for a whole answer. */
    void reset(GatewayError reason) {
        if (gone) {
            return;
        }
        finish();
        tellWork(reason);
        if (connection == null || connection.http1()) {
            request.connection().close();
        } else {
            response.reset(ended ? 0 : HTTP2_INTERNAL_ERROR);
        }
    }

    void abort(GatewayError reason) {
        if (work != null) {
            work.abort(reason);
        } else if (!ended) {
            refuse(reason);
        }
    }

    /** The client took something. */
    void progressed() {
        progress.at(edge.now());
    }

    void sweep(long now) {
        if (work != null) {
            work.sweep(now);
        }
        if (gone) {
            return;
        }
        if (ended && !bodyEnded && now - restUntil > 0) {
            reset(GONE);
        } else if (progress.stalled(now, ended)) {
            edge.metrics().clientStalled();
            reset(STALLED);
        }
    }

    /** Status 499 is nginx's for a client that went away; nobody is left to read it. */
    private static GatewayError clientError(String message) {
        return new GatewayError(
                Fault.CLIENT, ErrorCode.INVALID_REQUEST, 499, message, null, null, GatewayError.NO_RETRY_AFTER);
    }
}
