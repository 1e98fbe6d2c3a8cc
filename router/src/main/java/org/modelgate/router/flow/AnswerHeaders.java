package org.modelgate.router.flow;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.inference.DialectId;

/** Response headers in the client's dialect. Pure. */
final class AnswerHeaders {
    private static final List<String> SCOPES = List.of("requests", "tokens");
    private static final int NANO_SCALE = 9;

    private AnswerHeaders() {}

    /**
     * @param limits neutral figures of {@code Admitted}
     * @param now wall clock, for dialects that show the time of a reset
     */
    static void addLimits(
            List<Map.Entry<String, String>> headers, Map<String, Long> limits, DialectId dialect, Instant now) {
        if (limits.isEmpty()) {
            return;
        }
        for (String scope : SCOPES) {
            add(headers, name(dialect, scope, "limit"), limits.get(scope + "-limit"));
            add(headers, name(dialect, scope, "remaining"), limits.get(scope + "-remaining"));
            Long resetMillis = limits.get(scope + "-reset-millis");
            if (resetMillis != null) {
                headers.add(Map.entry(name(dialect, scope, "reset"), reset(dialect, resetMillis, now)));
            }
        }
    }

    private static void add(List<Map.Entry<String, String>> headers, String name, @Nullable Long value) {
        if (value != null) {
            headers.add(Map.entry(name, Long.toString(value)));
        }
    }

    private static String name(DialectId dialect, String scope, String figure) {
        return switch (dialect) {
            case ANTHROPIC_MESSAGES -> "anthropic-ratelimit-" + scope + "-" + figure;
            case OPENAI_CHAT -> "x-ratelimit-" + figure + "-" + scope;
        };
    }

    private static String reset(DialectId dialect, long millis, Instant now) {
        return switch (dialect) {
            case ANTHROPIC_MESSAGES ->
                now.plusMillis(millis).truncatedTo(ChronoUnit.SECONDS).toString();
            case OPENAI_CHAT -> duration(millis);
        };
    }

    /** As {@code 6m0s}, {@code 1.5s} or {@code 20ms}. */
    private static String duration(long millis) {
        if (millis < 1_000) {
            return millis + "ms";
        }
        Duration duration = Duration.ofMillis(millis);
        String seconds =
                BigDecimal.valueOf(millis % 60_000, 3).stripTrailingZeros().toPlainString() + "s";
        return duration.toMinutes() == 0 ? seconds : duration.toMinutes() + "m" + seconds;
    }

    /** USD with up to nine decimals. */
    static String usd(long nano) {
        return BigDecimal.valueOf(nano, NANO_SCALE).stripTrailingZeros().toPlainString();
    }
}
