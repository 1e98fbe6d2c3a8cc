package org.modelgate.common.bus;

/** Notices that this loop stood still. */
final class Liveness {
    private final long stallNanos;
    private final BusCounters counters;
    private long lastTickNanos;

    Liveness(BusOptions options, BusCounters counters, long nowNanos) {
        this.stallNanos = options.stall().toNanos();
        this.counters = counters;
        this.lastTickNanos = nowNanos;
    }

    /** Something came from another node. What waited in the socket during a stall is late: the stall is dealt with first. */
    void heard(Peer from, long nowNanos, Runnable stalled) {
        check(nowNanos, stalled);
        from.heard(nowNanos);
    }

    void tick(long nowNanos, Runnable stalled) {
        check(nowNanos, stalled);
        lastTickNanos = nowNanos;
    }

    private void check(long nowNanos, Runnable stalled) {
        if (nowNanos - lastTickNanos > stallNanos) {
            lastTickNanos = nowNanos;
            counters.stall();
            stalled.run();
        }
    }
}
