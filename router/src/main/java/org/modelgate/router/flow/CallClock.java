package org.modelgate.router.flow;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.error.GatewayError;

/** The times that one call has to keep: its own end, and the end of the wait for a durable reservation. Pure. */
final class CallClock {
    private final long deadlineNanos;
    private long durableDeadlineNanos;
    private boolean durable;

    CallClock(long nowNanos, Duration timeout) {
        this.deadlineNanos = nowNanos + timeout.toNanos();
        this.durableDeadlineNanos = deadlineNanos;
    }

    long deadlineNanos() {
        return deadlineNanos;
    }

    void admitted(long nowNanos, Duration durability) {
        durableDeadlineNanos = nowNanos + durability.toNanos();
    }

    /** The reservation is durable. */
    void durable() {
        durable = true;
    }

    boolean isDurable() {
        return durable;
    }

    /** Why the call may not go on, null if it may. */
    @Nullable GatewayError missed(long nowNanos) {
        if (nowNanos - deadlineNanos >= 0) {
            return GatewayError.timeout("the request took too long");
        }
        if (!durable && nowNanos - durableDeadlineNanos >= 0) {
            return GatewayError.unavailable("billing did not confirm the reservation in time");
        }
        return null;
    }
}
