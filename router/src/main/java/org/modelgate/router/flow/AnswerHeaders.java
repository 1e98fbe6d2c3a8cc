package org.modelgate.router.flow;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.inference.DialectId;

/** Response headers in the client's dialect. Pure. */
final class AnswerHeaders {
    private static final List<Scope> ANTHROPIC = List.of(
            new Scope("requests", figure -> "anthropic-ratelimit-requests-" + figure),
            new Scope("tokens", figure -> "anthropic-ratelimit-tokens-" + figure));
    private static final List<Scope> OPENAI = List.of(
            new Scope("requests", figure -> "x-ratelimit-" + figure + "-requests"),
            new Scope("tokens", figure -> "x-ratelimit-" + figure + "-tokens"));
    private static final int NANO_SCALE = 9;

    /** One kind of limit: keys of its neutral figures, and the dialect's names of their headers. */
    private record Scope(
            String limitKey,
            String remainingKey,
            String resetKey,
            String limitHeader,
            String remainingHeader,
            String resetHeader) {
        Scope(String scope, UnaryOperator<String> header) {
            this(
                    scope + "-limit",
                    scope + "-remaining",
                    scope + "-reset-millis",
                    header.apply("limit"),
                    header.apply("remaining"),
                    header.apply("reset"));
        }
    }

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
        boolean anthropic = dialect == DialectId.ANTHROPIC_MESSAGES;
        for (Scope scope : anthropic ? ANTHROPIC : OPENAI) {
            add(headers, scope.limitHeader, limits.get(scope.limitKey));
            add(headers, scope.remainingHeader, limits.get(scope.remainingKey));
            Long millis = limits.get(scope.resetKey);
            if (millis != null) {
                headers.add(Map.entry(scope.resetHeader, anthropic ? time(now, millis) : duration(millis)));
            }
        }
    }

    private static void add(List<Map.Entry<String, String>> headers, String name, @Nullable Long value) {
        if (value != null) {
            headers.add(Map.entry(name, Long.toString(value)));
        }
    }

    private static String time(Instant now, long millis) {
        return now.plusMillis(millis).truncatedTo(ChronoUnit.SECONDS).toString();
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
