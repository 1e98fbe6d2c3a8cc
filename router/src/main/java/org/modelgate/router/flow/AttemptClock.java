package org.modelgate.router.flow;

import org.jspecify.annotations.Nullable;
import org.modelgate.common.error.GatewayError;
import org.modelgate.router.provider.Timeouts;

/** The time limits of one attempt, looked at by a sweep; bytes are noticed at the sweep after they came. Pure. */
final class AttemptClock {
    private enum Phase {
        /** A translator makes the request; its own time limit holds. */
        PREPARING,
        CONNECTING,
        SENT
    }

    private final Timeouts timeouts;
    private final boolean stream;
    private final long startedNanos;
    private Phase phase = Phase.PREPARING;
    private long phaseNanos;
    private long seen;
    private long movedNanos;
    private boolean paused;

    AttemptClock(Timeouts timeouts, boolean stream, long nowNanos) {
        this.timeouts = timeouts;
        this.stream = stream;
        this.startedNanos = nowNanos;
        this.phaseNanos = nowNanos;
    }

    void connecting(long nowNanos) {
        phase = Phase.CONNECTING;
        phaseNanos = nowNanos;
    }

    void sent() {
        phase = Phase.SENT;
    }

    /** While the client doesn't take more, the provider's silence is ours. */
    void paused(boolean now) {
        paused = now;
    }

    /** @param bytesSeen figures that grow with each byte of the answer, one for its head */
    @Nullable GatewayError check(long nowNanos, long bytesSeen) {
        if (bytesSeen != seen || paused) {
            seen = bytesSeen;
            movedNanos = nowNanos;
        }
        if (nowNanos - startedNanos > timeouts.total().toNanos()) {
            return GatewayError.timeout("the provider's answer took too long");
        }
        return switch (phase) {
            case PREPARING -> null;
            case CONNECTING ->
                nowNanos - phaseNanos > timeouts.connect().toNanos()
                        ? GatewayError.timeout("no connection to the provider in time")
                        : null;
            case SENT -> silence(nowNanos);
        };
    }

    private @Nullable GatewayError silence(long nowNanos) {
        if (seen > 1) {
            return nowNanos - movedNanos > timeouts.idle().toNanos()
                    ? GatewayError.timeout("the provider went silent within its answer")
                    : null;
        }
        return stream && nowNanos - phaseNanos > timeouts.firstByte().toNanos()
                ? GatewayError.timeout("no answer from the provider in time")
                : null;
    }
}
