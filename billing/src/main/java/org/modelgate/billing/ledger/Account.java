package org.modelgate.billing.ledger;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One paying account on this node. */
final class Account {
    final long org;
    final String name;
    final Scope plan;

    /** Calls that wait for credit. */
    final Line line;
    /** Calls that wait until it is known what other nodes took of the rate limits. */
    final Line unknown = new Line(parked -> Books.unreachable());

    /** This node's shares of its budgets. */
    final Set<Budget> shares = new LinkedHashSet<>();

    int takingsVersion;
    int takingsAsked;
    boolean takingsPending;
    /** Up to when it is known what others took, by the wall clock. */
    long takingsMillis;

    /** Settlements of calls whose reservation was lost, which wait for a grant. */
    final Deque<Finding> findings = new ArrayDeque<>();

    @Nullable Lease lease;

    /** A grant of which nobody knows whether it was done. */
    LedgerRecord.@Nullable Grant unsure;

    boolean grantPending;
    /** What could be taken from the wallet when this node last heard of it, its overdraft included. */
    long availableNano;

    /** What other leases held then, if the wallet had too little. */
    long elsewhereNano;

    /** On its way from the lease to the wallet, which may not count it yet. */
    long returningNano;

    /** What the lease had to spend after it last grew. */
    long grantedNano;

    long largestNano;
    long shortAtMillis = Long.MIN_VALUE / 2;
    long recallAtMillis = Long.MIN_VALUE / 2;
    long usedAtMillis;
    final Rate rate = new Rate();

    long fundedNano;
    long postedNano;
    long openNano;
    long overdraftNano;

    Account(Recovered.Org row, Scope plan, Admissions admissions) {
        this.org = row.id();
        this.name = row.name();
        this.plan = plan;
        this.line = new Line(parked -> admissions.insufficient(parked.admit(), this));
        this.availableNano = row.availableNano();
        this.fundedNano = row.fundedNano();
        this.postedNano = row.postedNano();
        this.overdraftNano = row.overdraftNano();
    }

    long remaining() {
        return lease == null ? 0 : lease.remaining();
    }

    /** Whether a call that lacks credit now may get it from running calls, the wallet or other nodes soon. */
    boolean mayGet(long need) {
        return grantPending || need <= remaining() + reserved() + elsewhereNano + availableNano + returningNano;
    }

    long reserved() {
        return lease == null ? 0 : lease.reserved();
    }
}
