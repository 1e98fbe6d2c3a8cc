package org.modelgate.common.bus;

import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.error.ErrorCode;
import org.modelgate.common.error.Fault;
import org.modelgate.common.error.GatewayError;

/** Requests of one endpoint that aren't answered yet. Ids are never used twice. */
final class Calls {
    private final int pendingMax;
    private final BusCounters counters;
    private final Map<Long, Call> pending = new HashMap<>();
    private long lastId;

    private record Call(Peer peer, Promise<Answer<?>> promise, long deadlineNanos) {}

    Calls(int pendingMax, BusCounters counters) {
        this.pendingMax = pendingMax;
        this.counters = counters;
    }

    int pending() {
        return pending.size();
    }

    /** @return the id of a new call, or 0 if there are too many */
    long open(Peer peer, Promise<Answer<?>> promise, long nowNanos, Duration timeout) {
        if (pending.size() >= pendingMax) {
            counters.refusal();
            return 0;
        }
        peer.opening(nowNanos);
        peer.callOpened();
        pending.put(++lastId, new Call(peer, promise, nowNanos + timeout.toNanos()));
        return lastId;
    }

    void answer(long id, BusMessage message, Buffer payload) {
        Call call = close(id);
        if (call != null) {
            call.promise.tryComplete(new Answer<>(message, payload));
        }
    }

    void fail(long id, GatewayError error) {
        Call call = close(id);
        if (call != null) {
            call.promise.tryFail(error.asException());
        }
    }

    /** As {@link #fail}, where the call may well be over. */
    void failIfOpen(long id, GatewayError error) {
        if (pending.containsKey(id)) {
            fail(id, error);
        }
    }

    private @Nullable Call close(long id) {
        Call call = pending.remove(id);
        if (call == null) {
            counters.lateFrame();
        } else {
            call.peer.callClosed();
        }
        return call;
    }

    void expire(long nowNanos) {
        failAll(
                call -> nowNanos - call.deadlineNanos >= 0,
                GatewayError.of(Fault.GATEWAY, ErrorCode.TIMEOUT, "no answer in time"));
    }

    void lost(Peer peer, GatewayError reason) {
        failAll(call -> call.peer.equals(peer), reason);
    }

    private void failAll(Predicate<Call> which, GatewayError error) {
        List<Long> ids = new ArrayList<>();
        pending.forEach((id, call) -> {
            if (which.test(call)) {
                ids.add(id);
            }
        });
        ids.forEach(id -> failIfOpen(id, error));
    }
}
