package org.modelgate.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.modelgate.router.RouterFixture.body;
import static org.modelgate.router.Wire.BLOCK;
import static org.modelgate.router.Wire.END;
import static org.modelgate.router.Wire.START;
import static org.modelgate.router.Wire.WHOLE;
import static org.modelgate.router.Wire.delta;
import static org.modelgate.router.Wire.error;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.modelgate.common.error.ErrorCode;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.http.ScriptedUpstream.Seen;
import org.modelgate.common.inference.DialectId;
import org.modelgate.common.json.Json;
import org.modelgate.router.flow.FlowLimits;

/** What a request's wishes change in its call: where it goes, what is sent there, who is charged for what. */
class PlannedCallTest {
    private RouterFixture router;

    @BeforeEach
    void start() {
        router = new RouterFixture("""
                providers:
                  one: { type: anthropic, base_url: %s, api_key: key-one, headers: { x-team: a } }
                  two: { type: anthropic, base_url: %s, api_key: key-two, headers: { x-team: b }, allow_custom_host: true }
                egress: { custom_hosts: ["localhost:1"], allow_http: true }
                models:
                  - id: first
                    targets: [{ provider: one, model: m-one }]
                    max_output_tokens: 50
                    price: { input: 1, output: 2 }
                  - id: second
                    targets: [{ provider: two, model: m-two }]
                    price: { input: 3, output: 4 }
                retries: { attempts: 3, base_delay: 10ms }
                """, FlowLimits.DEFAULTS);
    }

    @AfterEach
    void stop() {
        router.close();
    }

    private static String with(String body, String members) {
        return "{" + members + "," + body.substring(1);
    }

    @Test
    void anotherModelThatAnswersIsTheOneThatIsCharged() {
        router.first.thenAnswer(529, error("overloaded_error", "busy"));
        router.second.thenAnswer(200, WHOLE);
        RouterFixture.Call call = router.asking(
                with(body("first", false), "\"models\":[\"second\"],\"provider\":{\"order\":[\"one\"]}"), Map.of());
        call.await();
        assertThat(call.header("x-gateway-provider")).isEqualTo("two");
        assertThat(router.billing.settles.getFirst().model()).isEqualTo("second");
        Seen refused = router.first.seen().getFirst();
        assertThat(refused.body()).isEqualTo(body("m-one", false).replace(":100,", ":50,"));
        assertThat(router.second.seen().getFirst().body()).isEqualTo(body("m-two", false));
    }

    @Test
    void theAnswerShowsItsWayInTheConventionsThatTheClientUsed() throws JsonProcessingException {
        router.first.thenAnswer(529, error("overloaded_error", "busy"));
        router.second.thenAnswer(200, WHOLE);
        RouterFixture.Call call = router.asking(
                with(
                        body("first", false),
                        "\"models\":[\"second\"],\"routing\":\"auto\",\"providerOptions\":{\"gateway\":{\"order\":[\"one\"]}}"),
                Map.of("x-openrouter-metadata", "enabled"));
        call.await();
        JsonNode answer = Json.mapper().readTree(call.text());
        assertThat(answer.at("/gateway_usage/provider").asText()).isEqualTo("two");
        assertThat(answer.at("/metadata/requested_model").asText()).isEqualTo("first");
        assertThat(answer.at("/metadata/used_model").asText()).isEqualTo("m-two");
        assertThat(answer.at("/metadata/routing/0/succeeded").asBoolean(true)).isFalse();
        assertThat(answer.at("/metadata/routing/0/status_code").asInt()).isEqualTo(529);
        assertThat(answer.at("/metadata/routing/1/succeeded").asBoolean()).isTrue();
        assertThat(answer.at("/providerMetadata/gateway/routing/modelAttempts")).hasSize(2);
        assertThat(answer.at("/providerMetadata/gateway/cost").asText()).isEqualTo("0.000000015");
        assertThat(answer.at("/openrouter_metadata/attempt").asInt()).isEqualTo(2);
        assertThat(answer.at("/openrouter_metadata/endpoints/available/1/selected")
                        .asBoolean())
                .isTrue();
        assertThat(router.second.seen().getFirst().body()).isEqualTo(body("m-two", false));
    }

    @Test
    void theEndOfATranslatedStreamShowsItToo() {
        router.useRealTranslator();
        router.first.thenStream(START, BLOCK, delta("a"), END);
        RouterFixture.Call call =
                router.call(DialectId.OPENAI_CHAT, with(body("first", true), "\"routing\":\"auto\""), 10_000);
        call.await();
        assertThat(call.text()).contains("\"metadata\":{\"requested_model\":\"first\",\"used_model\":\"m-one\"");
    }

