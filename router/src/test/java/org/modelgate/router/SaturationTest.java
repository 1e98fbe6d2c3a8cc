package org.modelgate.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.modelgate.router.Wire.WHOLE;
import static org.modelgate.router.Wire.error;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.modelgate.common.error.ErrorCode;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.http.ScriptedUpstream.Exchange;
import org.modelgate.common.inference.DialectId;

/** All connections that may be open to a provider are in use. */
class SaturationTest {
    private RouterFixture router;

    @AfterEach
    void stop() {
        router.close();
    }

    private void start(String provider, String models) {
        router = new RouterFixture("""
                providers:
                  one: { PROVIDER, base_url: %s, api_key: key-one }
                  two: { type: anthropic, base_url: %s/v1, api_key: key-two }
                models:
                MODELS
                retries: { attempts: 2, base_delay: 5ms }
                """.replace("PROVIDER", provider).replace("MODELS", models), RouterFixture.SHORT);
    }

    @Test
    void callsGoToTheNextTargetAndTheProviderIsNotTakenForIll() {
        start(
                "type: anthropic, max_connections: 1, timeouts: { connect: 200ms }",
                "  - id: both\n    targets: [{ provider: one, model: m-one }, { provider: two, model: m-two }]");
        router.first.thenHold();
        router.second.thenAnswer(200, WHOLE);
        RouterFixture.Call holding = router.unary("both");
        Exchange held = router.first.takeOpen();
        List<RouterFixture.Call> others = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            others.add(router.unary("both"));
        }
        for (RouterFixture.Call other : others) {
            other.await();
            assertThat(other.answer().error()).isNull();
            assertThat(other.header("x-gateway-provider")).isEqualTo("two");
        }
        held.whole(200, WHOLE);
        holding.await();
        RouterFixture.Call next = router.unary("both");
        router.first.takeOpen().whole(200, WHOLE);
        next.await();
        assertThat(next.header("x-gateway-provider")).isEqualTo("one");
    }

    @Test
    void withoutAnotherTargetTheClientHearsThatTheGatewayIsFull() {
        start(
                "type: anthropic, max_connections: 1, timeouts: { connect: 200ms }",
                "  - id: single\n    targets: [{ provider: one, model: m-one }]");
        router.first.thenHold();
        RouterFixture.Call holding = router.unary("single");
        router.first.takeOpen();
        GatewayError refused = router.unary("single").error();
        assertThat(refused.code()).isEqualTo(ErrorCode.UNAVAILABLE);
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.message()).isEqualTo("all connections to the provider are in use");
        assertThat(holding.answer().terminals()).isEmpty();
    }

    @Test
    void aLargeModelTakesMoreOfAPlanThatSellsConcurrency() {
        start(
                "type: featherless, max_connections: 5",
                "  - id: large\n    price: { input: 1, output: 1 }\n    targets: [{ provider: one, model: org/Big-72B }]\n"
                        + "  - id: small\n    price: { input: 1, output: 1 }\n    targets: [{ provider: one, model: org/Small-8B }]");
        router.first.thenHold();
        call("large");
        Exchange large = router.first.takeOpen();
        assertThat(call("large").error().code())
                .as("four and four are more than five")
                .isEqualTo(ErrorCode.UNAVAILABLE);
        call("small");
        router.first.takeOpen();
        assertThat(call("small").error().code()).isEqualTo(ErrorCode.UNAVAILABLE);
        large.whole(400, error("invalid_request_error", "no"));
        await().until(() -> {
            int before = router.first.seen().size();
            RouterFixture.Call again = call("small");
            return !again.answer().awaitEnd(1) && router.first.seen().size() > before;
        });
    }

    private RouterFixture.Call call(String model) {
        return router.call(DialectId.OPENAI_CHAT, RouterFixture.body(model, true), 10_000);
    }
}
