package org.modelgate.edge.http;

import java.util.concurrent.atomic.AtomicLong;

/** Bytes of request bodies that all instances of a process may hold at once. Safe for use by many threads. */
public final class BodyBudget {
    private final long limit;
    private final AtomicLong held = new AtomicLong();

    public BodyBudget(long limit) {
        this.limit = limit;
    }

    /** @return false if that would be too much; then nothing was taken */
    public boolean take(long bytes) {
        if (held.addAndGet(bytes) <= limit) {
            return true;
        }
        held.addAndGet(-bytes);
        return false;
    }

    public void give(long bytes) {
        held.addAndGet(-bytes);
    }

    public long held() {
        return held.get();
    }
}
