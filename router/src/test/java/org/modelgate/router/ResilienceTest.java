package org.modelgate.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.modelgate.router.Wire.BLOCK;
import static org.modelgate.router.Wire.END;
import static org.modelgate.router.Wire.START;
import static org.modelgate.router.Wire.WHOLE;
import static org.modelgate.router.Wire.delta;
import static org.modelgate.router.Wire.error;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.modelgate.common.bus.messages.Settle;
import org.modelgate.common.error.ErrorCode;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.http.ScriptedUpstream.Exchange;

/** What a model's configuration, its breakers and its retry budget do to its calls. */
class ResilienceTest {
    private static final String TOO_LONG = error("invalid_request_error", "prompt is too long: 9 > 8");
    private static final String UNWANTED = error("invalid_request_error", "Output blocked by content filtering policy");

    private RouterFixture router;

    @AfterEach
    void stop() {
        router.close();
    }

    /** @param more of model {@code m}, whose targets are providers one and two */
    private void start(String more) {
        router = new RouterFixture("""
                providers:
                  one: { type: anthropic, base_url: %s, api_key: key-one, timeouts: { first_byte: 2s, idle: 2s } }
                  two: { type: anthropic, base_url: %s/v1, api_key: key-two, timeouts: { first_byte: 2s, idle: 2s } }
                models:
                  - id: m
                    targets: [{ provider: one, model: m-one }MORE
                retries: { attempts: 3, base_delay: 5ms, max_delay: 1s, budget_percent: 10, budget_floor: 2 }
                """.replace("MORE", more), RouterFixture.SHORT);
    }

    private void answered(RouterFixture.Call call, String provider) {
        call.await();
        assertThat(call.answer().error()).isNull();
        assertThat(call.header("x-gateway-provider")).isEqualTo(provider);
    }

    @Test
    void aRequestThatIsTooLongGoesToTheTargetsNamedForIt() {
        start("]\n    fallbacks: { context_length: [{ provider: two, model: m-long }] }");
        router.first.thenAnswer(400, TOO_LONG);
        router.second.thenStream(START, BLOCK, delta("b"), END);
        answered(router.stream("m"), "two");
        assertThat(router.second.seen().getFirst().body()).contains("m-long");
    }

    @Test
    void theRefusalIsTheClientsWhereTheNamedTargetsFailToo() {
        start("]\n    fallbacks: { context_length: [{ provider: two, model: m-long }] }");
        router.first.thenAnswer(400, TOO_LONG);
        router.second.thenAnswer(500, error("api_error", "oops"));
        GatewayError refusal = router.stream("m").error();
        assertThat(refusal.status()).isEqualTo(400);
        assertThat(refusal.message()).contains("too long");
    }

    @Test
    void unwantedContentGoesToTheTargetsNamedForItAndNotToThePlansOthers() {
        start(", { provider: one, model: m-other }]\n"
                + "    fallbacks: { content_policy: [{ provider: two, model: m-free }] }");
        router.first.thenAnswer(400, UNWANTED);
        router.second.thenAnswer(200, WHOLE);
        answered(router.unary("m"), "two");
        assertThat(router.first.seen()).hasSize(1);
        assertThat(router.second.seen().getFirst().body()).contains("m-free");
    }

    @Test
    void withoutTargetsNamedForItUnwantedContentIsRefused() {
        start(", { provider: two, model: m-two }]");
        router.first.thenAnswer(400, UNWANTED);
        GatewayError refusal = router.unary("m").error();
        assertThat(refusal.status()).isEqualTo(400);
        assertThat(refusal.message()).contains("content filtering policy");
        assertThat(router.second.seen()).isEmpty();
    }

    @Test
    void aTargetThatFailedFiveTimesIsNotAskedAnyMore() {
        start(", { provider: two, model: m-two }]");
        router.first.thenAnswer(500, error("api_error", "oops"));
        router.second.thenAnswer(200, WHOLE);
        for (int i = 0; i < 20; i++) {
            answered(router.unary("m"), "two");
        }
        assertThat(router.first.seen()).hasSize(5);
    }

    @Test
    void aTargetThatIsWellAgainIsAskedAgain() {
        start(", { provider: two, model: m-two }]\nbreaker: { cooldown: 100ms, probes: 1 }");
        for (int i = 0; i < 5; i++) {
            router.first.thenAnswer(500, error("api_error", "oops"));
        }
        router.first.thenAnswer(200, WHOLE);
        router.second.thenAnswer(200, WHOLE);
        for (int i = 0; i < 5; i++) {
            answered(router.unary("m"), "two");
        }
        await().until(() -> {
            RouterFixture.Call call = router.unary("m");
            call.await();
            return call.header("x-gateway-provider").equals("one");
        });
        for (int i = 0; i < 5; i++) {
            answered(router.unary("m"), "one");
        }
    }

    @Test
    void aRefusedKeyEjectsAtOnce() {
        start(", { provider: two, model: m-two }]");
        router.first.thenAnswer(401, error("authentication_error", "bad key"));
        router.second.thenAnswer(200, WHOLE);
        for (int i = 0; i < 5; i++) {
            answered(router.unary("m"), "two");
        }
        assertThat(router.first.seen()).hasSize(1);
    }

    @Test
    void clientsFaultsEjectNobody() {
        start("]");
        router.first.thenAnswer(400, error("invalid_request_error", "messages: too few"));
        for (int i = 0; i < 10; i++) {
            assertThat(router.unary("m").error().status()).isEqualTo(400);
        }
        assertThat(router.first.seen()).hasSize(10);
    }

