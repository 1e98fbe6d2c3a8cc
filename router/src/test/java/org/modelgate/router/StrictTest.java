package org.modelgate.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.modelgate.router.Wire.BLOCK;
import static org.modelgate.router.Wire.END;
import static org.modelgate.router.Wire.START;
import static org.modelgate.router.Wire.delta;

import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.inference.DialectId;

/** {@code x-gateway-strict: true}. */
class StrictTest {
    private static final Map<String, String> STRICT = Map.of("x-gateway-strict", "true");

    private RouterFixture router;

    @BeforeEach
    void start() {
        router = new RouterFixture("{ attempts: 3 }", "{ connect: 2s, first_byte: 300ms, idle: 300ms }");
    }

    @AfterEach
    void stop() {
        router.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aWarningIsARefusalThatNamesItsFieldAndCostsNothing(boolean stream) {
        GatewayError error = router.call(DialectId.OPENAI_CHAT, RouterFixture.body("both", stream), 10_000, STRICT)
                .error();
        assertThat(error.status()).isEqualTo(400);
        assertThat(error.param()).isEqualTo("seed");
        assertThat(error.message()).startsWith("seed: ");
        assertThat(router.first.seen()).isEmpty();
        assertThat(router.second.seen()).isEmpty();
        assertThat(router.translator.opened).hasSize(1);
        assertThat(router.billing.settles.getFirst().usage()).isNull();
    }

    @Test
    void withoutAWarningItChangesNothing() {
        router.first.thenStream(START, BLOCK, delta("a"), END);
        RouterFixture.Call call =
                router.call(DialectId.ANTHROPIC_MESSAGES, RouterFixture.body("both", true), 10_000, STRICT);
        call.await();
        assertThat(call.answer().error()).isNull();
    }
}
