package org.modelgate.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.modelgate.router.Wire.BLOCK;
import static org.modelgate.router.Wire.END;
import static org.modelgate.router.Wire.START;
import static org.modelgate.router.Wire.WHOLE;
import static org.modelgate.router.Wire.delta;
import static org.modelgate.router.Wire.error;

import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.modelgate.common.bus.messages.Settle;
import org.modelgate.common.inference.DialectId;

/** Reasoning that another provider or proxy signed is refused by the provider that gets it back. */
@DisplayName("pitfall 26: a refused signature leads to exactly one retry without reasoning")
class RefusedReasoningTest {
    private static final String REFUSAL =
            error("invalid_request_error", "messages.1.content.0: Invalid `signature` in `thinking` block");
    private static final String BODY =
            "{\"model\":\"both\",\"max_tokens\":100,\"stream\":%s,\"thinking\":{\"type\":\"adaptive\"},\"messages\":["
                    + "{\"role\":\"user\",\"content\":\"hello\"},{\"role\":\"assistant\",\"content\":["
                    + "{\"type\":\"thinking\",\"thinking\":\"t\",\"signature\":\"foreign\"},{\"type\":\"text\",\"text\":\"a\"}]},"
                    + "{\"role\":\"user\",\"content\":\"go on\"}]}";

    private RouterFixture router;

    @BeforeEach
    void start() {
        router = new RouterFixture("{ attempts: 1 }", "{ connect: 2s, first_byte: 300ms, idle: 300ms }");
    }

    @AfterEach
    void stop() {
        router.close();
    }

    @Test
    void pitfall26TheSameTargetGetsTheBytesWithoutReasoning() {
        router.first.thenAnswer(400, REFUSAL).thenStream(START, BLOCK, delta("a"), END);
        RouterFixture.Call call = router.call(DialectId.ANTHROPIC_MESSAGES, BODY.formatted(true), 10_000);
        call.await();
        assertThat(call.answer().error()).isNull();
        assertThat(call.header("x-gateway-attempts")).isEqualTo("2");
        assertThat(call.header("x-gateway-warnings")).isEqualTo("messages;reasoning-dropped");
        assertThat(router.first.seen().getFirst().body()).contains("foreign");
        assertThat(router.first.seen().getLast().body())
                .isEqualTo(router.first
                        .seen()
                        .getFirst()
                        .body()
                        .replace("{\"type\":\"thinking\",\"thinking\":\"t\",\"signature\":\"foreign\"},", ""));
        assertThat(router.billing.settles.getFirst().attempts())
                .extracting(Settle.AttemptRecord::outcome)
                .containsExactly("invalid_request", "ok");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ANTHROPIC_MESSAGES", "OPENAI_CHAT"})
    void pitfall26ASecondRefusalGoesToTheClient(DialectId dialect) {
        router.first.thenAnswer(400, REFUSAL).thenAnswer(400, REFUSAL).thenAnswer(200, WHOLE);
        RouterFixture.Call call = router.call(dialect, BODY.formatted(false), 10_000);
        assertThat(call.error().status()).isEqualTo(400);
        assertThat(call.error().message()).contains("in `thinking` block");
        assertThat(router.first.seen()).hasSize(2);
        assertThat(router.second.seen()).isEmpty();
        assertThat(router.billing.settles.getFirst().usage()).isNull();
        assertThat(router.billing.settles.getFirst().attempts()).hasSize(2);
    }

    @Test
    void pitfall26TheTranslatorIsToldToLeaveReasoningOut() {
        router.first.thenAnswer(400, REFUSAL).thenAnswer(200, WHOLE);
        RouterFixture.Call call = router.call(DialectId.OPENAI_CHAT, BODY.formatted(false), 10_000);
        call.await();
        assertThat(call.answer().error()).isNull();
        assertThat(router.translator.opened)
                .extracting(open -> open.withoutReasoning())
                .containsExactly(false, true);
        assertThat(call.header("x-gateway-warnings")).contains("messages;reasoning-dropped");
        assertThat(router.translator.dismissed).hasSize(1);
    }

    @Test
    void aStrictClientGetsTheRefusal() {
        router.first.thenAnswer(400, REFUSAL);
        RouterFixture.Call call = router.call(
                DialectId.ANTHROPIC_MESSAGES, BODY.formatted(false), 10_000, Map.of("x-gateway-strict", "true"));
        assertThat(call.error().status()).isEqualTo(400);
        assertThat(router.first.seen()).hasSize(1);
    }
}