    @Test
    void theOnlyTargetIsAskedHoweverIllItIsButHardlyEverTwice() {
        start("]");
        router.first.thenAnswer(500, error("api_error", "oops"));
        for (int i = 0; i < 30; i++) {
            assertThat(router.unary("m").error().code()).isEqualTo(ErrorCode.PROVIDER_ERROR);
        }
        assertThat(router.first.seen().size()).isBetween(30, 35);
    }

    @Test
    void aRateLimitOnAllTargetsIsToldWithTheWaitThatEndsFirst() {
        start(", { provider: two, model: m-two }]");
        router.first.thenAnswer(429, error("rate_limit_error", "slow down"), "retry-after", "9");
        router.second.thenAnswer(429, error("rate_limit_error", "slow down"), "retry-after", "4");
        GatewayError limit = router.unary("m").error();
        assertThat(limit.code()).isEqualTo(ErrorCode.RATE_LIMIT_EXCEEDED);
        assertThat(limit.retryAfterMillis()).isEqualTo(4_000);
    }

    @Test
    void aModelsTimeLimitsReplaceItsProviders() {
        start(", { provider: two, model: m-two }]\n    timeouts: { first_byte: 200ms }");
        router.first.thenHold();
        router.second.thenStream(START, BLOCK, delta("b"), END);
        answered(router.stream("m"), "two");
        assertThat(router.billing.settles.getFirst().attempts().getFirst().outcome())
                .isEqualTo("timeout");
    }

    @Test
    void aStreamThatOnlyDripsIsNotAlive() {
        start("]\n    timeouts: { idle: 400ms }");
        router.first.thenHold();
        RouterFixture.Call call = router.stream("m");
        Exchange upstream = router.first.takeOpen();
        upstream.head(200, "content-type", "text/event-stream");
        upstream.chunk(START + BLOCK + delta("a"));
        await().until(() -> {
            upstream.chunk("d");
            return call.answer().error() != null;
        });
        assertThat(call.error().code()).isEqualTo(ErrorCode.TIMEOUT);
    }

    private void warmUp() {
        start(", { provider: two, model: m-two }]\n    hedge: { after_percentile: 95, min_delay: 100ms }");
        for (int i = 0; i < 20; i++) {
            router.first.thenStream(START, BLOCK, delta("a"), END);
        }
        router.first.thenHold();
        for (int i = 0; i < 20; i++) {
            answered(router.stream("m"), "one");
        }
    }

    @Test
    void aHedgeThatIsFasterWinsAndTheSlowOneIsCancelledAndAbsorbed() {
        warmUp();
        router.second.thenStream(START, BLOCK, delta("b"), END);
        RouterFixture.Call call = router.stream("m");
        answered(call, "two");
        assertThat(call.text()).startsWith(START + BLOCK + delta("b"));
        await().until(() -> router.first.aborted() == 1);
        Settle settle = router.billing.settles.getLast();
        assertThat(settle.provider()).isEqualTo("two");
        assertThat(settle.attempts()).extracting(Settle.AttemptRecord::outcome).containsExactly("cancelled", "ok");
    }

    @Test
    void theSlowOneWinsIfItBringsContentFirst() {
        warmUp();
        router.second.thenHold();
        RouterFixture.Call call = router.stream("m");
        Exchange slow = router.first.takeOpen();
        router.second.takeOpen();
        slow.head(200, "content-type", "text/event-stream");
        slow.chunk(START + BLOCK + delta("a") + END);
        slow.end();
        answered(call, "one");
        await().until(() -> router.second.aborted() == 1);
        assertThat(router.billing.settles.getLast().provider()).isEqualTo("one");
    }

    @Test
    void aHedgedCallSurvivesTheFailureOfEitherOfTheTwo() {
        warmUp();
        router.second.thenHold();
        RouterFixture.Call call = router.stream("m");
        Exchange slow = router.first.takeOpen();
        Exchange hedge = router.second.takeOpen();
        hedge.whole(500, error("api_error", "oops"));
        slow.head(200, "content-type", "text/event-stream");
        slow.chunk(START + BLOCK + delta("a") + END);
        slow.end();
        answered(call, "one");
    }

    @Test
    void aWholeAnswerThatIsSlowIsHedgedLikeAStream() {
        start(", { provider: two, model: m-two }]\n    hedge: { after_percentile: 95, min_delay: 100ms }");
        for (int i = 0; i < 20; i++) {
            router.first.thenAnswer(200, WHOLE);
        }
        router.first.thenHold();
        for (int i = 0; i < 20; i++) {
            answered(router.unary("m"), "one");
        }
        router.second.thenAnswer(200, WHOLE);
        RouterFixture.Call call = router.unary("m");
        answered(call, "two");
        await().until(() -> router.first.aborted() == 1);
        Settle settle = router.billing.settles.getLast();
        assertThat(settle.provider()).isEqualTo("two");
        assertThat(settle.attempts()).extracting(Settle.AttemptRecord::outcome).containsExactly("cancelled", "ok");
    }

    @Test
    void aClientThatLeavesAHedgedCallEndsBoth() {
        warmUp();
        router.second.thenHold();
        RouterFixture.Call call = router.stream("m");
        router.first.takeOpen();
        router.second.takeOpen();
        call.leave();
        await().until(() -> router.first.aborted() == 1 && router.second.aborted() == 1);
        await().until(() -> router.billing.settles.size() == 21);
        assertThat(router.billing.settles.getLast().attempts()).hasSize(2);
    }
}
