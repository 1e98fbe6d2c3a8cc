package org.modelgate.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.modelgate.router.Wire.WHOLE;
import static org.modelgate.router.Wire.error;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.modelgate.common.bus.messages.Settle;
import org.modelgate.common.http.ScriptedUpstream.Exchange;
import org.modelgate.common.inference.DialectId;
import org.modelgate.common.inference.UsageSource;

/** Clients that leave an answer which their provider makes, and wants paid, to its end. */
class DrainTest {
    static final String HEAD = "data: {\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"model\":\"m\",";
    static final String CONTENT =
            HEAD + "\"choices\":[{\"index\":0,\"delta\":{\"content\":\"abcdefgh\"},\"finish_reason\":null}]}\n\n";
    static final String FINISH =
            HEAD + "\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n" + HEAD
                    + "\"choices\":[],\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":5,\"total_tokens\":15}}\n\n"
                    + "data: [DONE]\n\n";

    private RouterFixture router;

    @BeforeEach
    void start() {
        router = fixture();
    }

    static RouterFixture fixture() {
        return new RouterFixture("""
                providers:
                  one: { type: openai-compatible, base_url: %s, api_key: key-one, timeouts: { connect: 2s, idle: 5s } }
                  two: { type: anthropic, base_url: %s/v1, api_key: key-two, timeouts: { connect: 2s, idle: 5s } }
                models:
                  - id: chat
                    targets: [{ provider: one, model: m-one }]
                  - id: messages
                    targets: [{ provider: two, model: m-two }]
                retries: { attempts: 1 }
                """, RouterFixture.SHORT);
    }

    @AfterEach
    void stop() {
        router.close();
    }

    private RouterFixture.Call call(boolean stream) {
        return router.call(DialectId.OPENAI_CHAT, RouterFixture.body("chat", stream), 10_000);
    }

    private Exchange begun(RouterFixture.Call call) {
        Exchange upstream = router.first.takeOpen();
        upstream.head(200, "content-type", "text/event-stream");
        upstream.chunk(CONTENT);
        await().until(() -> call.text().contains("abcdefgh"));
        return upstream;
    }

    private Settle settled() {
        await().until(() -> router.billing.settles.size() == 1);
        return router.billing.settles.getFirst();
    }

    @Test
    void aStreamIsReadToItsEndAndPaidByItsFinalFigures() {
        router.first.thenHold();
        RouterFixture.Call call = call(true);
        Exchange upstream = begun(call);
        call.leave();
        upstream.chunk(CONTENT);
        upstream.chunk(FINISH);
        upstream.end();
        Settle settle = settled();
        assertThat(settle.outcome()).isEqualTo("cancelled");
        assertThat(settle.source()).isEqualTo(UsageSource.PROVIDER_FINAL);
        assertThat(settle.usage().total()).isEqualTo(15);
        assertThat(router.first.aborted()).isZero();
    }

    @Test
    void aStreamThatGoesOnForTooLongIsClosedAndPaidByAnEstimate() {
        router.first.thenHold();
        RouterFixture.Call call = call(true);
        begun(call);
        call.leave();
        Settle settle = settled();
        assertThat(settle.source()).isEqualTo(UsageSource.ESTIMATED);
        assertThat(settle.usage().output()).isEqualTo(2);
        await().until(() -> router.first.aborted() == 1);
    }

    @Test
    void aStreamThatHasUsedUpItsCreditIsClosed() {
        router.first.thenHold();
        RouterFixture.Call call = call(true);
        begun(call);
        call.leave();
        router.billing.exhaust();
        assertThat(settled().usage().output()).isEqualTo(2);
        await().until(() -> router.first.aborted() == 1);
    }

    @Test
    void oneInTenOfTheSlotsIsForAnswersThatNobodyWaitsFor() {
        router.first.thenHold();
        List<RouterFixture.Call> calls = new ArrayList<>();
        int most = RouterFixture.SHORT.calls() / 10;
        for (int i = 0; i < most + 2; i++) {
            calls.add(call(true));
            begun(calls.getLast());
        }
        calls.forEach(RouterFixture.Call::leave);
        await().until(() -> router.first.aborted() == 2);
        assertThat(router.billing.settles).hasSize(2);
        await().until(() -> router.billing.settles.size() == most + 2);
    }

    @Test
    void aWholeAnswerIsWaitedForEvenWhereStreamsStop() {
        router.second.thenHold();
        RouterFixture.Call call =
                router.call(DialectId.ANTHROPIC_MESSAGES, RouterFixture.body("messages", false), 10_000);
        Exchange upstream = router.second.takeOpen();
        call.leave();
        upstream.whole(200, WHOLE);
        assertThat(settled().usage().total()).isEqualTo(15);
        assertThat(router.second.aborted()).isZero();
    }

    @Test
    void whatTheProviderRefusesAfterAllIsFree() {
        router.first.thenHold();
        RouterFixture.Call call = call(true);
        Exchange upstream = router.first.takeOpen();
        call.leave();
        upstream.whole(400, error("invalid_request_error", "no"));
        Settle settle = settled();
        assertThat(settle.usage()).isNull();
        assertThat(settle.outcome()).isEqualTo("cancelled");
    }

    @Test
    void aTranslatedStreamIsReadToItsEndToo() {
        router.useRealTranslator();
        router.first.thenHold();
        RouterFixture.Call call = router.call(DialectId.ANTHROPIC_MESSAGES, RouterFixture.body("chat", true), 10_000);
        Exchange upstream = begun(call);
        call.leave();
        upstream.chunk(FINISH);
        upstream.end();
        assertThat(settled().usage().total()).isEqualTo(15);
    }
}
