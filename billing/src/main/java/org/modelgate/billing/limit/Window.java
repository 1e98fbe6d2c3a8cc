package org.modelgate.billing.limit;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.IsoFields;
import java.time.temporal.TemporalAdjusters;
import java.util.Locale;

/** How long a budget lasts: a period of the calendar in UTC, or for good. Weeks are ISO's, from Monday. */
public enum Window {
    DAY(" a day"),
    WEEK(" a week"),
    MONTH(" a month"),
    LIFETIME("");

    private final String phrase;

    Window(String phrase) {
        this.phrase = phrase;
    }

    /** As it stands in configurations. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** As it stands behind an amount in a sentence. */
    public String phrase() {
        return phrase;
    }

    /** @param endMillis first millisecond after it, {@link Long#MAX_VALUE} for good */
    public record Period(String name, long startMillis, long endMillis) {}

    /** The period that a wall-clock time is in: {@code 2026-11-21, 2026-W47, 2026-11} or {@code ever}. */
    public Period at(long wallMillis) {
        LocalDate day = Instant.ofEpochMilli(wallMillis).atZone(ZoneOffset.UTC).toLocalDate();
        return switch (this) {
            case DAY -> period(day.toString(), day, day.plusDays(1));
            case WEEK -> {
                LocalDate monday = day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
                int week = day.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR);
                String name = day.get(IsoFields.WEEK_BASED_YEAR) + (week < 10 ? "-W0" : "-W") + week;
                yield period(name, monday, monday.plusWeeks(1));
            }
            case MONTH -> {
                LocalDate first = day.withDayOfMonth(1);
                yield period(first.toString().substring(0, 7), first, first.plusMonths(1));
            }
            case LIFETIME -> new Period("ever", Long.MIN_VALUE, Long.MAX_VALUE);
        };
    }

    private static Period period(String name, LocalDate first, LocalDate next) {
        return new Period(name, millis(first), millis(next));
    }

    private static long millis(LocalDate day) {
        return day.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
    }
}
