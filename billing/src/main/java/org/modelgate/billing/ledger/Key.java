package org.modelgate.billing.ledger;

/** One virtual key on this node. */
final class Key {
    final Account account;
    final Scope scope;
    /** Operators change it. */
    Recovered.Key row;

    Key(Recovered.Key row, Account account, Scope scope) {
        this.row = row;
        this.account = account;
        this.scope = scope;
    }

    boolean usable(long wallMillis) {
        return row.enabled() && wallMillis < row.expiresMillis();
    }
}
