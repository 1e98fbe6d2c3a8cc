package org.modelgate.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.modelgate.router.Wire.BLOCK;
import static org.modelgate.router.Wire.END;
import static org.modelgate.router.Wire.START;
import static org.modelgate.router.Wire.WHOLE;
import static org.modelgate.router.Wire.delta;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.modelgate.common.bus.messages.Settle;
import org.modelgate.common.error.ErrorCode;
import org.modelgate.common.error.Fault;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.http.ScriptedUpstream;
import org.modelgate.common.inference.DialectId;
import org.modelgate.common.inference.Usage;
import org.modelgate.common.inference.UsageSource;

/** Whole lives of calls that go well, and what the client and billing see of them. */
class CallTest {
    private RouterFixture router;

    @BeforeEach
    void start() {
        router = new RouterFixture("{ attempts: 3, base_delay: 10ms }", "{ connect: 2s }");
    }

    @AfterEach
    void stop() {
        router.close();
    }

    @Test
    void aWholeAnswerCarriesItsCharge() {
        router.billing.limits = Map.of("requests-limit", 60L, "requests-remaining", 59L);
        router.first.thenAnswer(200, WHOLE, "request-id", "req_7");
        RouterFixture.Call call = router.unary("single");
        call.await();
        assertThat(call.text()).contains("\"tokens_charged\":15").contains("\"cost_usd\":0.000000015");
        assertThat(call.text()).startsWith(WHOLE.substring(0, 40));
        assertThat(call.header("x-gateway-provider")).isEqualTo("one");
        assertThat(call.header("x-gateway-model")).isEqualTo("m-one");
        assertThat(call.header("x-gateway-attempts")).isEqualTo("1");
        assertThat(call.header("x-gateway-upstream-id")).isEqualTo("req_7");
        assertThat(call.header("x-gateway-cost-usd")).isEqualTo("0.000000015");
        assertThat(call.header("anthropic-ratelimit-requests-remaining")).isEqualTo("59");
        Settle settle = router.billing.settles.getFirst();
        assertThat(settle.usage()).isEqualTo(Usage.of(10, 5));
        assertThat(settle.source()).isEqualTo(UsageSource.PROVIDER_FINAL);
        assertThat(settle.outcome()).isEqualTo("completed");
        assertThat(settle.provider()).isEqualTo("one");
    }

    @Test
    void theProviderGetsTheBodyWithItsOwnModelAndOnlyAllowedHeaders() {
        router.first.thenAnswer(200, WHOLE);
        router.unary("one/single").await();
        ScriptedUpstream.Seen seen = router.first.seen().getFirst();
        assertThat(seen.uri()).isEqualTo("/v1/messages");
        assertThat(seen.body()).isEqualTo(RouterFixture.body("m-one", false));
        assertThat(seen.headers().get("x-api-key")).isEqualTo("key-one");
        assertThat(seen.headers().get("anthropic-version")).isEqualTo("2023-06-01");
        assertThat(seen.headers().get("anthropic-beta")).isEqualTo("b1");
        assertThat(seen.headers().get("x-team")).isEqualTo("a");
        assertThat(seen.headers().get("accept-encoding")).isEqualTo("identity");
        assertThat(seen.headers().contains("x-unknown")).isFalse();
    }

    @Test
    void aBaseUrlThatEndsInTheVersionDoesNotGetItTwice() {
        router.second.thenAnswer(200, WHOLE);
        router.unary("two/both").await();
        assertThat(router.second.seen().getFirst().uri()).isEqualTo("/v1/messages");
    }

    @Test
    void aStreamPassesAndEndsWithItsCharge() {
        router.first.thenStream(START, BLOCK, delta("a"), delta("b"), END);
        RouterFixture.Call call = router.stream("single");
        call.await();
        assertThat(call.answer().terminals()).containsExactly("end");
        assertThat(call.text()).startsWith(START + BLOCK + delta("a") + delta("b"));
        assertThat(call.text()).contains("\"tokens_charged\":15").endsWith("{\"type\":\"message_stop\"}\n\n");
        assertThat(call.header("x-accel-buffering")).isEqualTo("no");
        assertThat(router.billing.settles.getFirst().usage()).isEqualTo(Usage.of(10, 5));
        assertThat(router.first.seen().getFirst().headers().get("accept")).isEqualTo("text/event-stream");
    }

    @Test
    void noContentLeavesBeforeTheReservationIsDurable() {
        router.billing.confirms = false;
        router.first.thenHold();
        RouterFixture.Call call = router.stream("single");
        ScriptedUpstream.Exchange upstream = router.first.takeOpen();
        upstream.head(200, "content-type", "text/event-stream");
        upstream.chunk(START + BLOCK + delta("a"));
        await().during(Duration.ofMillis(200)).until(() -> call.answer().bytes() == 0);
        router.billing.confirm();
        await().until(() -> call.text().equals(START + BLOCK + delta("a")));
        upstream.chunk(END);
        upstream.end();
        call.await();
    }

    @Test
    void aStreamThatEndsBeforeItsReservationIsDurableKeepsItsOrder() {
        router.billing.confirms = false;
        router.first.thenStream(START + BLOCK + delta("a") + END);
        RouterFixture.Call call = router.stream("single");
        call.await();
        assertThat(call.text()).startsWith(START + BLOCK + delta("a")).contains("tokens_charged");
    }

