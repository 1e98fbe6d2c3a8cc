package org.modelgate.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.modelgate.router.Wire.BLOCK;
import static org.modelgate.router.Wire.END;
import static org.modelgate.router.Wire.START;
import static org.modelgate.router.Wire.WHOLE;
import static org.modelgate.router.Wire.delta;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.modelgate.common.bus.messages.Settle;
import org.modelgate.common.http.ScriptedUpstream.Exchange;
import org.modelgate.common.inference.DialectId;

/** Billing says in the middle of an answer that its account has no more credit. */
class CreditExhaustedTest {
    private static final String CHUNK = "data: {\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"created\":1,"
            + "\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":%s,\"finish_reason\":null}]}\n\n";

    private RouterFixture router;

    @AfterEach
    void stop() {
        router.close();
    }

    private void start(String typeOfFirst) {
        router = new RouterFixture("""
                providers:
                  one: { type: TYPE, base_url: %s, api_key: key-one, timeouts: { connect: 2s, idle: 5s } }
                  two: { type: anthropic, base_url: %s/v1, api_key: key-two }
                models:
                  - id: single
                    targets: [{ provider: one, model: m-one }]
                retries: { attempts: 1 }
                """.replace("TYPE", typeOfFirst), RouterFixture.SHORT);
    }

    private Exchange begun(RouterFixture.Call call, String start, String content) {
        Exchange upstream = router.first.takeOpen();
        upstream.head(200, "content-type", "text/event-stream");
        upstream.chunk(start + content);
        await().until(() -> call.text().contains("abcdefgh"));
        return upstream;
    }

    private Settle settled() {
        await().until(() -> router.billing.settles.size() == 1);
        return router.billing.settles.getFirst();
    }

    @Test
    void aStreamInTheProvidersDialectEndsInOrderAndIsPaidAsFarAsItCame() {
        start("anthropic");
        router.first.thenHold();
        RouterFixture.Call call = router.stream("single");
        Exchange upstream = begun(call, START + BLOCK, delta("abcdefgh"));
        router.billing.exhaust();
        call.await();
        assertThat(call.answer().terminals()).containsExactly("end");
        assertThat(call.text())
                .startsWith(START + BLOCK + delta("abcdefgh")
                        + "event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":0}\n\n"
                        + "event: message_delta\n")
                .contains("\"stop_reason\":\"max_tokens\"", "\"tokens_charged\":12", "\"stop\":\"credit\"")
                .endsWith("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");
        await().until(() -> router.first.aborted() == 1);
        Settle settle = settled();
        assertThat(settle.outcome()).isEqualTo("interrupted");
        assertThat(settle.usage().input()).isEqualTo(10);
        assertThat(settle.usage().output()).isEqualTo(2);
        router.billing.exhaust();
        upstream.chunk(delta("late"));
        assertThat(call.text()).doesNotContain("late");
    }

    @Test
    void aChatClientOfAnotherDialectGetsItsOwnEnd() {
        start("anthropic");
        router.useRealTranslator();
        router.first.thenHold();
        RouterFixture.Call call = router.call(DialectId.OPENAI_CHAT, RouterFixture.body("single", true), 10_000);
        begun(call, START + BLOCK, delta("abcdefgh"));
        router.billing.exhaust();
        call.await();
        assertThat(call.answer().terminals()).containsExactly("end");
        assertThat(call.text())
                .contains("\"finish_reason\":\"length\"", "\"tokens_charged\":12", "\"stop\":\"credit\"")
                .endsWith("data: [DONE]\n\n");
        assertThat(settled().outcome()).isEqualTo("interrupted");
    }

    @Test
    void aResponsesClientOfAnotherDialectGetsItsOwnEnd() {
        start("anthropic");
        router.useRealTranslator();
        router.first.thenHold();
        String body =
                "{\"model\":\"single\",\"stream\":true,\"store\":false,\"max_output_tokens\":100,\"input\":\"hello\"}";
        RouterFixture.Call call = router.call(DialectId.OPENAI_RESPONSES, body, 10_000);
        begun(call, START + BLOCK, delta("abcdefgh"));
        router.billing.exhaust();
        call.await();
        assertThat(call.text())
                .contains(
                        "event: response.output_text.done",
                        "event: response.output_item.done",
                        "event: response.incomplete",
                        "\"incomplete_details\":{\"reason\":\"max_output_tokens\"}",
                        "\"output_tokens\":2",
                        "\"stop\":\"credit\"");
    }

    @Test
    void aMessagesClientOfAChatProviderGetsItsOwnEnd() {
        start("openai-compatible");
        router.useRealTranslator();
        router.first.thenHold();
        RouterFixture.Call call = router.stream("single");
        begun(call, CHUNK.formatted("{\"role\":\"assistant\"}"), CHUNK.formatted("{\"content\":\"abcdefgh\"}"));
        router.billing.exhaust();
        call.await();
        assertThat(call.text())
                .contains("event: content_block_stop", "\"stop_reason\":\"max_tokens\"", "\"stop\":\"credit\"")
                .endsWith("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");
        await().until(() -> router.first.aborted() == 1);
    }

    @Test
    void aChatStreamInTheProvidersDialectEndsWithLength() {
        start("openai-compatible");
        router.first.thenHold();
        RouterFixture.Call call = router.call(DialectId.OPENAI_CHAT, RouterFixture.body("single", true), 10_000);
        begun(call, CHUNK.formatted("{\"role\":\"assistant\"}"), CHUNK.formatted("{\"content\":\"abcdefgh\"}"));
        router.billing.exhaust();
        call.await();
        assertThat(call.text())
                .contains("\"delta\":{},\"logprobs\":null,\"finish_reason\":\"length\"", "\"stop\":\"credit\"")
                .endsWith("data: [DONE]\n\n");
    }

    @Test
    void anAnswerWhoseEndHasComeEndsByItself() {
        start("anthropic");
        router.first.thenHold();
        router.billing.settling = false;
        RouterFixture.Call call = router.stream("single");
        Exchange upstream = begun(call, START + BLOCK, delta("abcdefgh"));
        upstream.chunk(END);
        await().until(() -> router.billing.settles.size() == 1);
        router.billing.exhaust();
        router.billing.settleAll();
        call.await();
        assertThat(call.text()).contains("\"stop_reason\":\"end_turn\"").doesNotContain("\"stop\":\"credit\"");
        assertThat(settled().outcome()).isEqualTo("completed");
    }

    @Test
    void aWholeAnswerIsNotCutAndCostsWhatWasReservedAtMost() {
        start("anthropic");
        router.first.thenHold();
        RouterFixture.Call call = router.unary("single");
        Exchange upstream = router.first.takeOpen();
        router.billing.exhaust();
        upstream.whole(200, WHOLE);
        call.await();
        assertThat(call.answer().error()).isNull();
        assertThat(call.text()).contains("\"tokens_charged\":15").doesNotContain("\"stop\":\"credit\"");
    }
}
