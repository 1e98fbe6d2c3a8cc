package org.modelgate.translator;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.error.GatewayError;

/** How long a provider asks to wait: {@code retry-after-ms}, then {@code Retry-After} as seconds, then as a date. */
public final class RetryAfter {
    private static final double MAX_SECONDS = 7 * 86_400.0;

    private RetryAfter() {}

    /**
     * Milliseconds, or {@link GatewayError#NO_RETRY_AFTER}. A date counts from the answer's own {@code date}.
     *
     * @param headers response headers by lower-case name
     */
    public static long millis(Map<String, String> headers) {
        for (String name : new String[] {"retry-after-ms", "x-ms-retry-after-ms"}) {
            double millis = number(headers.get(name));
            if (millis >= 0) {
                return Math.round(Math.min(millis, MAX_SECONDS * 1000));
            }
        }
        String value = headers.get("retry-after");
        double seconds = number(value);
        if (seconds >= 0) {
            return Math.round(Math.min(seconds, MAX_SECONDS) * 1000);
        }
        Instant until = date(value);
        Instant now = date(headers.get("date"));
        if (until == null || now == null) {
            return GatewayError.NO_RETRY_AFTER;
        }
        return Math.max(0, Math.min(until.toEpochMilli() - now.toEpochMilli(), (long) (MAX_SECONDS * 1000)));
    }

    private static double number(@Nullable String text) {
        if (text == null) {
            return -1;
        }
        try {
            double value = Double.parseDouble(text.trim());
            return Double.isFinite(value) ? value : -1;
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private static @Nullable Instant date(@Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            return DateTimeFormatter.RFC_1123_DATE_TIME.parse(text.trim(), Instant::from);
        } catch (DateTimeException e) {
            return null;
        }
    }
}
