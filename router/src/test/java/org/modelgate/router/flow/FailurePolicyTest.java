package org.modelgate.router.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.modelgate.common.error.ErrorCode;
import org.modelgate.common.error.Fault;
import org.modelgate.common.error.GatewayError;
import org.modelgate.router.plan.Verdict;
import org.modelgate.router.provider.RetryHints;

class FailurePolicyTest {
    private static final RetryHints HINTS = new RetryHints(
            Set.of("context_length_exceeded"),
            List.of("prompt is too long"),
            Set.of("invalid_encrypted_content"),
            List.of("invalid signature in thinking block"));

    private static GatewayError error(String message, @Nullable String providerCode) {
        return new GatewayError(
                Fault.PROVIDER,
                ErrorCode.PROVIDER_ERROR,
                502,
                message,
                null,
                providerCode,
                GatewayError.NO_RETRY_AFTER);
    }

    @ParameterizedTest
    @CsvSource({
        "400, GIVE_UP",
        "404, GIVE_UP",
        "405, GIVE_UP",
        "413, GIVE_UP",
        "422, GIVE_UP",
        "401, OTHER_TARGET",
        "402, OTHER_TARGET",
        "403, OTHER_TARGET",
        "408, RETRY",
        "409, RETRY",
        "429, RETRY",
        "498, RETRY",
        "500, RETRY",
        "502, RETRY",
        "503, RETRY",
        "504, RETRY",
        "524, RETRY",
        "529, RETRY"
    })
    void theStatusDecides(int status, Verdict verdict) {
        assertThat(FailurePolicy.of(status, error("no", null), HINTS, null)).isEqualTo(verdict);
    }

    @Test
    void whatAnotherTargetMayTakeGoesThere() {
        assertThat(FailurePolicy.of(400, error("no", "context_length_exceeded"), HINTS, null))
                .isEqualTo(Verdict.OTHER_TARGET);
        assertThat(FailurePolicy.of(400, error("Prompt is too long: 9 > 8", null), HINTS, null))
                .isEqualTo(Verdict.OTHER_TARGET);
    }

    @Test
    @DisplayName("pitfall 26: reasoning that is refused may be left out")
    void pitfall26RefusedReasoningMayBeLeftOut() {
        assertThat(FailurePolicy.of(400, error("no", "invalid_encrypted_content"), HINTS, null))
                .isEqualTo(Verdict.WITHOUT_REASONING);
        for (String quote : List.of("`", "'", "\"")) {
            String message = "messages.1.content.0: Invalid `signature` in `thinking` block".replace("`", quote);
            assertThat(FailurePolicy.of(400, error(message, null), HINTS, null)).isEqualTo(Verdict.WITHOUT_REASONING);
        }
    }

    @Test
    void anEmptyQuotaIsNoPassingLimit() {
        assertThat(FailurePolicy.of(429, error("no", "insufficient_quota"), HINTS, null))
                .isEqualTo(Verdict.OTHER_TARGET);
    }

    @Test
    void theProvidersOwnWordOnRepetitionComesFirst() {
        assertThat(FailurePolicy.of(400, error("no", null), HINTS, true)).isEqualTo(Verdict.RETRY);
        assertThat(FailurePolicy.of(500, error("no", null), HINTS, false)).isEqualTo(Verdict.OTHER_TARGET);
        assertThat(FailurePolicy.of(400, error("no", null), HINTS, false)).isEqualTo(Verdict.GIVE_UP);
    }

    @Test
    void onlyTrueAndFalseAreAWord() {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        assertThat(FailurePolicy.shouldRetry(headers)).isNull();
        assertThat(FailurePolicy.shouldRetry(headers.set("X-Should-Retry", "maybe")))
                .isNull();
        assertThat(FailurePolicy.shouldRetry(headers.set("X-Should-Retry", "false")))
                .isFalse();
    }
}
