package org.modelgate.billing.ledger;

/** Signs of life in the database, by which this node keeps its leases and knows how many nodes there are. */
final class Heartbeat {
    private final Books books;
    private final Escrow escrow;
    private int nodes = 1;
    private boolean beating;
    private long beatAtMillis;
    private long validUntilMillis;
    private String address = "";

    Heartbeat(Books books) {
        this.books = books;
        this.escrow = books.settings.escrow();
        this.beatAtMillis = books.clock.monotonicMillis();
        this.validUntilMillis = beatAtMillis + escrow.ttlMillis();
    }

    void reachedAt(String own) {
        address = own;
    }

    /** Whether leases may be used; when the database was away for too long others may have taken them over. */
    boolean valid(long nowMillis) {
        return !escrow.shared() || nowMillis < validUntilMillis;
    }

    /** Those that live, this one among them. */
    int nodes() {
        return nodes;
    }

    void tick(long nowMillis) {
        if (!beating && nowMillis - beatAtMillis >= escrow.beatMillis()) {
            beating = true;
            beatAtMillis = nowMillis;
            books.journal.append(new LedgerRecord.Beat(address, nowMillis));
        }
    }

    /** The lease's time counts from when the sign was sent, not from when it was taken. */
    void done(LedgerRecord.Beat record, Outcome outcome) {
        beating = false;
        if (outcome instanceof Outcome.Alive alive) {
            books.away = false;
            nodes = Math.max(1, alive.nodes());
            validUntilMillis = Math.max(validUntilMillis, record.sentMillis() + escrow.ttlMillis());
        } else if (outcome instanceof Outcome.Away) {
            books.away = true;
        }
    }
}
