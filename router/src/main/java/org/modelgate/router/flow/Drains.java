package org.modelgate.router.flow;

/**
 * Answers that are read to their end although the client is gone, because the provider wants to be paid for them anyway and only their
 * end tells how much. Their number is bounded, so that clients which come and go can't fill an instance.
 */
public final class Drains {
    /** One in so many of the calls that may run. */
    private static final int PART = 10;

    private final int most;
    private int running;

    public Drains(FlowLimits limits) {
        this.most = Math.max(1, limits.calls() / PART);
    }

    /** Whether one more may begin; if so {@link #ended} follows once. */
    boolean begin() {
        if (running >= most) {
            return false;
        }
        running++;
        return true;
    }

    void ended() {
        running--;
    }
}
