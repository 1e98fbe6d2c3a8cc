package org.modelgate.edge.http;

import static java.util.Objects.requireNonNull;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.bus.BusEndpoint;
import org.modelgate.common.bus.messages.RouteCall;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.stream.Head;
import org.modelgate.common.stream.InboundHandler;
import org.modelgate.common.stream.InboundStream;
import org.modelgate.common.stream.StreamRef;

/**
 * A call that was handed to a router, and its answer on the way to the client. Window goes back to the sender only for what the
 * client's socket takes, so a slow client holds the provider back. Confined to its instance's event loop.
 */
final class InferenceCall implements InboundHandler, Exchange.Work {
    /** The router ends a call in time; only if it fails to, the edge does. */
    private static final long DEADLINE_GRACE_MILLIS = 5_000;

    private final Exchange exchange;
    private final HttpServerResponse response;
    private final boolean stream;
    private final long deadline;
    private final long timeoutMillis;
    private long bodyTaken;
    private @Nullable InboundStream inbound;
    private @Nullable Head head;
    /** The first bytes of a whole answer, kept back in case that they are all of it. */
    private @Nullable Buffer held;

    /** Stands between the router and this, if the answer is kept. */
    private @Nullable Keeping keeper;
    /** What of a stream went to the client first and last, for an error that has to fit to it. */
    private @Nullable Buffer firstSent;

    private @Nullable Buffer lastSent;

    private boolean headSent;
    private boolean over;
    private boolean blocked;
    private int owed;
    private long lastWrite;

    /** @param bodyTaken bytes of the process's budget that the call gives back once its body isn't needed any more */
    InferenceCall(Exchange exchange, boolean stream, long timeoutMillis, long bodyTaken) {
        this.exchange = exchange;
        this.response = exchange.response();
        this.stream = stream;
        this.timeoutMillis = timeoutMillis;
        this.bodyTaken = bodyTaken;
        this.lastWrite = exchange.edge().now();
        this.deadline = lastWrite + (timeoutMillis + DEADLINE_GRACE_MILLIS) * 1_000_000;
    }

    /** From before the start on, the answer takes its way by the keeper, who may take it without the client, too. */
    void keptBy(Keeping keeps) {
        keeps.standsBefore(this);
        keeper = keeps;
    }

    private InboundHandler answered() {
        return keeper == null ? this : keeper;
    }

    void start(BusEndpoint bus, String router, Function<StreamRef, RouteCall> message, Buffer body) {
        exchange.work(this);
        if (stream) {
            exchange.edge().metrics().streamOpened();
        }
        InboundStream opened =
                bus.openInbound(router, Duration.ofMillis(timeoutMillis + DEADLINE_GRACE_MILLIS), answered());
        inbound = opened;
        bus.send(router, message.apply(opened.ref()), body).onFailure(cause -> {
            GatewayError error = GatewayErrors.of(cause);
            opened.cancel(error);
            answered().onError(error);
        });
    }

    @Override
    public void onHead(Head answer) {
        head = answer;
        // The router repeats no attempt after the head, so nobody reads the body again.
        giveBodyBack();
    }

    @Override
    public void onData(Buffer data) {
        if (over) {
            return;
        }
        if (!stream && !headSent && held == null) {
            held = data;
            requireNonNull(inbound, "not started").consumed(data.length());
            return;
        }
        if (held != null) {
            Buffer first = held;
            held = null;
            write(first, 0);
        }
        firstSent = firstSent == null ? data : firstSent;
        lastSent = data;
        write(data, data.length());
    }

    /** Writes what was counted as taken before; if nobody is there to take it, the call is cancelled. */
    void passOn(Buffer data) {
        if (over) {
            requireNonNull(inbound, "not started")
                    .cancel(GatewayError.unavailable("nobody waits for an answer too large to be kept"));
        } else {
            write(data, 0);
        }
    }

    /** Whether something of the answer has gone to the client. */
    boolean answering() {
        return headSent;
    }

    /** What came and wasn't sent; it counts as taken. */
    @Nullable Buffer takeHeld() {
        Buffer first = held;
        held = null;
        return first == null ? null : first.copy();
    }

    /** Gives window back for bytes that don't go to the client yet. */
    void taken(int bytes) {
        requireNonNull(inbound, "not started").consumed(bytes);
    }

    private void write(Buffer data, int window) {
        sendHead();
        exchange.sending(data.length());
        response.write(data);
        lastWrite = exchange.edge().now();
        owed += window;
        if (!response.writeQueueFull()) {
            payBack();
        } else if (!blocked) {
            blocked = true;
            response.drainHandler(drained -> drained());
        }
    }

    private void drained() {
        blocked = false;
        exchange.progressed();
        if (!over) {
            payBack();
        }
    }

    private void payBack() {
        if (owed > 0) {
            int bytes = owed;
            owed = 0;
            requireNonNull(inbound, "not started").consumed(bytes);
        }
    }

    private void sendHead() {
        if (headSent) {
            return;
        }
        headSent = true;
        exchange.head(head == null ? 200 : head.status());
        if (head != null) {
            AnswerHeaders.copy(head.headers(), response.headers());
        }
        if (stream) {
            response.headers().set(Names.CACHE_CONTROL, Names.NO_CACHE);
            response.headers().set(Names.X_ACCEL_BUFFERING, Names.NO);
            if (head == null || !response.headers().contains(Names.CONTENT_TYPE)) {
                response.headers().set(Names.CONTENT_TYPE, Names.EVENT_STREAM);
            }
        }
    }

    /** The last bytes come with the end, and leave in one write with it. */
    @Override
    public void onEnd(Buffer trailer) {
        if (over) {
            return;
        }
        finished();
        sendHead();
        exchange.end(held == null ? trailer : held.copy().appendBuffer(trailer));
    }

    @Override
    public void onError(GatewayError error) {
        if (over) {
            return;
        }
        finished();
        if (!headSent) {
            exchange.refuse(error);
        } else if (stream) {
            exchange.end(Bytes.wrap(errorEvent(error)));
        } else {
            exchange.reset(error);
        }
    }

    private byte[] errorEvent(GatewayError error) {
        if (firstSent == null || lastSent == null) {
            return exchange.errors().event(error, exchange.requestId());
        }
        return exchange.errors().event(error, exchange.requestId(), firstSent.getBytes(), lastSent.getBytes());
    }

    private void finished() {
        over = true;
        giveBodyBack();
        if (stream) {
            exchange.edge().metrics().streamClosed();
        }
    }

    private void giveBodyBack() {
        exchange.edge().bodies().give(bodyTaken);
        bodyTaken = 0;
    }

    @Override
    public void clientGone(GatewayError reason) {
        if (!over) {
            finished();
            if (keeper == null || !keeper.goesOn()) {
                requireNonNull(inbound, "not started").cancel(reason);
            }
        }
    }

    @Override
    public void abort(GatewayError reason) {
        if (!over) {
            requireNonNull(inbound, "not started").cancel(reason);
            answered().onError(reason);
        }
    }

    @Override
    public void sweep(long now) {
        if (now - deadline > 0) {
            abort(GatewayError.timeout("the request took longer than " + timeoutMillis + " ms"));
        } else if (stream
                && !blocked
                && now - lastWrite >= exchange.edge().limits().ping().toNanos()) {
            exchange.edge().metrics().pinged();
            write(Bytes.wrap(exchange.errors().ping()), 0);
        }
    }
}
