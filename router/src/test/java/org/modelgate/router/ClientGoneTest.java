package org.modelgate.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.modelgate.router.Wire.BLOCK;
import static org.modelgate.router.Wire.END;
import static org.modelgate.router.Wire.START;
import static org.modelgate.router.Wire.delta;
import static org.modelgate.router.Wire.error;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.modelgate.common.bus.messages.Settle;
import org.modelgate.common.http.ScriptedUpstream.Exchange;
import org.modelgate.common.inference.DialectId;

/** Clients that leave, and clients that read slowly. */
class ClientGoneTest {
    private RouterFixture router;

    @BeforeEach
    void start() {
        router = new RouterFixture("{ attempts: 3, base_delay: 2s }", "{ connect: 2s, idle: 400ms }");
    }

    @AfterEach
    void stop() {
        router.close();
    }

    @Test
    void leavingInTheStreamResetsTheProviderAndPaysWhatCame() {
        router.first.thenHold();
        RouterFixture.Call call = router.stream("single");
        Exchange upstream = router.first.takeOpen();
        upstream.head(200, "content-type", "text/event-stream");
        upstream.chunk(START + BLOCK + delta("a"));
        await().until(() -> call.text().contains("text_delta"));
        call.leave();
        await().until(() -> router.first.aborted() == 1);
        await().until(() -> router.billing.settles.size() == 1);
        Settle settle = router.billing.settles.getFirst();
        assertThat(settle.outcome()).isEqualTo("cancelled");
        assertThat(settle.usage().input()).isEqualTo(10);
    }

    @Test
    void leavingATranslatedStreamResetsTheProviderToo() {
        router.first.thenHold();
        RouterFixture.Call call = router.call(DialectId.OPENAI_CHAT, RouterFixture.body("single", true), 10_000);
        Exchange upstream = router.first.takeOpen();
        upstream.head(200, "content-type", "text/event-stream");
        upstream.chunk(START + BLOCK + delta("a"));
        await().until(() -> call.text().contains("text_delta"));
        call.leave();
        await().until(() -> router.first.aborted() == 1);
        await().until(() -> router.billing.settles.size() == 1);
        assertThat(router.billing.settles.getFirst().outcome()).isEqualTo("cancelled");
    }

    @Test
    void leavingBeforeTheAnswerResetsTheProviderAndPaysTheInput() {
        router.first.thenHold();
        RouterFixture.Call call = router.stream("single");
        router.first.takeOpen();
        call.leave();
        await().until(() -> router.first.aborted() == 1);
        await().until(() -> router.billing.settles.size() == 1);
        Settle settle = router.billing.settles.getFirst();
        assertThat(settle.usage().input()).isPositive();
        assertThat(settle.usage().output()).isZero();
    }

    @Test
    void leavingWhileNothingRunsAtAProviderCostsNothing() {
        router.first.thenAnswer(500, error("api_error", "oops"));
        RouterFixture.Call call = router.unary("single");
        await().until(() -> router.first.seen().size() == 1);
        await().during(Duration.ofMillis(200)).until(() -> router.first.seen().size() == 1);
        call.leave();
        await().until(() -> router.billing.settles.size() == 1);
        assertThat(router.billing.settles.getFirst().usage()).isNull();
        assertThat(router.billing.settles.getFirst().outcome()).isEqualTo("cancelled");
    }

    @Test
    void aSlowReaderPausesTheProviderAndIsNotTakenForSilence() {
        router.first.thenHold();
        RouterFixture.Call call = router.stream("single");
        Exchange upstream = router.first.takeOpen();
        upstream.head(200, "content-type", "text/event-stream");
        upstream.chunk(START + BLOCK);
        String kilobytes = delta("x".repeat(100_000));
        AtomicInteger sent = new AtomicInteger();
        await().during(Duration.ofMillis(800)).until(() -> {
            boolean full = upstream.full();
            while (!upstream.full() && sent.get() < 500) {
                upstream.chunk(kilobytes);
                sent.incrementAndGet();
            }
            return full;
        });
        assertThat(sent.get()).isLessThan(500);
        assertThat(call.answer().terminals()).isEmpty();
        int taken = 0;
        upstream.chunk(END);
        upstream.end();
        while (call.answer().terminals().isEmpty()) {
            int bytes = call.answer().bytes();
            if (bytes > taken) {
                call.consume(bytes - taken);
                taken = bytes;
            }
        }
        assertThat(call.answer().terminals()).containsExactly("end");
        assertThat(call.text()).endsWith("{\"type\":\"message_stop\"}\n\n");
    }

    @Test
    void leavingDuringAdmissionVoidsTheReservationAndAsksNoProvider() {
        router.billing.holdsAdmission = true;
        RouterFixture.Call call = router.unary("single");
        await().until(() -> router.billing.admits.size() == 1);
        call.leave();
        router.billing.admitHeld();
        await().until(() -> router.billing.settles.size() == 1);
        assertThat(router.billing.settles.getFirst().usage()).isNull();
        assertThat(router.billing.settles.getFirst().outcome()).isEqualTo("cancelled");
        assertThat(router.first.seen()).isEmpty();
    }

    @Test
    void leavingBeforeATranslatedAnswerEndsItsTranslationToo() {
        router.first.thenHold();
        RouterFixture.Call call = router.call(DialectId.OPENAI_CHAT, RouterFixture.body("single", true), 10_000);
        router.first.takeOpen();
        call.leave();
        await().until(() -> router.first.aborted() == 1);
        await().until(() -> router.translator.dismissed.size() == 1);
        await().until(() -> router.billing.settles.size() == 1);
    }
}
