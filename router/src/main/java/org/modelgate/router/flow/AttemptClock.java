package org.modelgate.router.flow;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.error.GatewayError;
import org.modelgate.router.provider.Timeouts;

/**
 * The time limits of one attempt, looked at by a sweep; what came is noticed at the sweep after it. A stream lives by its events,
 * so that single bytes don't keep it alive; a whole answer by its bytes. Pure.
 */
final class AttemptClock {
    private enum Phase {
        /** A translator makes the request; its own time limit holds. */
        PREPARING,
        /** What proves the call is fetched. */
        PROVING,
        CONNECTING,
        SENT
    }

    private final Timeouts timeouts;
    private final Duration credential;
    private final boolean stream;
    private final long startedNanos;
    private Phase phase = Phase.PREPARING;
    private long phaseNanos;
    private long seenBytes;
    private long seen;
    private long movedNanos;
    private boolean paused;

    /** @param credential how long the fetch of what proves the call may take */
    AttemptClock(Timeouts timeouts, Duration credential, boolean stream, long nowNanos) {
        this.timeouts = timeouts;
        this.credential = credential;
        this.stream = stream;
        this.startedNanos = nowNanos;
        this.phaseNanos = nowNanos;
    }

    void proving(long nowNanos) {
        phase = Phase.PROVING;
        phaseNanos = nowNanos;
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

    /**
     * Why the attempt may not go on, null if it may.
     *
     * @param bytes figures that grow with each byte of the answer, one for its head
     * @param events of a stream so far, comments among them
     */
    @Nullable GatewayError check(long nowNanos, long bytes, long events) {
        long figure = stream ? events : bytes;
        if (figure != seen || paused || (seenBytes <= 1 && bytes > 1)) {
            seen = figure;
            movedNanos = nowNanos;
        }
        seenBytes = bytes;
        if (nowNanos - startedNanos > timeouts.total().toNanos()) {
            return GatewayError.timeout("the provider's answer took too long");
        }
        return switch (phase) {
            case PREPARING -> null;
            case PROVING ->
                nowNanos - phaseNanos > credential.toNanos()
                        ? GatewayError.timeout("no credential for the provider in time")
                        : null;
            case CONNECTING ->
                nowNanos - phaseNanos > timeouts.connect().toNanos()
                        ? GatewayError.timeout("no connection to the provider in time")
                        : null;
            case SENT -> silence(nowNanos);
        };
    }

    private @Nullable GatewayError silence(long nowNanos) {
        if (seenBytes > 1) {
            return nowNanos - movedNanos > timeouts.idle().toNanos()
                    ? GatewayError.timeout("the provider went silent within its answer")
                    : null;
        }
        return stream && nowNanos - phaseNanos > timeouts.firstByte().toNanos()
                ? GatewayError.timeout("no answer from the provider in time")
                : null;
    }
}
