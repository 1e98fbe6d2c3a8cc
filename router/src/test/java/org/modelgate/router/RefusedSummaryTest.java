package org.modelgate.router;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.modelgate.common.bus.messages.OpenTranslation;
import org.modelgate.common.inference.DialectId;

/** OpenAI shows summaries of reasoning to organisations only that it has verified; others get their answers without. */
class RefusedSummaryTest {
    private static final String REFUSAL =
            "{\"error\":{\"message\":\"Your organization must be verified to generate reasoning "
                    + "summaries. Please go to https://platform.openai.com/settings/organization/general\","
                    + "\"type\":\"invalid_request_error\",\"param\":\"reasoning.summary\",\"code\":\"unsupported_value\"}}";
    private static final String BODY = "{\"model\":\"m\",\"reasoning\":{\"effort\":\"low\",\"summary\":\"auto\"},"
            + "\"input\":\"hello there\",\"max_output_tokens\":100}";
    private static final String WHOLE =
            "{\"id\":\"resp_1\",\"object\":\"response\",\"created_at\":1,\"status\":\"completed\","
                    + "\"model\":\"m-one\",\"output\":[{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\","
                    + "\"status\":\"completed\",\"content\":[{\"type\":\"output_text\",\"text\":\"hi\",\"annotations\":[]}]}],"
                    + "\"usage\":{\"input_tokens\":3,\"output_tokens\":2,\"total_tokens\":5}}";

    private RouterFixture router;

    @BeforeEach
    void start() {
        router = new RouterFixture("""
                providers:
                  one: { type: openai-responses, base_url: %s/v1, api_key: key-one }
                  two: { type: openai-responses, base_url: %s/v1, api_key: key-two }
                models:
                  - id: m
                    targets: [{ provider: one, model: m-one }, { provider: two, model: m-two }]
                """, RouterFixture.SHORT);
    }

    @AfterEach
    void stop() {
        router.close();
    }

    @Test
    void theSameTargetIsAskedAgainWithoutTheSummary() {
        router.first.thenAnswer(400, REFUSAL).thenAnswer(200, WHOLE);
        RouterFixture.Call call = router.call(DialectId.OPENAI_RESPONSES, BODY, 10_000);
        call.await();
        assertThat(call.answer().error()).isNull();
        assertThat(call.header("x-gateway-attempts")).isEqualTo("2");
        assertThat(call.header("x-gateway-warnings")).isEqualTo("reasoning.summary;dropped");
        assertThat(router.first.seen().getFirst().body()).contains("\"summary\":\"auto\"");
        assertThat(router.first.seen().getLast().body())
                .isEqualTo(router.first.seen().getFirst().body().replace(",\"summary\":\"auto\"", ""));
        assertThat(router.second.seen()).isEmpty();
    }

    @Test
    void theTranslatorIsToldToLeaveItOut() {
        router.first.thenAnswer(400, REFUSAL).thenAnswer(200, WHOLE);
        RouterFixture.Call call = router.call(DialectId.ANTHROPIC_MESSAGES, RouterFixture.body("m", false), 10_000);
        call.await();
        assertThat(router.translator.opened)
                .extracting(OpenTranslation::withoutSummary)
                .containsExactly(false, true);
        assertThat(router.translator.opened).noneMatch(OpenTranslation::withoutReasoning);
        assertThat(call.header("x-gateway-warnings")).contains("reasoning.summary;dropped");
    }

    @Test
    void aSecondRefusalGoesToTheClient() {
        router.first.thenAnswer(400, REFUSAL).thenAnswer(400, REFUSAL).thenAnswer(200, WHOLE);
        RouterFixture.Call call = router.call(DialectId.OPENAI_RESPONSES, BODY, 10_000);
        assertThat(call.error().status()).isEqualTo(400);
        assertThat(call.error().message()).contains("must be verified");
        assertThat(router.first.seen()).hasSize(2);
        assertThat(router.second.seen()).isEmpty();
    }

    @Test
    void reasoningAndSummaryMayBothBeRefused() {
        String reasoning = "{\"error\":{\"message\":\"no\",\"code\":\"invalid_encrypted_content\"}}";
        router.first.thenAnswer(400, reasoning).thenAnswer(400, REFUSAL).thenAnswer(200, WHOLE);
        RouterFixture.Call call = router.call(DialectId.OPENAI_RESPONSES, BODY, 10_000);
        call.await();
        assertThat(call.header("x-gateway-warnings"))
                .contains("messages;reasoning-dropped")
                .contains("summary;dropped");
    }

    @Test
    void aStrictClientGetsTheRefusal() {
        router.first.thenAnswer(400, REFUSAL);
        RouterFixture.Call call =
                router.call(DialectId.OPENAI_RESPONSES, BODY, 10_000, Map.of("x-gateway-strict", "true"));
        assertThat(call.error().status()).isEqualTo(400);
        assertThat(router.first.seen()).hasSize(1);
    }
}
