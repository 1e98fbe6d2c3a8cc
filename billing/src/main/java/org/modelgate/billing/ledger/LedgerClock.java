package org.modelgate.billing.ledger;

import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.modelgate.billing.limit.Window;

/** Wall clock for records and calendar periods, monotonic clock for everything that waits. Confined to one thread. */
public final class LedgerClock {
    private final InstantSource wall;
    private final LongSupplier nanos;
    private final Map<Window, Window.Period> periods = new EnumMap<>(Window.class);
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

    /** The period of a window that a wall-clock time is in. */
    Window.Period period(Window window, long wallMillis) {
        Window.Period known = periods.get(window);
        if (known == null || wallMillis < known.startMillis() || wallMillis >= known.endMillis()) {
            known = window.at(wallMillis);
            periods.put(window, known);
        }
        return known;
    }
}
