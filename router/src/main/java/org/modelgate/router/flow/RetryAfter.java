package org.modelgate.router.flow;

import io.vertx.core.MultiMap;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.error.GatewayError;

/** What a provider's headers say about a repetition. Pure. */
final class RetryAfter {
    /** Longer pauses are of no use to anybody; also guards the arithmetic. */
    private static final long MILLIS_MAX = Duration.ofDays(1).toMillis();

    private RetryAfter() {}

    /** The wanted pause, best source first: exact milliseconds, seconds, date; {@link GatewayError#NO_RETRY_AFTER} if none. */
    static long millis(MultiMap headers, Instant now) {
        long exact = number(headers.get("retry-after-ms"), 1);
        if (exact < 0) {
            exact = number(headers.get("x-ms-retry-after-ms"), 1);
        }
        if (exact >= 0) {
            return exact;
        }
        @Nullable String value = headers.get("retry-after");
        long seconds = number(value, 1_000);
        return seconds >= 0 || value == null ? seconds : date(value, now);
    }

    static @Nullable Boolean shouldRetry(MultiMap headers) {
        @Nullable String value = headers.get("x-should-retry");
        if ("true".equals(value)) {
            return Boolean.TRUE;
        }
        return "false".equals(value) ? Boolean.FALSE : null;
    }

    private static long number(@Nullable String text, int millisEach) {
        if (text == null || text.isEmpty() || !Character.isDigit(text.charAt(0))) {
            return GatewayError.NO_RETRY_AFTER;
        }
        try {
            double value = Double.parseDouble(text.strip()) * millisEach;
            return value > MILLIS_MAX ? MILLIS_MAX : (long) Math.ceil(value);
        } catch (NumberFormatException e) {
            return GatewayError.NO_RETRY_AFTER;
        }
    }

    private static long date(String text, Instant now) {
        try {
            Instant at = ZonedDateTime.parse(text.strip(), DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            return Math.clamp(Duration.between(now, at).toMillis(), 0, MILLIS_MAX);
        } catch (DateTimeParseException e) {
            return GatewayError.NO_RETRY_AFTER;
        }
    }
}
