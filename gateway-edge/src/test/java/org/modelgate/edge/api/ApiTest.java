package org.modelgate.edge.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.modelgate.common.bus.Role;
import org.modelgate.common.bus.messages.Credits;
import org.modelgate.common.bus.messages.Generation;
import org.modelgate.common.bus.messages.Models;
import org.modelgate.common.bus.messages.Settle;
import org.modelgate.common.inference.Usage;
import org.modelgate.common.json.Json;
import org.modelgate.edge.Testbed;
import org.modelgate.edge.http.CallIds;

class ApiTest {
    private Testbed bed;

    @BeforeEach
    void open() {
        bed = new Testbed();
    }

    @AfterEach
    void close() {
        bed.close();
    }

    private static Models.Entry model(String id, String... aliases) {
        return new Models.Entry(
                id,
                List.of(aliases),
                "anthropic",
                1_700_000_000L,
                200_000L,
                64_000L,
                new BigDecimal("3"),
                new BigDecimal("15.00"),
                new BigDecimal("0.30"),
                null,
                null,
                List.of("tools", "images"));
    }

    private static JsonNode json(HttpResponse<String> response) throws Exception {
        return Json.mapper().readTree(response.body());
    }

    @Test
    void theListSuitsBothSdks() throws Exception {
        bed.models(new Models(List.of(model("a", "alias"), model("b"))));
        HttpResponse<String> response = bed.get("/v1/models");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("request-id")).isPresent();
        JsonNode list = json(response);
        assertThat(list.get("object").asText()).isEqualTo("list");
        assertThat(list.get("has_more").asBoolean()).isFalse();
        assertThat(list.get("first_id").asText()).isEqualTo("a");
        assertThat(list.get("last_id").asText()).isEqualTo("b");
        JsonNode first = list.get("data").get(0);
        assertThat(first.get("object").asText()).isEqualTo("model");
        assertThat(first.get("type").asText()).isEqualTo("model");
        assertThat(first.get("created").asLong()).isEqualTo(1_700_000_000L);
        assertThat(first.get("created_at").asText()).isEqualTo("2023-11-14T22:13:20Z");
        assertThat(first.get("owned_by").asText()).isEqualTo("anthropic");
        assertThat(first.get("context_window").asLong()).isEqualTo(200_000);
        assertThat(first.get("capabilities").toString()).isEqualTo("[\"tools\",\"images\"]");
        assertThat(first.get("price").toString()).isEqualTo("{\"input\":3,\"output\":15,\"cache_read\":0.3}");
    }

    @Test
    void anthropicClientsGetPages() throws Exception {
        bed.models(
                new Models(IntStream.range(0, 25).mapToObj(i -> model("m" + i)).toList()));
        JsonNode first = json(bed.get("/v1/models", "anthropic-version", "2023-06-01"));
        assertThat(first.get("data")).hasSize(20);
        assertThat(first.get("has_more").asBoolean()).isTrue();
        JsonNode next = json(bed.get("/v1/models?after_id=m19", "anthropic-version", "2023-06-01"));
        assertThat(next.get("data")).hasSize(5);
        assertThat(next.get("has_more").asBoolean()).isFalse();
        JsonNode before = json(bed.get("/v1/models?before_id=m3&limit=2", "anthropic-version", "2023-06-01"));
        assertThat(before.get("first_id").asText()).isEqualTo("m1");
        assertThat(before.get("last_id").asText()).isEqualTo("m2");
        assertThat(json(bed.get("/v1/models")).get("data")).hasSize(25);
    }

    @ParameterizedTest
    @ValueSource(strings = {"limit=0", "limit=1001", "limit=x", "after_id=nobody"})
    void wrongPagesAreRefused(String query) throws Exception {
        HttpResponse<String> response = bed.get("/v1/models?" + query, "anthropic-version", "2023-06-01");
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("\"dialect\":\"anthropic\"");
    }

    @ParameterizedTest
    @CsvSource({"/v1/models/a", "/models/alias", "/v1/v1/models/vendor%2Fa", "/v1/models/vendor/a"})
    void oneModelIsFoundByIdAndAlias(String path) throws Exception {
        bed.models(new Models(List.of(model("a", "alias", "vendor/a"))));
        assertThat(json(bed.get(path)).get("id").asText()).isEqualTo("a");
    }

    @Test
    void aSpellingThatOnlyCallsKnewIsResolvedByARouter() throws Exception {
        bed.models(new Models(List.of(model("a"), model("b"))));
        assertThat(json(bed.get("/v1/models/" + Testbed.SPELLED)).get("id").asText())
                .isEqualTo("a");
    }

    @Test
    void anUnknownModelIs404() throws Exception {
        HttpResponse<String> response = bed.get("/v1/models/nobody");
        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.body()).contains("model_not_found");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/models", "/v1/models/a", "/v1/credits", "/v1/generations/req_1"})
    void nothingIsToldWithoutAKey(String path) throws Exception {
        HttpResponse<String> response =
                bed.send(HttpRequest.newBuilder(bed.uri(path)).build()).get();
        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(response.headers().firstValue("x-should-retry")).contains("false");
        assertThat(response.headers().firstValue("www-authenticate")).isEmpty();
    }

    @Test
    void creditsAreExactNumbers() throws Exception {
        bed.credits(new Credits(9_007_199_254_740_993L, 1, 0));
        assertThat(bed.get("/v1/credits").body())
                .isEqualTo("{\"balance_usd\":9007199.254740993,\"reserved_usd\":0.000000001,\"spent_usd\":0}");
    }

    @Test
    void whatIsOwedIsBelowZeroAndItsLimitIsTold() throws Exception {
        bed.credits(new Credits(-1_500_000_000L, 0, 2_000_000_000L, 5_000_000_000L));
        assertThat(bed.get("/v1/credits").body())
                .isEqualTo("{\"balance_usd\":-1.5,\"reserved_usd\":0,\"spent_usd\":2,\"overdraft_usd\":5}");
    }

    @Test
    void aGenerationIsFoundByTheRequestsId() throws Exception {
        UUID callId = UUID.fromString("01a1fc8b-065b-739f-9478-5cb4523a0987");
        bed.generation(new Generation(
                callId,
                "m",
                "p",
                "pm",
                "completed",
                Usage.of(10, 20),
                "provider",
                1_234_500L,
                900,
                -1,
                1_700_000_000_000L,
                List.of(
                        new Settle.AttemptRecord("q", "qm", "overloaded", 529, null, null),
                        new Settle.AttemptRecord("p", "pm", "ok", 200, Usage.of(10, 20), "up-1"))));
        JsonNode record = json(bed.get("/v1/generations/" + CallIds.requestId(callId)));
        assertThat(record.get("id").asText()).isEqualTo("req_01a1fc8b065b739f94785cb4523a0987");
        assertThat(record.get("cost_usd").decimalValue()).isEqualByComparingTo("0.0012345");
        assertThat(record.get("usage").get("output_tokens").asInt()).isEqualTo(20);
        assertThat(record.get("first_byte_ms").isNull()).isTrue();
        assertThat(record.get("attempts")).hasSize(2);
        assertThat(record.get("attempts").get(0).get("usage").isNull()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "req_01a1fc8b065b739f94785cb4523a0987",
                "req_1",
                "anything",
                "req_zza1fc8b065b739f94785cb4523a0987"
            })
    void anUnknownGenerationIs404(String id) throws Exception {
        assertThat(bed.get("/v1/generations/" + id).statusCode()).isEqualTo(404);
    }

    @Test
    void liveAndReadyNeedNoKey() throws Exception {
        for (String path : List.of("/health/live", "/health/ready", "/v1/health/ready")) {
            HttpResponse<String> response =
                    bed.send(HttpRequest.newBuilder(bed.uri(path)).build()).get();
            assertThat(response.statusCode()).isEqualTo(200);
        }
    }

    @Test
    void notReadyWhenARoleIsMissing() throws Exception {
        bed.billing().await(() -> bed.billing().endpoint().close());
        HttpResponse<String> response = bed.get("/health/ready");
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(json(response).get("roles").get("billing").asBoolean()).isFalse();
        assertThat(json(response).get("roles").get("router").asBoolean()).isTrue();
        assertThat(bed.get("/health/live").statusCode()).isEqualTo(200);
    }

    @Test
    void modelsWithoutARouterAre503() throws Exception {
        bed.router().await(() -> bed.router().endpoint().close());
        assertThat(bed.local().bus().directory().pick(Role.ROUTER)).isEmpty();
        assertThat(bed.get("/v1/models").statusCode()).isEqualTo(503);
    }
}
