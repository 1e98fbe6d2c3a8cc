package org.modelgate.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.modelgate.common.bus.messages.CountTokens;
import org.modelgate.common.bus.messages.Principal;
import org.modelgate.common.bus.messages.TokensCounted;
import org.modelgate.common.error.ErrorCode;
import org.modelgate.common.error.Fault;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.inference.DialectId;
import org.modelgate.common.json.Json;
import org.modelgate.edge.TestLimits;
import org.modelgate.edge.Testbed;
import org.modelgate.translator.Dialects;

/** Contract section 7, with the dialects that ship. */
class RealDialectsTest {
    private static final String COUNTED = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";

    private Testbed bed;

    @BeforeEach
    void open() {
        bed = new Testbed(new TestLimits(), config -> config, Dialects.clients());
    }

    @AfterEach
    void close() {
        bed.close();
    }

    @Test
    void anAnthropicErrorHasAnthropicsShape() throws Exception {
        HttpResponse<String> response =
                bed.send(bed.post("/v1/messages", "{\"messages\":[]}")).get();
        assertThat(response.statusCode()).isEqualTo(400);
        JsonNode body = Json.mapper().readTree(response.body());
        assertThat(body.get("type").asText()).isEqualTo("error");
        assertThat(body.get("error").get("type").asText()).isEqualTo("invalid_request_error");
        assertThat(body.get("error").get("message").asText()).contains("model");
        assertThat(body.get("request_id").asText())
                .isEqualTo(response.headers().firstValue("request-id").orElseThrow());
    }

    @Test
    void anOpenAiErrorHasOpenAisShape() throws Exception {
        HttpResponse<String> response =
                bed.send(bed.post("/v1/chat/completions", "{\"model\":1}")).get();
        assertThat(response.statusCode()).isEqualTo(400);
        JsonNode error = Json.mapper().readTree(response.body()).get("error");
        assertThat(error.get("type").asText()).isEqualTo("invalid_request_error");
        assertThat(error.has("param")).isTrue();
        assertThat(error.get("code").asText()).isEqualTo("invalid_request");
    }

    @Test
    void everyDialectReachesTheRouter() {
        String body = "{\"model\":\"m\",\"max_tokens\":5,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
        bed.send(bed.post("/v1/messages", body));
        assertThat(bed.nextCall().message().scan().model()).isEqualTo("m");
        bed.send(bed.post("/v1/chat/completions", body));
        assertThat(bed.nextCall().message().scan().maxOutputTokens()).isEqualTo(5);
        bed.send(bed.post("/v1/responses", "{\"model\":\"m\",\"max_output_tokens\":16,\"input\":\"hi\"}"));
        assertThat(bed.nextCall().message().dialect()).isEqualTo(DialectId.OPENAI_RESPONSES);
    }

    @Test
    void responsesErrorsHaveOpenAisShapeOnEveryPathOfTheirs() throws Exception {
        HttpResponse<String> refused = bed.send(bed.post(
                        "/v1/responses", "{\"model\":\"m\",\"input\":\"a\",\"previous_response_id\":\"resp_1\"}"))
                .get();
        assertThat(refused.statusCode()).isEqualTo(400);
        JsonNode error = Json.mapper().readTree(refused.body()).get("error");
        assertThat(error.get("type").asText()).isEqualTo("invalid_request_error");
        assertThat(error.get("param").asText()).isEqualTo("previous_response_id");

        HttpResponse<String> unknown =
                bed.send(bed.post("/v1/responses/resp_1/cancel", "{}")).get();
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(Json.mapper().readTree(unknown.body()).get("error").has("param"))
                .isTrue();
    }

    @Test
    void versionAndBetasOfTheBodyJoinThoseOfTheHeaders() {
        bed.send(bed.post(
                "/v1/messages",
                "{\"model\":\"m\",\"max_tokens\":5,\"anthropic_version\":\"2026-10-21\",\"anthropic_beta\":[\"b\",\"c\"],"
                        + "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}",
                "anthropic-version",
                "2023-06-01",
                "anthropic-beta",
                "a, b"));
        assertThat(bed.nextCall().message().headers())
                .isEqualTo(Map.of("anthropic-version", "2026-10-21", "anthropic-beta", "a,b,c"));
    }

