package org.modelgate.billing.ledger;

import java.time.Instant;
import java.time.InstantSource;

/** Both clocks, moved by hand. */
public final class TestClock implements InstantSource {
    private long millis = Instant.parse("2026-11-21T04:00:00Z").toEpochMilli();

    public void advance(long by) {
        millis += by;
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(millis);
    }

    @Override
    public long millis() {
        return millis;
    }

    /** As a machine has it whose wall clock is wrong and whose monotonic clock is a little fast or slow. */
    public LedgerClock ledgerClock(long wallAheadMillis, long ratePerMillion) {
        return new LedgerClock(() -> instant().plusMillis(wallAheadMillis), () -> nanos(ratePerMillion));
    }

    public long nanos(long ratePerMillion) {
        return millis * (1_000_000 + ratePerMillion);
    }

    public LedgerClock ledgerClock() {
        return new LedgerClock(this, () -> millis * 1_000_000);
    }
}
