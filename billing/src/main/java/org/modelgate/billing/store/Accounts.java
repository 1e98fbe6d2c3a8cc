package org.modelgate.billing.store;

/** Numbers in the chart of accounts: four to an org, so that postings need no look-up. */
enum Accounts {
    FUNDING("funding", 0),
    WALLET("wallet", 1),
    LEASED("leased", 2),
    REVENUE("revenue", 3);

    private static final int TO_AN_ORG = 4;

    private final String code;
    private final int number;

    Accounts(String code, int number) {
        this.code = code;
        this.number = number;
    }

    long of(long org) {
        return org * TO_AN_ORG + number;
    }

    String code() {
        return code;
    }
}
