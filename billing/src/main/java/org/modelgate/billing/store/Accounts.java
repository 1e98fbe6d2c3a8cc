package org.modelgate.billing.store;

/** Numbers in the chart of accounts: four to an org, so that postings need no look-up. */
enum Accounts {
    FUNDING,
    WALLET,
    LEASED,
    REVENUE;

    long of(long org) {
        return org * 4 + ordinal();
    }

    String code() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
