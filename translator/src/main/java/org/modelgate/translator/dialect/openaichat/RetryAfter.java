package org.modelgate.translator.dialect.openaichat;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.error.GatewayError;

/** How long a provider asks to wait. A date is taken relative to the answer's own {@code date}, so no clock is needed. */
final class RetryAfter {
    private static final long MILLIS_MAX = Duration.ofDays(1).toMillis();

    private RetryAfter() {}

    /** @param headers by lower-case name */
    static long millis(Map<String, String> headers) {
        return number(headers.get("retry-after-ms"), 1)
                .or(() -> number(headers.get("retry-after"), 1000))
                .or(() -> until(headers.get("retry-after"), headers.get("date")))
                .orElse(GatewayError.NO_RETRY_AFTER);
    }

    private static Optional<Long> number(@Nullable String value, int millisPerUnit) {
        try {
            double units = value == null ? -1 : Double.parseDouble(value.strip());
            boolean sane = units >= 0 && units * millisPerUnit <= MILLIS_MAX;
            return sane ? Optional.of((long) Math.ceil(units * millisPerUnit)) : Optional.empty();
        } catch (NumberFormatException e) {
            // A date, or nonsense: the other forms are tried.
            return Optional.empty();
        }
    }

    private static Optional<Long> until(@Nullable String date, @Nullable String now) {
        if (date == null || now == null) {
            return Optional.empty();
        }
        try {
            long millis = Duration.between(instant(now), instant(date)).toMillis();
            return millis <= MILLIS_MAX ? Optional.of(Math.max(0, millis)) : Optional.empty();
        } catch (DateTimeException e) {
            // Neither number nor date: as if it weren't there.
            return Optional.empty();
        }
    }

    private static Instant instant(String httpDate) {
        return ZonedDateTime.parse(httpDate, DateTimeFormatter.RFC_1123_DATE_TIME)
                .toInstant();
    }
}
