package org.modelgate.edge.management;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.modelgate.common.json.Json;
import org.modelgate.edge.Testbed;

class AdminTest {
    private static Testbed bed;

    @BeforeAll
    static void open() {
        bed = new Testbed();
    }

    @AfterAll
    static void close() {
        bed.close();
    }

    private static HttpResponse<String> get(String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + bed.node().adminPort() + path));
        return bed.send((headers.length == 0 ? request : request.headers(headers)).build())
                .get();
    }

    @Test
    void metricsCountWhatClientsSaw() throws Exception {
        bed.get("/v1/nothing");
        HttpResponse<String> page = get("/metrics");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("content-type").orElseThrow()).startsWith("text/plain; version=0.0.4");
        assertThat(page.body())
                .contains(
                        "gateway_http_responses_total{status=\"404\"} 1\n",
                        "# TYPE gateway_open_requests gauge\n",
                        "\njvm_heap_used_bytes ",
                        "\ngateway_response_bytes_total ");
        assertThat(page.body().lines())
                .allMatch(line ->
                        line.matches("# TYPE [a-z0-9_]+ (counter|gauge)|[a-z0-9_]+(\\{[a-z]+=\"[^\"]*\"})? -?[0-9.]+"));
    }

    @Test
    void theClusterIsShownToWhoHasTheKey() throws Exception {
        JsonNode cluster = Json.mapper()
                .readTree(get("/admin/cluster", "authorization", "Bearer " + Testbed.ADMIN_KEY)
                        .body());
        assertThat(cluster.get("node").asText()).isNotEmpty();
        assertThat(cluster.get("roles").get("router").get(0).asText())
                .isEqualTo(bed.router().address());
        assertThat(cluster.get("roles").get("edge")).hasSize(1);
    }

    @Test
    void whoGuessesTheAdminKeyIsSlowedDown() throws Exception {
        try (Testbed other = new Testbed()) {
            URI uri = URI.create("http://127.0.0.1:" + other.node().adminPort() + "/admin/cluster");
            for (int i = 0; i < 10; i++) {
                assertThat(other.send(HttpRequest.newBuilder(uri)
                                        .header("authorization", "Bearer wrong-" + i)
                                        .build())
                                .get()
                                .statusCode())
                        .isEqualTo(401);
            }
            HttpResponse<String> limited = other.send(HttpRequest.newBuilder(uri)
                            .header("authorization", "Bearer " + Testbed.ADMIN_KEY)
                            .build())
                    .get();
            assertThat(limited.statusCode()).isEqualTo(429);
            assertThat(limited.headers().firstValueAsLong("retry-after").orElseThrow())
                    .isBetween(1L, 6L);
        }
    }

    @Test
    void whatEachRouterNodeSaysOfItsTargetsIsShown() throws Exception {
        JsonNode report = Json.mapper()
                .readTree(get("/admin/providers", "authorization", "Bearer " + Testbed.ADMIN_KEY)
                        .body());
        assertThat(report.get("silent")).isEmpty();
        assertThat(report.get("nodes")).hasSize(1);
        JsonNode target = report.get("nodes").get(0).get("targets").get(0);
        assertThat(target.get("target").asText()).isEqualTo("anthropic/claude");
        assertThat(target.get("state").asText()).isEqualTo("open");
        assertThat(target.get("reason").asText()).isEqualTo("failures");
        assertThat(target.get("latency_ms").asLong()).isEqualTo(300);
        assertThat(target.get("tokens_per_second").isNull()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer wrong", "Bearer ", "Basic x", "Bearer sk-gw-test-1"})
    void nobodyElseIsLetIn(String authorization) throws Exception {
        assertThat(get("/admin/cluster", "authorization", authorization).statusCode())
                .isEqualTo(401);
        assertThat(get("/anything", "authorization", authorization).statusCode())
                .isEqualTo(401);
    }

    @Test
    void withoutAKeyThereIsHealthOnly() throws Exception {
        assertThat(get("/admin/cluster").statusCode()).isEqualTo(401);
        assertThat(get("/health/live").statusCode()).isEqualTo(200);
        assertThat(get("/health/ready").statusCode()).isEqualTo(200);
    }

    @Test
    void anythingElseIs404() throws Exception {
        HttpResponse<String> answer = get("/admin/nothing", "authorization", "Bearer " + Testbed.ADMIN_KEY);
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(Json.mapper()
                        .readTree(answer.body())
                        .get("error")
                        .get("code")
                        .asText())
                .isEqualTo("not_found");
    }
}