    @Test
    void aReservationThatNeverGetsDurableFailsTheCallWithoutCharge() {
        router.billing.confirms = false;
        router.first.thenHold();
        RouterFixture.Call call = router.stream("single");
        ScriptedUpstream.Exchange upstream = router.first.takeOpen();
        upstream.head(200, "content-type", "text/event-stream");
        upstream.chunk(START + BLOCK + delta("a"));
        assertThat(call.error().code()).isEqualTo(ErrorCode.UNAVAILABLE);
        assertThat(call.answer().bytes()).isZero();
        assertThat(router.billing.settles.getFirst().usage()).isNull();
        await().until(() -> router.first.aborted() == 1);
    }

    @Test
    void theEndOfAStreamLeavesOnlyAfterItsSettlement() {
        router.billing.settling = false;
        router.first.thenStream(START, BLOCK, delta("a"), END);
        RouterFixture.Call call = router.stream("single");
        await().until(() -> !router.billing.settles.isEmpty());
        assertThat(call.text()).doesNotContain("message_delta");
        assertThat(call.answer().terminals()).isEmpty();
        router.billing.settleAll();
        call.await();
        assertThat(call.text()).contains("message_stop");
    }

    @Test
    void anUnknownModelIsRefusedWithoutAdmission() {
        assertThat(router.unary("nothing").error().code()).isEqualTo(ErrorCode.MODEL_NOT_FOUND);
        assertThat(router.billing.admits).isEmpty();
    }

    @Test
    void aRefusedAdmissionIsPassedOnAndNothingIsSent() {
        router.billing.refusal = GatewayError.of(Fault.ACCOUNT, ErrorCode.INSUFFICIENT_CREDITS, "no credit");
        assertThat(router.unary("single").error().code()).isEqualTo(ErrorCode.INSUFFICIENT_CREDITS);
        assertThat(router.first.seen()).isEmpty();
        assertThat(router.billing.settles).isEmpty();
    }

    @Test
    void missingUsageIsEstimatedFromBytes() {
        router.first.thenAnswer(200, WHOLE.replaceAll(",\"usage\":\\{[^}]*}", ""));
        router.unary("single").await();
        Settle settle = router.billing.settles.getFirst();
        assertThat(settle.source()).isEqualTo(UsageSource.ESTIMATED);
        assertThat(settle.usage().output()).isPositive();
        assertThat(settle.usage().input()).isPositive();
    }

    @Test
    void aClientOfAnotherDialectGetsItsAnswerFromTheTranslator() {
        router.first.thenStream(START, BLOCK, delta("a"), END);
        RouterFixture.Call call = router.call(DialectId.OPENAI_CHAT, RouterFixture.body("single", true), 10_000);
        call.await();
        assertThat(call.text()).startsWith("[" + START + BLOCK + delta("a"));
        assertThat(call.text()).contains("message_stop").contains("]{\"tokens_charged\":15");
        assertThat(call.header("x-gateway-warnings")).isEqualTo("seed;unsupported");
        assertThat(router.first.seen().getFirst().body()).startsWith("translated:{");
        assertThat(router.first.seen().getFirst().headers().get("x-extra")).isEqualTo("1");
        assertThat(router.translator.opened.getFirst().targetModel()).isEqualTo("m-one");
    }

    @Test
    void aWholeTranslatedAnswerIsSettledBeforeItLeaves() {
        router.first.thenAnswer(200, WHOLE);
        RouterFixture.Call call = router.call(DialectId.OPENAI_CHAT, RouterFixture.body("single", false), 10_000);
        call.await();
        assertThat(call.text()).startsWith("[" + WHOLE + "]{\"tokens_charged\":15");
        assertThat(call.header("x-gateway-cost-usd")).isEqualTo("0.000000015");
    }

    @Test
    void aTranslatedStreamThatBreaksEndsWithAnErrorAfterItsContent() {
        router.first.thenHold();
        RouterFixture.Call call = router.call(DialectId.OPENAI_CHAT, RouterFixture.body("both", true), 10_000);
        ScriptedUpstream.Exchange upstream = router.first.takeOpen();
        upstream.head(200, "content-type", "text/event-stream");
        upstream.chunk(START + BLOCK + delta("a"));
        await().until(() -> call.text().contains("text_delta"));
        upstream.cut();
        assertThat(call.error().code()).isEqualTo(ErrorCode.PROVIDER_ERROR);
        assertThat(router.second.seen()).isEmpty();
    }

    @Test
    void longStreamsReportTheirProgress() {
        router.first.thenHold();
        RouterFixture.Call call = router.stream("single");
        ScriptedUpstream.Exchange upstream = router.first.takeOpen();
        upstream.head(200, "content-type", "text/event-stream");
        upstream.chunk(START + BLOCK + delta("a".repeat(400)));
        await().until(() -> !router.billing.progress.isEmpty());
        assertThat(router.billing.progress.getFirst().usage().output()).isGreaterThanOrEqualTo(50);
        upstream.chunk(END);
        upstream.end();
        call.await();
    }
}
