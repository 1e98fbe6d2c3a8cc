package org.modelgate.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.modelgate.router.Wire.BLOCK;
import static org.modelgate.router.Wire.END;
import static org.modelgate.router.Wire.OVERLOADED;
import static org.modelgate.router.Wire.START;
import static org.modelgate.router.Wire.WHOLE;
import static org.modelgate.router.Wire.delta;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.modelgate.common.bus.messages.Settle;
import org.modelgate.common.error.ErrorCode;
import org.modelgate.common.http.ScriptedUpstream;
import org.modelgate.common.inference.DialectId;
import org.modelgate.common.inference.Usage;
import org.modelgate.common.inference.UsageSource;

/** Pitfall 49: a provider that pauses within its answer is asked to go on where the client knows no pause. */
class PausedProviderTest {
    private static final String REQUEST =
            "{\"model\":\"m\",\"max_tokens\":100,\"tools\":[{\"type\":\"web_search_20260318\",\"name\":\"web_search\"}],"
                    + "\"messages\":[{\"role\":\"user\",\"content\":\"hello there\"}]}";
    private static final String PAUSE = END.replace("end_turn", "pause_turn");
    private static final String PAUSED = WHOLE.replace("end_turn", "pause_turn").replace("hi", "ha");

    private RouterFixture router;

    @BeforeEach
    void start() {
        router = new RouterFixture("{ attempts: 3, base_delay: 10ms }", "{ connect: 2s, first_byte: 4s, idle: 4s }");
        router.translator.makes = body -> REQUEST;
    }

    @AfterEach
    void stop() {
        router.close();
    }

    private RouterFixture.Call translated(boolean stream) {
        return router.call(DialectId.OPENAI_CHAT, RouterFixture.body("both", stream), 10_000);
    }

    @Test
    void pitfall49AWholeAnswerIsMadeOfItsRoundsAndChargedOnce() {
        router.first.thenAnswer(200, PAUSED, "request-id", "req_1").thenAnswer(200, WHOLE, "request-id", "req_2");
        RouterFixture.Call call = translated(false);
        call.await();
        assertThat(call.text())
                .contains("\"text\":\"ha\"},{\"type\":\"text\",\"text\":\"hi\"}")
                .contains("end_turn");
        assertThat(call.header("x-gateway-attempts")).isEqualTo("1");
        assertThat(router.first.seen()).hasSize(2);
        ScriptedUpstream.Seen second = router.first.seen().getLast();
        assertThat(second.body())
                .contains("{\"role\":\"assistant\",\"content\":[{\"type\":\"text\",\"text\":\"ha\"}]}")
                .contains("\"max_tokens\":95");
        assertThat(second.headers().get("x-extra")).isEqualTo("1");
        assertThat(second.headers().get("x-api-key")).isEqualTo("key-one");
        assertThat(router.billing.settles).hasSize(1);
        Settle settle = router.billing.settles.getFirst();
        assertThat(settle.usage()).isEqualTo(Usage.of(20, 10));
        assertThat(settle.source()).isEqualTo(UsageSource.PROVIDER_FINAL);
        assertThat(settle.attempts()).hasSize(1);
    }

    @Test
    void pitfall49AStreamGoesOnInTheSameSession() {
        router.first.thenStream(START, BLOCK, delta("a"), PAUSE).thenStream(START, BLOCK, delta("b"), END);
        RouterFixture.Call call = translated(true);
        call.await();
        assertThat(call.answer().error()).isNull();
        assertThat(router.translator.opened).hasSize(1);
        assertThat(call.text()).containsOnlyOnce("event: message_stop").containsOnlyOnce("event: message_delta");
        assertThat(call.text())
                .contains("\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"a\"}")
                .contains("\"index\":1,\"delta\":{\"type\":\"text_delta\",\"text\":\"b\"}");
        assertThat(router.first.seen().getLast().body()).contains("\"content\":[{\"type\":\"text\",\"text\":\"a\"}]");
        assertThat(router.billing.settles.getFirst().usage()).isEqualTo(Usage.of(20, 10));
    }

    @Test
    void aRoundThatIsRefusedAfterContentEndsTheStreamWithAnErrorAndIsCharged() {
        router.first
                .thenStream(START, BLOCK, delta("a"), PAUSE)
                .thenAnswer(529, Wire.error("overloaded_error", "Overloaded"));
        RouterFixture.Call call = translated(true);
        assertThat(call.error().code()).isEqualTo(ErrorCode.OVERLOADED);
        assertThat(router.first.seen()).hasSize(2);
        assertThat(router.second.seen()).isEmpty();
        await().until(() -> !router.billing.settles.isEmpty());
        Settle settle = router.billing.settles.getFirst();
        assertThat(settle.outcome()).isEqualTo("interrupted");
        assertThat(settle.usage()).isEqualTo(Usage.of(10, 5));
    }

    @Test
    void aRoundThatFailsInItsStreamEndsTheStreamWithItsError() {
        router.first.thenStream(START, BLOCK, delta("a"), PAUSE).thenStream(START, BLOCK, delta("b"), OVERLOADED);
        RouterFixture.Call call = translated(true);
        assertThat(call.error().code()).isEqualTo(ErrorCode.OVERLOADED);
        await().until(() -> !router.billing.settles.isEmpty());
        // both rounds' input, the first one's output, and what the second began with
        assertThat(router.billing.settles.getFirst().usage()).isEqualTo(Usage.of(20, 6));
    }

    @Test
    void aRoundThatFailsBeforeAnythingReachedTheClientLetsAnotherTargetTry() {
        router.first.thenAnswer(200, PAUSED).thenAnswer(401, Wire.error("authentication_error", "no"));
        router.second.thenAnswer(200, WHOLE);
        RouterFixture.Call call = translated(false);
        call.await();
        assertThat(call.text()).contains("\"text\":\"hi\"").doesNotContain("\"text\":\"ha\"");
        assertThat(call.header("x-gateway-provider")).isEqualTo("two");
    }

    @Test
    void aRoundThatGetsNoAnswerMissesItsTime() {
        router.first.thenStream(START, BLOCK, delta("a"), PAUSE).thenHold();
        RouterFixture.Call call = translated(true);
        assertThat(call.error().code()).isEqualTo(ErrorCode.TIMEOUT);
        await().until(() -> router.first.aborted() == 1);
    }

    @Test
    void aClientOfTheProvidersDialectGetsThePauseItself() {
        router.first.thenAnswer(200, PAUSED);
        RouterFixture.Call call = router.call(
                DialectId.ANTHROPIC_MESSAGES, REQUEST.replace("\"model\":\"m\"", "\"model\":\"single\""), 10_000);
        call.await();
        assertThat(call.text()).contains("pause_turn");
        assertThat(router.first.seen()).hasSize(1);
    }
}
