package org.modelgate.router.health;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** What one attempt takes while it runs. For one event loop. */
public final class UnitsPlace {
    private final @Nullable AtomicInteger used;
    private final int units;
    private final int most;
    private boolean taken;

    UnitsPlace(@Nullable AtomicInteger used, int units, int most) {
        this.used = used;
        this.units = units;
        this.most = most;
    }

    /** False if the plan has not enough left. */
    public boolean take() {
        if (used == null || taken) {
            return true;
        }
        int before = used.getAndUpdate(now -> now + units <= most ? now + units : now);
        taken = before + units <= most;
        return taken;
    }

    /** May be called more than once. */
    public void give() {
        if (taken && used != null) {
            taken = false;
            used.addAndGet(-units);
        }
    }
}
