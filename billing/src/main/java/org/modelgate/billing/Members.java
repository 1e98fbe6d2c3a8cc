package org.modelgate.billing;

import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import org.modelgate.common.bus.Directory;
import org.modelgate.common.bus.Role;

/**
 * Tells when billing nodes of this region came or went: at once, and again when all routers must have seen it, for until then another
 * node may still decide for the same accounts. Confined to one event loop.
 */
final class Members {
    /** Nodes publish what they know each 500 ms; one that is silent is left alone after less than this. */
    private static final long SETTLED_NANOS = 3_000_000_000L;

    private final Runnable changed;
    private final LongSupplier nanos;
    private Set<String> known = Set.of();
    private long settledNanos;
    private boolean settling;

    /** @param nanos monotonic clock */
    Members(Runnable changed, LongSupplier nanos) {
        this.changed = changed;
        this.nanos = nanos;
    }

    /** To be called a few times a second. */
    void look(Directory directory) {
        List<String> now = directory.all(Role.BILLING);
        long at = nanos.getAsLong();
        if (now.size() != known.size() || !known.containsAll(now)) {
            known = Set.copyOf(now);
            settling = true;
            settledNanos = at + SETTLED_NANOS;
            changed.run();
        } else if (settling && at - settledNanos >= 0) {
            settling = false;
            changed.run();
        }
    }
}
