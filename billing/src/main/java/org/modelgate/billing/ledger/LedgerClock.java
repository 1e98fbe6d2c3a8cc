package org.modelgate.billing.ledger;

import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.function.LongSupplier;

/** Wall clock for records and calendar months, monotonic clock for everything that waits. Confined to one thread. */
public final class LedgerClock {
    private final InstantSource wall;
    private final LongSupplier nanos;
    private int period;
    private long periodStart;
    private long periodEnd;

    public LedgerClock(InstantSource wall, LongSupplier nanos) {
        this.wall = wall;
        this.nanos = nanos;
    }

    long wallMillis() {
        return wall.millis();
    }

    long monotonicMillis() {
        return nanos.getAsLong() / 1_000_000;
    }

    /** The calendar month of a wall-clock time in UTC, {@code yyyymm}. */
    int period(long wallMillis) {
        if (wallMillis < periodStart || wallMillis >= periodEnd) {
            LocalDate first = Instant.ofEpochMilli(wallMillis)
                    .atZone(ZoneOffset.UTC)
                    .toLocalDate()
                    .withDayOfMonth(1);
            period = first.getYear() * 100 + first.getMonthValue();
            periodStart = first.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
            periodEnd =
                    first.plusMonths(1).atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
        }
        return period;
    }

    long millisToNextPeriod(long wallMillis) {
        period(wallMillis);
        return periodEnd - wallMillis;
    }
}
