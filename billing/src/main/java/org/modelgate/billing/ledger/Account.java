package org.modelgate.billing.ledger;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.bus.messages.Admit;
import org.modelgate.common.bus.messages.Admitted;

/** One paying account on this node. */
final class Account {
    final long org;
    final String name;
    final Scope plan;

    /** Calls that wait for credit, first come first served. */
    final Deque<Parked> parked = new ArrayDeque<>();

    /** Settlements of calls whose reservation was lost, which wait for a grant. */
    final Deque<Finding> findings = new ArrayDeque<>();

    @Nullable Lease lease;

    boolean grantPending;
    boolean draining;
    long availableNano;
    long fundedNano;
    long postedNano;
    long openNano;

    Account(Recovered.Org row, Scope plan) {
        this.org = row.id();
        this.name = row.name();
        this.plan = plan;
        this.availableNano = row.availableNano();
        this.fundedNano = row.fundedNano();
        this.postedNano = row.postedNano();
    }

    long remaining() {
        return lease == null ? 0 : lease.remaining();
    }

    long reserved() {
        return lease == null ? 0 : lease.reserved();
    }

    /** @param untilMillis monotonic */
    record Parked(Admit admit, String from, Reply<Admitted> reply, long untilMillis) {}
}
