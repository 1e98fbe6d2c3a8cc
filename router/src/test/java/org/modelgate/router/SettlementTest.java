package org.modelgate.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.modelgate.router.Wire.BLOCK;
import static org.modelgate.router.Wire.END;
import static org.modelgate.router.Wire.START;
import static org.modelgate.router.Wire.WHOLE;
import static org.modelgate.router.Wire.delta;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.modelgate.common.bus.messages.Settle;
import org.modelgate.common.error.ErrorCode;
import org.modelgate.common.error.Fault;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.http.ScriptedUpstream;

/** Billing that is slow, away, or comes back. */
class SettlementTest {
    private RouterFixture router;

    @BeforeEach
    void start() {
        router = new RouterFixture("{ attempts: 1 }", "{ connect: 2s }");
    }

    @AfterEach
    void stop() {
        router.close();
    }

    @Test
    void aSettlementIsSentAgainUntilItIsTaken() {
        router.billing.settleFailures.set(3);
        router.first.thenAnswer(200, WHOLE);
        RouterFixture.Call call = router.unary("single");
        call.await();
        assertThat(call.text()).contains("\"tokens_charged\":15");
        assertThat(router.billing.settleRequests.get()).isEqualTo(4);
        assertThat(router.billing.settles).hasSize(1);
    }

    @Test
    void aStreamWhoseSettlementIsLateEndsWithAnErrorAndTheChargeIsNotLost() {
        router.billing.settleFailures.set(1_000);
        router.first.thenStream(START, BLOCK, delta("a"), END);
        RouterFixture.Call call = router.stream("single");
        assertThat(call.error().code()).isEqualTo(ErrorCode.UNAVAILABLE);
        assertThat(call.text()).contains("text_delta").doesNotContain("message_stop");
        router.billing.settleFailures.set(0);
        await().until(() -> router.billing.settles.size() == 1);
        assertThat(router.billing.settles.getFirst().usage().total()).isEqualTo(15);
    }

    @Test
    void aWholeAnswerWhoseSettlementIsLateIsAnError() {
        router.billing.settleFailures.set(1_000);
        router.first.thenAnswer(200, WHOLE);
        RouterFixture.Call call = router.unary("single");
        assertThat(call.error().code()).isEqualTo(ErrorCode.UNAVAILABLE);
        assertThat(call.answer().bytes()).isZero();
    }

    @Test
    void aSettlementFindsTheBillingThatOwnsTheAccountNow() {
        router.billing.settling = false;
        router.first.thenAnswer(200, WHOLE);
        RouterFixture.Call call = router.unary("single");
        await().until(() -> router.billing.settleRequests.get() == 1);
        router.billing.leave();
        FakeBilling next = new FakeBilling(router.bus);
        call.await();
        assertThat(next.settles).hasSize(1);
        assertThat(call.text()).contains("tokens_charged");
    }

    @Test
    void withoutBillingCallsAreRefusedSoon() {
        router.billing.leave();
        assertThat(router.unary("single").error().code()).isEqualTo(ErrorCode.UNAVAILABLE);
    }

    @Test
    void anAdmissionWithoutAnswerIsRefusedAndVoided() {
        router.billing.silentOnAdmission = true;
        assertThat(router.unary("single").error().code()).isEqualTo(ErrorCode.UNAVAILABLE);
        await().until(() -> router.billing.settles.size() == 1);
        assertThat(router.billing.settles.getFirst().usage()).isNull();
        assertThat(router.first.seen()).isEmpty();
    }

    @Test
    void eachOfManyCallsIsSettledOnce() {
        router.first.thenAnswer(200, WHOLE);
        List<RouterFixture.Call> calls = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            calls.add(router.unary("single"));
        }
        calls.forEach(RouterFixture.Call::await);
        assertThat(router.billing.settles).hasSize(50);
        assertThat(router.billing.settleRequests.get()).isEqualTo(50);
        assertThat(router.billing.settles.stream().map(Settle::callId).distinct())
                .hasSize(50);
    }

    @Test
    void callsAboveTheLimitAreRefused() {
        router.first.thenHold();
        List<RouterFixture.Call> calls = new ArrayList<>();
        for (int i = 0; i <= RouterFixture.SHORT.calls(); i++) {
            calls.add(router.unary("single"));
        }
        assertThat(calls.getLast().error().code()).isEqualTo(ErrorCode.UNAVAILABLE);
        await().until(() -> router.first.seen().size() == RouterFixture.SHORT.calls());
    }

    @Test
    void undeployingLetsARunningCallEndAndTakesNoNewOne() throws InterruptedException {
        router.first.thenHold();
        RouterFixture.Call running = router.unary("single");
        var upstream = router.first.takeOpen();
        Thread undeploy = Thread.ofVirtual().start(router::undeploy);
        await().until(() -> {
            RouterFixture.Call late = router.unary("single");
            return late.answer().awaitEnd(1) && late.answer().error() != null;
        });
        upstream.whole(200, WHOLE);
        running.await();
        assertThat(running.text()).contains("tokens_charged");
        undeploy.join();
    }

    @Test
    void aSettlementThatIsRefusedForGoodEndsTheCallAndIsNotRepeated() {
        router.billing.settleRefusal = GatewayError.of(Fault.CLIENT, ErrorCode.NOT_FOUND, "no such call");
        router.first.thenStream(START, BLOCK, delta("a"), END);
        RouterFixture.Call call = router.stream("single");
        assertThat(call.error().code()).isEqualTo(ErrorCode.INTERNAL_ERROR);
        await().during(Duration.ofMillis(500)).until(() -> router.billing.settleRequests.get() == 1);
    }

    @Test
    void aStreamSurvivesARestartOfBillingAndIsChargedOnce() {
        try (RouterFixture patient = new RouterFixture(
                "{ attempts: 1 }", "{ connect: 2s }", RouterFixture.patient(Duration.ofSeconds(10)))) {
            patient.first.thenHold();
            RouterFixture.Call call = patient.stream("single");
            ScriptedUpstream.Exchange upstream = patient.first.takeOpen();
            upstream.head(200, "content-type", "text/event-stream");
            upstream.chunk(START + BLOCK + delta("a"));
            await().until(() -> call.text().contains("text_delta"));
            patient.billing.leave();
            upstream.chunk(delta("b") + END);
            upstream.end();
            await().until(() -> call.text().contains(delta("b")));
            await().during(Duration.ofMillis(800))
                    .until(() -> call.answer().terminals().isEmpty());
            FakeBilling restarted = new FakeBilling(patient.bus);
            call.await();
            assertThat(call.answer().terminals()).containsExactly("end");
            assertThat(call.text()).contains("\"tokens_charged\":15").contains("message_stop");
            assertThat(restarted.settles).hasSize(1);
            assertThat(patient.billing.settles).isEmpty();
        }
    }
}
