package org.modelgate.common.limit;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.inference.DialectId;

/**
 * Rate-limit figures as response headers of the client's dialect: {@code anthropic-ratelimit-*} with the time of the reset (RFC
 * 3339), {@code x-ratelimit-*} with the duration until it. Pure.
 */
public final class LimitHeaders {
    private static final List<Names> ANTHROPIC = List.of(
            Names.anthropic(LimitKind.REQUESTS, "requests"),
            Names.anthropic(LimitKind.TOKENS, "tokens"),
            Names.anthropic(LimitKind.INPUT_TOKENS, "input-tokens"),
            Names.anthropic(LimitKind.OUTPUT_TOKENS, "output-tokens"));
    /** OpenAI itself has the first two only, but a client that is refused must see why. */
    private static final List<Names> OPENAI = List.of(
            Names.openAi(LimitKind.REQUESTS, "requests"),
            Names.openAi(LimitKind.TOKENS, "tokens"),
            Names.openAi(LimitKind.INPUT_TOKENS, "input-tokens"),
            Names.openAi(LimitKind.OUTPUT_TOKENS, "output-tokens"));

    /** The dialect's names of one kind's headers. */
    private record Names(LimitKind kind, String limit, String remaining, String reset) {
        static Names anthropic(LimitKind kind, String name) {
            String prefix = "anthropic-ratelimit-" + name;
            return new Names(kind, prefix + "-limit", prefix + "-remaining", prefix + "-reset");
        }

        static Names openAi(LimitKind kind, String name) {
            return new Names(
                    kind, "x-ratelimit-limit-" + name, "x-ratelimit-remaining-" + name, "x-ratelimit-reset-" + name);
        }
    }

    private LimitHeaders() {}

    /**
     * @param figures by the keys of {@link LimitKind}; absent where no limit applies
     * @param now wall clock, for dialects that show the time of a reset
     */
    public static void add(
            List<Map.Entry<String, String>> headers, Map<String, Long> figures, DialectId dialect, Instant now) {
        if (figures.isEmpty()) {
            return;
        }
        boolean anthropic = dialect == DialectId.ANTHROPIC_MESSAGES;
        List<Names> all = anthropic ? ANTHROPIC : OPENAI;
        for (int i = 0; i < all.size(); i++) {
            Names names = all.get(i);
            add(headers, names.limit, figures.get(names.kind.limit()));
            add(headers, names.remaining, figures.get(names.kind.remaining()));
            Long millis = figures.get(names.kind.resetMillis());
            if (millis != null) {
                headers.add(Map.entry(names.reset, anthropic ? time(now, millis) : duration(millis)));
            }
        }
    }

    private static void add(List<Map.Entry<String, String>> headers, String name, @Nullable Long value) {
        if (value != null) {
            headers.add(Map.entry(name, Long.toString(value)));
        }
    }

    /** The first whole second at which it is reset. */
    private static String time(Instant now, long millis) {
        return now.plusMillis(millis + 999).truncatedTo(ChronoUnit.SECONDS).toString();
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
}