    @Test
    void anAnswerToAClientOfNoConventionShowsNothing() {
        router.first.thenAnswer(200, WHOLE);
        RouterFixture.Call call = router.unary("first");
        call.await();
        assertThat(call.text()).doesNotContain("\"metadata\"", "providerMetadata", "openrouter_metadata");
    }

    @Test
    void aDryRunShowsThePlanAndSendsAndChargesNothing() throws JsonProcessingException {
        RouterFixture.Call call = router.asking(
                with(body("first", true), "\"models\":[\"second\"]"),
                Map.of("x-gateway-dry-run", "true", "x-litellm-num-retries", "2"));
        call.await();
        JsonNode plan = Json.mapper().readTree(call.text());
        assertThat(call.header("content-type")).isEqualTo("application/json");
        assertThat(plan.get("object").asText()).isEqualTo("gateway.plan");
        assertThat(plan.get("targets")).hasSize(2);
        assertThat(plan.at("/targets/1/provider").asText()).isEqualTo("two");
        assertThat(plan.at("/targets/1/billed_as").asText()).isEqualTo("second");
        assertThat(plan.get("models")).hasSize(2);
        assertThat(plan.get("attempts_max").asInt()).isEqualTo(3);
        assertThat(plan.at("/estimate/output_tokens_max").asInt()).isEqualTo(100);
        assertThat(plan.at("/estimate/cost_usd_max").decimalValue()).isPositive();
        assertThat(router.billing.admits).isEmpty();
        assertThat(router.first.seen()).isEmpty();
    }

    @Test
    void aCallersKeyGoesToItsProviderAloneAndWithoutTheOperatorsHeaders() {
        router.first.thenAnswer(200, WHOLE);
        router.first.thenAnswer(200, WHOLE);
        router.asking(
                        body("first", false),
                        Map.of("x-portkey-provider", "one", "authorization", "sk-callers", "x-portkey-trace-id", "t-9"))
                .await();
        router.unary("first").await();
        Seen own = router.first.seen().getFirst();
        assertThat(own.headers().get("x-api-key")).isEqualTo("sk-callers");
        assertThat(own.headers().contains("x-team")).isFalse();
        Seen usual = router.first.seen().getLast();
        assertThat(usual.headers().get("x-api-key")).isEqualTo("key-one");
        assertThat(usual.headers().get("x-team")).isEqualTo("a");
    }

    @Test
    void answersShowTheHeadersOfTheConventionThatWasUsed() {
        router.first.thenAnswer(500, error("api_error", "oops"));
        router.first.thenAnswer(200, WHOLE);
        RouterFixture.Call call = router.asking(
                body("first", false),
                Map.of(
                        "x-portkey-trace-id",
                        "t-9",
                        "x-portkey-config",
                        "{\"targets\":[{\"provider\":\"one\",\"retry\":{\"attempts\":1}}]}",
                        "x-litellm-tags",
                        "a"));
        call.await();
        assertThat(call.header("x-portkey-trace-id")).isEqualTo("t-9");
        assertThat(call.header("x-portkey-provider")).isEqualTo("one");
        assertThat(call.header("x-portkey-retry-attempt-count")).isEqualTo("1");
        assertThat(call.header("x-portkey-cache-status")).isEqualTo("DISABLED");
        assertThat(call.header("x-portkey-last-used-option-index")).isEqualTo("config.targets[0]");
        assertThat(call.header("x-litellm-attempted-retries")).isEqualTo("1");
        assertThat(call.header("x-litellm-attempted-fallbacks")).isEqualTo("0");
        assertThat(call.header("x-litellm-model-group")).isEqualTo("first");
        assertThat(call.header("x-litellm-response-cost")).isEqualTo("0.000000015");
        assertThat(router.unaryHeader("first", "x-portkey-provider")).isEmpty();
    }

    @Test
    void statusesThatTheClientListsDecideOnRetriesAndFallbacks() {
        router.first.thenAnswer(500, error("api_error", "oops"));
        GatewayError error = router.asking(
                        body("first", false),
                        Map.of(
                                "x-portkey-config",
                                "{\"strategy\":{\"mode\":\"fallback\",\"on_status_codes\":[429]},\"targets\":[{\"provider\":\"one\","
                                        + "\"retry\":{\"attempts\":2,\"on_status_codes\":[503]}},"
                                        + "{\"provider\":\"two\",\"override_params\":{\"model\":\"second\"}}]}"))
                .error();
        assertThat(error.status()).isEqualTo(502);
        assertThat(router.first.seen()).hasSize(1);
        assertThat(router.second.seen()).isEmpty();
    }

