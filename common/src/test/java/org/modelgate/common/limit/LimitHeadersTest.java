package org.modelgate.common.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.modelgate.common.inference.DialectId;

class LimitHeadersTest {
    private static final Instant NOW = Instant.parse("2026-11-21T06:00:00.500Z");

    private static List<Map.Entry<String, String>> headers(DialectId dialect, Map<String, Long> limits) {
        List<Map.Entry<String, String>> headers = new ArrayList<>();
        LimitHeaders.add(headers, limits, dialect, NOW);
        return headers;
    }

    @Test
    void messagesClientsGetTheNamesAndTimesTheyKnow() {
        assertThat(headers(
                        DialectId.ANTHROPIC_MESSAGES,
                        Map.of("requests-limit", 60L, "requests-remaining", 59L, "requests-reset-millis", 1_500L)))
                .containsExactly(
                        Map.entry("anthropic-ratelimit-requests-limit", "60"),
                        Map.entry("anthropic-ratelimit-requests-remaining", "59"),
                        Map.entry("anthropic-ratelimit-requests-reset", "2026-11-21T06:00:02Z"));
    }

    @Test
    void chatClientsGetTheNamesAndTimesTheyKnow() {
        assertThat(headers(
                        DialectId.OPENAI_CHAT,
                        Map.of("tokens-limit", 1_000L, "tokens-remaining", 900L, "tokens-reset-millis", 360_000L)))
                .containsExactly(
                        Map.entry("x-ratelimit-limit-tokens", "1000"),
                        Map.entry("x-ratelimit-remaining-tokens", "900"),
                        Map.entry("x-ratelimit-reset-tokens", "6m0s"));
    }

    @ParameterizedTest
    @CsvSource({"0, 0ms", "20, 20ms", "1000, 1s", "1500, 1.5s", "60000, 1m0s", "90250, 1m30.25s"})
    void resetsAreDurationsForChatClients(long millis, String text) {
        assertThat(headers(DialectId.OPENAI_CHAT, Map.of("requests-reset-millis", millis)))
                .containsExactly(Map.entry("x-ratelimit-reset-requests", text));
    }

    @Test
    void chatClientsSeeLimitsOfInputAndOutputTokensToo() {
        assertThat(headers(DialectId.OPENAI_RESPONSES, Map.of("input-tokens-limit", 5L, "output-tokens-remaining", 3L)))
                .containsExactly(
                        Map.entry("x-ratelimit-limit-input-tokens", "5"),
                        Map.entry("x-ratelimit-remaining-output-tokens", "3"));
    }

    @Test
    void withoutLimitsThereAreNoHeaders() {
        assertThat(headers(DialectId.OPENAI_CHAT, Map.of())).isEmpty();
    }

    @Test
    void inputAndOutputTokensHaveNamesOfTheirOwnForMessagesClients() {
        assertThat(headers(
                        DialectId.ANTHROPIC_MESSAGES,
                        Map.of(
                                "input-tokens-limit",
                                5L,
                                "output-tokens-remaining",
                                3L,
                                "output-tokens-reset-millis",
                                501L)))
                .containsExactly(
                        Map.entry("anthropic-ratelimit-input-tokens-limit", "5"),
                        Map.entry("anthropic-ratelimit-output-tokens-remaining", "3"),
                        Map.entry("anthropic-ratelimit-output-tokens-reset", "2026-11-21T06:00:02Z"));
    }
}
