package org.modelgate.billing.ledger;

import java.util.List;

/** One virtual key on this node. */
final class Key {
    final Account account;
    final Scope scope;
    /** Operators change it. */
    Recovered.Key row;

    /** What {@link Budgets} gathered for its calls, as long as its version and the wall clock say. */
    List<Budget> budgets = List.of();

    int budgetsVersion = -1;
    long budgetsUntil;

    Key(Recovered.Key row, Account account, Scope scope) {
        this.row = row;
        this.account = account;
        this.scope = scope;
    }

    boolean usable(long wallMillis) {
        return row.enabled() && wallMillis < row.expiresMillis();
    }

    /** Whether its calls' end users or tags have budgets. */
    boolean watched() {
        return scope.limits().watches() || account.plan.limits().watches();
    }
}
