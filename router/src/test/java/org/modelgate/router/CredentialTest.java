package org.modelgate.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.modelgate.router.Wire.WHOLE;

import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.modelgate.common.bus.messages.TokensCounted;
import org.modelgate.common.error.ErrorCode;
import org.modelgate.common.http.ScriptedUpstream;
import org.modelgate.common.inference.DialectId;

/** Calls that are proven otherwise than by a key: what a client meets when the proof can't be had, or is refused. */
class CredentialTest {
    private static final String CONFIG = """
            providers:
              signed: { type: bedrock, region: eu-west-1, base_url: "%s", access_key_id: AKID, secret_access_key: s3cret }
              vertex: { type: vertex, project: acme, credentials_file: /no/such/file }
              plain: { type: anthropic, base_url: "%s", api_key: k }
            models:
              - id: claude
                targets: [{ provider: signed, model: "us.anthropic.claude-opus-4-6-v1:0" }]
              - id: none
                targets: [{ provider: vertex, model: claude-opus-4-6 }]
              - id: both
                targets: [{ provider: vertex, model: claude-opus-4-6 }, { provider: plain, model: m }]
            retries: { attempts: 2, base_delay: 10ms }
            """;

    private final RouterFixture router = new RouterFixture(CONFIG, RouterFixture.SHORT);

    @AfterEach
    void stop() {
        router.close();
    }

    @Test
    void aRequestIsSignedForItsRegion() {
        router.first.thenAnswer(200, WHOLE);
        router.unary("claude").await();
        ScriptedUpstream.Seen seen = router.first.seen().getFirst();
        assertThat(seen.headers().get("authorization"))
                .startsWith("AWS4-HMAC-SHA256 Credential=AKID/")
                .contains("/eu-west-1/bedrock/aws4_request")
                .contains("SignedHeaders=content-type;host;x-amz-content-sha256;x-amz-date,");
        assertThat(seen.headers().getAll("authorization")).hasSize(1);
    }

    @Test
    void aSignatureOfAWrongClockIsMadeAnewWithinTheSameAttempt() {
        router.first
                .thenAnswer(
                        403,
                        "{\"message\":\"Signature not yet current\"}",
                        "x-amzn-errortype",
                        "InvalidSignatureException:http://x",
                        "date",
                        "Sat, 21 Nov 2020 00:10:00 GMT")
                .thenAnswer(200, WHOLE);
        RouterFixture.Call call = router.unary("claude");
        call.await();
        assertThat(call.text()).contains("\"tokens_charged\":15");
        assertThat(call.header("x-gateway-attempts")).isEqualTo("1");
        assertThat(router.first.seen()).hasSize(2);
        assertThat(router.first.seen().getLast().headers().get("x-amz-date")).startsWith("20201121T00");
    }

    @Test
    void aSignatureThatIsRefusedForGoodIsTheOperatorsFault() {
        router.first.thenAnswer(403, "{\"message\":\"no\"}", "x-amzn-errortype", "InvalidSignatureException:http://x");
        RouterFixture.Call call = router.unary("claude");
        assertThat(call.error().code()).isEqualTo(ErrorCode.PROVIDER_ERROR);
        assertThat(call.error().status()).isEqualTo(502);
        assertThat(router.billing.settles).noneMatch(settle -> settle.usage() != null);
    }

    @Test
    void withoutACredentialTheClientGetsAProvidersError() {
        RouterFixture.Call call = router.unary("none");
        assertThat(call.error().status()).isEqualTo(502);
        assertThat(call.error().code()).isEqualTo(ErrorCode.PROVIDER_ERROR);
        assertThat(call.error().message()).doesNotContain("/no/such/file");
    }

    @Test
    void withoutACredentialTheNextTargetIsTried() {
        router.second.thenAnswer(200, WHOLE);
        RouterFixture.Call call = router.unary("both");
        call.await();
        assertThat(call.header("x-gateway-provider")).isEqualTo("plain");
    }

    @Test
    void tokensOfOpenAisModelsAreCountedWhereTheyCanBe() {
        router.close();
        RouterFixture counting = new RouterFixture("""
                providers:
                  gpt: { type: openai, base_url: "%s/v1", api_key: k }
                  other: { type: openai, base_url: "%s/v1", api_key: k }
                models:
                  - id: own
                    targets: [{ provider: gpt, model: gpt-4.1 }]
                  - id: foreign
                    targets: [{ provider: gpt, model: llama-4 }]
                """, RouterFixture.SHORT);
        try {
            counting.first.thenAnswer(200, "{\"object\":\"response.input_tokens\",\"input_tokens\":42}");
            String body = RouterFixture.body("own", false);
            TokensCounted own = counting.count(DialectId.ANTHROPIC_MESSAGES, body, Map.of());
            TokensCounted foreign =
                    counting.count(DialectId.ANTHROPIC_MESSAGES, body.replace("own", "foreign"), Map.of());
            assertThat(own.inputTokens()).isEqualTo(42);
            assertThat(own.estimate()).isFalse();
            assertThat(foreign.estimate()).isTrue();
            assertThat(counting.first.seen()).hasSize(1);
            assertThat(counting.first.seen().getFirst().uri()).isEqualTo("/v1/responses/input_tokens");
        } finally {
            counting.close();
        }
    }
}