    @Test
    void aCountNeedsNoCapAndComesInTheDialectsShape() throws Exception {
        bed.counts(ask ->
                Future.succeededFuture(new TokensCounted(42, true, "one", "m-one", List.of("seed;unsupported"))));
        HttpResponse<String> response = bed.send(
                        bed.post("/v1/messages/count_tokens?beta=true", COUNTED, "x-gateway-strict", "true"))
                .get();
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("{\"input_tokens\":42}");
        assertThat(response.headers().firstValue("x-gateway-estimate")).contains("true");
        assertThat(response.headers().firstValue("x-gateway-warnings")).contains("seed;unsupported");
        assertThat(response.headers().firstValue("request-id")).isPresent();
        CountTokens question = bed.counted();
        assertThat(question.scan().model()).isEqualTo("m");
        assertThat(question.principal()).isEqualTo(new Principal("acme", "key-1"));
        assertThat(question.headers()).isEqualTo(Map.of("x-gateway-strict", "true"));
        assertThat(bed.bufferedBodyBytes()).isZero();
    }

    @Test
    void aCountSaysHowItsLimitStandsAndIsRefusedAtIt() throws Exception {
        bed.limits(Map.of("requests-limit", 7L, "requests-remaining", 3L));
        bed.counts(ask -> Future.succeededFuture(new TokensCounted(42, false, "one", "m-one", List.of())));
        HttpResponse<String> counted =
                bed.send(bed.post("/v1/messages/count_tokens", COUNTED)).get();
        assertThat(counted.headers().firstValue("anthropic-ratelimit-requests-limit"))
                .contains("7");
        assertThat(counted.headers().firstValue("anthropic-ratelimit-requests-remaining"))
                .contains("3");
        bed.refuseCounts(GatewayError.of(Fault.ACCOUNT, ErrorCode.RATE_LIMIT_EXCEEDED, "slow")
                .withRetryAfterMillis(1_500));
        HttpResponse<String> refused =
                bed.send(bed.post("/v1/messages/count_tokens", COUNTED)).get();
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.headers().firstValue("retry-after")).contains("2");
        assertThat(refused.headers().firstValue("anthropic-ratelimit-requests-remaining"))
                .contains("4");
        assertThat(bed.bufferedBodyBytes()).isZero();
    }

    @Test
    void aResponsesCountHasItsOwnPathAndShape() throws Exception {
        bed.counts(ask -> Future.succeededFuture(new TokensCounted(42, false, "one", "m-one", List.of())));
        HttpResponse<String> response = bed.send(
                        bed.post("/v1/responses/input_tokens", "{\"model\":\"m\",\"input\":\"hi\"}"))
                .get();
        assertThat(response.body()).isEqualTo("{\"object\":\"response.input_tokens\",\"input_tokens\":42}");
        assertThat(bed.counted().dialect()).isEqualTo(DialectId.OPENAI_RESPONSES);
        HttpResponse<String> wrong = bed.send(bed.post("/v1/responses/input_tokens", "{\"model\":\"m\"}"))
                .get();
        assertThat(wrong.statusCode()).isEqualTo(400);
        assertThat(Json.mapper().readTree(wrong.body()).at("/error/param").asText())
                .isEqualTo("input");
    }

    @Test
    void aProvidersOwnCountIsNotCalledAnEstimate() throws Exception {
        bed.counts(ask -> Future.succeededFuture(new TokensCounted(7, false, "one", "m-one", List.of())));
        HttpResponse<String> response =
                bed.send(bed.post("/v1/messages/count_tokens", COUNTED)).get();
        assertThat(response.headers().firstValue("x-gateway-estimate")).isEmpty();
        assertThat(response.headers().firstValue("x-gateway-warnings")).isEmpty();
        assertThat(response.headers().firstValue("x-gateway-model")).contains("m-one");
    }

    @Test
    void aCountThatIsRefusedIsAnErrorOfTheDialect() throws Exception {
        bed.counts(ask -> Future.failedFuture(
                GatewayError.invalid("messages.0", "is wrong").asException()));
        HttpResponse<String> refused =
                bed.send(bed.post("/v1/messages/count_tokens", COUNTED)).get();
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("\"type\":\"error\"", "messages.0: is wrong");
        HttpResponse<String> wrong = bed.send(bed.post("/v1/messages/count_tokens", "{\"model\":\"m\"}"))
                .get();
        assertThat(wrong.statusCode()).isEqualTo(400);
        assertThat(wrong.body()).contains("messages: Field required");
        assertThat(bed.bufferedBodyBytes()).isZero();
    }

    @Test
    void strictIsTrueOrFalse() throws Exception {
        HttpResponse<String> response = bed.send(bed.post("/v1/messages", COUNTED, "x-gateway-strict", "yes"))
                .get();
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("x-gateway-strict");
    }
}