    @Test
    void parametersOfOneTargetChangeItsBodyOnly() {
        router.first.thenAnswer(529, error("overloaded_error", "busy"));
        router.second.thenAnswer(200, WHOLE);
        router.asking(
                        with(body("first", false), "\"top_k\":3"),
                        Map.of(
                                "x-portkey-config",
                                "{\"strategy\":{\"mode\":\"fallback\"},\"targets\":[{\"provider\":\"one\"},{\"provider\":\"two\","
                                        + "\"override_params\":{\"model\":\"second\",\"temperature\":0.1,\"max_tokens\":70},"
                                        + "\"default_params\":{\"top_k\":9,\"top_p\":0.5},\"drop_params\":[\"stop\"]}]}"))
                .await();
        assertThat(router.first.seen().getFirst().body()).doesNotContain("temperature");
        assertThat(router.second.seen().getFirst().body())
                .contains(
                        "\"temperature\":0.1",
                        "\"max_tokens\":70",
                        "\"top_k\":3",
                        "\"top_p\":0.5",
                        "\"model\":\"m-two\"")
                .doesNotContain("\"max_tokens\":100");
        assertThat(router.billing.admits.getFirst().maxOutputTokens()).isEqualTo(100);
    }

    @Test
    void aTranslatorSeesNothingOfWhatIsOnlyTheGateways() {
        router.first.thenAnswer(200, WHOLE);
        String asks = "\"models\":[\"second\"],\"metadata\":{\"routing\":{\"fallback\":true},\"user_id\":\"u\"}";
        router.call(DialectId.OPENAI_CHAT, with(body("first", false), asks), 10_000)
                .await();
        assertThat(router.first.seen().getFirst().body())
                .isEqualTo("translated:" + with(body("first", false), "\"metadata\":{\"user_id\":\"u\"}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1/v1",
                "http://[::1]/",
                "http://[::ffff:127.0.0.1]/",
                "http://169.254.169.254/latest",
                "http://localhost/",
                "http://10.0.0.1"
            })
    void customHostsOfTheOperatorsOwnNetworkAreNotCalled(String host) {
        GatewayError error = router.asking(
                        body("second", false),
                        Map.of(
                                "x-portkey-provider",
                                "two",
                                "authorization",
                                "sk-callers",
                                "x-portkey-custom-host",
                                host))
                .error();
        assertThat(error.code()).isEqualTo(ErrorCode.FORBIDDEN);
        assertThat(error.message()).doesNotContain("127.0.0.1", "169.254", "::1", "10.0.0.1");
        assertThat(router.billing.admits).isEmpty();
    }

    @Test
    void aHostThatTheOperatorListsIsDialledWithTheCallersKeyAlone() {
        router.close();
        router = new RouterFixture("""
                providers:
                  one: { type: anthropic, base_url: %s, api_key: key-one, headers: { x-team: a } }
                egress: { custom_hosts: ["localhost:%d"], allow_http: true, allow_private: true }
                models: [{ id: first, targets: [{ provider: one, model: m-one }] }]
                """, FlowLimits.DEFAULTS, true);
        router.second.thenAnswer(302, "", "location", router.first.uri() + "/v1/messages");
        router.second.thenAnswer(200, WHOLE);
        String host = "http://localhost:" + router.second.uri().getPort() + "/proxy";
        RouterFixture.Call call = router.asking(
                body("first", false),
                Map.of(
                        "x-portkey-provider",
                        "anthropic",
                        "authorization",
                        "sk-callers",
                        "x-portkey-custom-host",
                        host));
        call.await();
        Seen seen = router.second.seen().getLast();
        assertThat(seen.uri()).isEqualTo("/proxy/v1/messages");
        assertThat(seen.headers().get("host")).startsWith("localhost:");
        assertThat(seen.headers().get("x-api-key")).isEqualTo("sk-callers");
        assertThat(seen.headers().contains("x-team")).isFalse();
        assertThat(router.first.seen()).isEmpty();
    }

    @Test
    void whatNobodyUnderstandsIsRefusedBeforeAnythingIsTaken() {
        GatewayError error = router.asking(body("first", false), Map.of("x-portkey-forward-headers", "a"))
                .error();
        assertThat(error.status()).isEqualTo(400);
        assertThat(error.param()).isEqualTo("x-portkey-forward-headers");
        assertThat(router.billing.admits).isEmpty();
        assertThat(router.first.seen()).isEmpty();
    }
}
