package org.modelgate.router.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.modelgate.common.error.ErrorCode;
import org.modelgate.common.error.Fault;
import org.modelgate.common.error.GatewayError;
import org.modelgate.router.health.Symptom;
import org.modelgate.router.plan.Verdict;
import org.modelgate.router.provider.RefusalKind;
import org.modelgate.router.provider.RetryHints;
import org.modelgate.router.upstream.UpstreamFailure;

/** What a failed attempt says of its target, and which of several errors a client gets. */
class SymptomTest {
    private static final RetryHints HINTS = new RetryHints(Set.of("model_not_found"), List.of(), Set.of(), List.of());

    private static GatewayError error(Fault fault, ErrorCode code, String message, @Nullable String providerCode) {
        return new GatewayError(fault, code, code.status(), message, null, providerCode, GatewayError.NO_RETRY_AFTER);
    }

    private static GatewayError provider(String message, @Nullable String providerCode) {
        return error(Fault.PROVIDER, ErrorCode.PROVIDER_ERROR, message, providerCode);
    }

    private static Symptom symptom(int status, GatewayError error) {
        return FailurePolicy.symptom(status, error, HINTS);
    }

    @ParameterizedTest
    @CsvSource({
        "200, FAULT",
        "302, FAULT",
        "400, REQUEST",
        "401, DENIED",
        "402, DENIED",
        "403, DENIED",
        "404, REQUEST",
        "408, TIMEOUT",
        "409, NONE",
        "413, REQUEST",
        "422, REQUEST",
        "429, LIMITED",
        "498, LIMITED",
        "500, FAULT",
        "502, FAULT",
        "503, FAULT",
        "504, TIMEOUT",
        "524, TIMEOUT",
        "529, OVERLOADED"
    })
    void theStatusDecides(int status, Symptom symptom) {
        assertThat(symptom(status, provider("no", null))).isEqualTo(symptom);
    }

    @Test
    void aModelThatTheProviderDoesNotKnowIsTheOperatorsFault() {
        assertThat(symptom(404, provider("no", "model_not_found"))).isEqualTo(Symptom.FAULT);
    }

    @Test
    void anEmptyQuotaIsNoPassingLimit() {
        assertThat(symptom(429, provider("no", "insufficient_quota"))).isEqualTo(Symptom.DENIED);
    }

    @Test
    void aRefusalOfWhatTheClientSaidIsNotTheKeysFault() {
        GatewayError moderated = provider("Your chosen model requires moderation and your input was flagged", null);
        assertThat(symptom(403, moderated)).isEqualTo(Symptom.REQUEST);
        assertThat(RefusalKind.of(403, moderated)).isEqualTo(RefusalKind.CONTENT_POLICY);
    }

    @Test
    void ourOwnFaultsSayNothingOfTheTarget() {
        assertThat(symptom(500, GatewayError.internal("bug"))).isEqualTo(Symptom.NONE);
        assertThat(AttemptFailure.ofTranslation(GatewayError.unavailable("no translator"))
                        .symptom())
                .isEqualTo(Symptom.NONE);
    }

    @ParameterizedTest
    @CsvSource({
        "prompt is too long: 250000 tokens > 200000 maximum",
        "This model's maximum context length is 8192 tokens",
        "input length and `max_tokens` exceed context limit: 199000 + 8192 > 200000",
        "The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).",
        "Input is too long for requested model."
    })
    void vendorsSayInTheirOwnWordsThatARequestIsTooLong(String message) {
        assertThat(RefusalKind.of(400, provider(message, null))).isEqualTo(RefusalKind.CONTEXT_LENGTH);
    }

    @Test
    void aServersOwnFaultIsNoRefusalWhateverItSays() {
        assertThat(RefusalKind.of(500, provider("prompt is too long", "content_filter")))
                .isNull();
    }

    private static AttemptFailure failed(Symptom symptom, GatewayError error) {
        return new AttemptFailure(error, Verdict.RETRY, symptom, null);
    }

    @Test
    void theClientGetsTheErrorThatTellsMost() {
        List<AttemptFailure> byTelling = List.of(
                AttemptFailure.ofConnection(UpstreamFailure.NOT_CONNECTED),
                failed(Symptom.TIMEOUT, GatewayError.timeout("slow")),
                failed(Symptom.DENIED, provider("key", null)),
                failed(Symptom.FAULT, provider("broken", null)),
                failed(Symptom.OVERLOADED, error(Fault.PROVIDER, ErrorCode.OVERLOADED, "busy", null)),
                failed(Symptom.LIMITED, error(Fault.PROVIDER, ErrorCode.RATE_LIMIT_EXCEEDED, "wait", null)),
                failed(
                        Symptom.LIMITED,
                        error(Fault.PROVIDER, ErrorCode.RATE_LIMIT_EXCEEDED, "wait", null)
                                .withRetryAfterMillis(5_000)),
                failed(Symptom.REQUEST, error(Fault.CLIENT, ErrorCode.INVALID_REQUEST, "too long", null)));
        for (int more = 0; more < byTelling.size(); more++) {
            for (int less = 0; less < more; less++) {
                for (boolean first : new boolean[] {true, false}) {
                    TellingError telling = new TellingError(GatewayError.unavailable("none"));
                    telling.met(byTelling.get(first ? more : less));
                    telling.met(byTelling.get(first ? less : more));
                    assertThat(telling.error()).isEqualTo(byTelling.get(more).error());
                }
            }
        }
    }

    @Test
    void ofTwoRateLimitsTheOneThatEndsFirstIsToldAsTheProviderSaidIt() {
        TellingError telling = new TellingError(GatewayError.unavailable("none"));
        for (long wait : new long[] {9_000, 4_000, 7_000}) {
            telling.met(failed(
                    Symptom.LIMITED,
                    error(Fault.PROVIDER, ErrorCode.RATE_LIMIT_EXCEEDED, "wait", null)
                            .withRetryAfterMillis(wait)));
        }
        assertThat(telling.error().retryAfterMillis()).isEqualTo(4_000);
    }
}
