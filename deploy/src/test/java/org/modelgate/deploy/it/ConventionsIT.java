package org.modelgate.deploy.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Requests as the clients of other gateways send them, to a gateway as an operator starts it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConventionsIT {
    private static final String KEY = GatewayConfig.KEY;
    private static final String EU_KEY = "sk-gw-eu-0123456789";

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<Integer> ports = Ports.free(2);
    private Simulator simulator;
    private GatewayProcess gateway;

    @BeforeAll
    void start(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path directory) {
        simulator = Simulator.start(directory);
        gateway = GatewayProcess.start(
                "gateway",
                directory,
                """
                server: { host: 127.0.0.1, port: %d }
                admin: { host: 127.0.0.1, port: %d, key: admin-0123456789 }
                storage: { url: "sqlite:%s" }
                providers:
                  anthropic: { type: anthropic, base_url: "%s", api_key: sim }
                  openai: { type: openai, base_url: "%s/v1", api_key: sim }
                  azure-eu: { type: openai, base_url: "%s/v1", api_key: sim, region: westeurope }
                  dead: { type: openai, base_url: "http://127.0.0.1:1/v1", api_key: sim }
                models:
                  - id: claude-sonnet-4-5
                    targets: [{ provider: anthropic, model: claude-sonnet-4-5 }]
                    price: { input: 3, output: 15, cache_read: 0.3, cache_write_5m: 3.75, cache_write_1h: 6 }
                  - id: gpt-4.1
                    targets: [{ provider: dead }, { provider: openai }, { provider: azure-eu }]
                    price: { input: 2, output: 8 }
                accounts: [{ id: acme, credits: 100 }]
                keys:
                  - { key: %s, account: acme, name: test }
                  - { key: %s, account: acme, name: eu, regions: [eu] }
                """.formatted(
                                ports.get(0),
                                ports.get(1),
                                directory.resolve("gateway.db"),
                                simulator.url(),
                                simulator.url(),
                                simulator.url(),
                                KEY,
                                EU_KEY),
                List.of());
        Client client = new Client("http://127.0.0.1:" + ports.get(0), KEY);
        Awaitility.await("gateway ready")
                .atMost(Patience.LONG)
                .failFast(gateway::assertAlive)
                .ignoreExceptions()
                .until(() -> client.get("/health/ready").status() == 200);
    }

    @AfterAll
    void stop() {
        if (gateway != null) {
            gateway.close();
        }
        if (simulator != null) {
            simulator.close();
        }
        http.shutdownNow();
    }

    private HttpResponse<String> post(String path, String body, String... headers) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + ports.get(0) + path))
                .header("content-type", "application/json")
                .headers(headers)
                .POST(BodyPublishers.ofString(body))
                .build();
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static String chat(String model, String more) {
        return """
                {"model":"%s","max_tokens":20,%s"messages":[{"role":"user","content":"hello"}]}""".formatted(model, more);
    }

    private static String header(HttpResponse<String> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    private static void isAnsweredBy(HttpResponse<String> answer, String provider) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(header(answer, "x-gateway-provider")).isEqualTo(provider);
        assertThat(answer.body()).contains("gateway_usage");
    }

    @Test
    void portkeysClientsFallBackToAnotherVendorsModel() {
        HttpResponse<String> answer = post(
                "/v1/chat/completions",
                chat("gpt-4.1", ""),
                "x-portkey-api-key",
                KEY,
                "authorization",
                "Bearer dummy",
                "x-portkey-trace-id",
                "trace-1",
                "x-portkey-config",
                "{\"strategy\":{\"mode\":\"fallback\"},\"targets\":[{\"provider\":\"@dead\"},{\"provider\":\"@anthropic\","
                        + "\"override_params\":{\"model\":\"claude-sonnet-4-5\",\"max_tokens\":10}}]}");
        isAnsweredBy(answer, "anthropic");
        assertThat(header(answer, "x-gateway-attempts")).isEqualTo("2");
        assertThat(header(answer, "x-portkey-trace-id")).isEqualTo("trace-1");
        assertThat(header(answer, "x-portkey-last-used-option-index")).isEqualTo("config.targets[1]");
        assertThat(header(answer, "x-portkey-last-used-option-params")).isEqualTo("{\"max_tokens\":10}");
    }

    @Test
    void openRoutersClientsOrderProvidersAndStream() {
        HttpResponse<String> answer = post(
                "/v1/chat/completions",
                chat(
                        "openai/gpt-4.1",
                        "\"stream\":true,\"provider\":{\"order\":[\"azure-eu\"],\"allow_fallbacks\":false},"),
                "authorization",
                "Bearer " + KEY,
                "http-referer",
                "https://app.example",
                "x-title",
                "app");
        isAnsweredBy(answer, "azure-eu");
        assertThat(answer.body()).contains("data: [DONE]");
    }

    @Test
    void vercelsClientsNameModelsToFallBackTo() {
        HttpResponse<String> answer = post(
                "/v1/messages",
                chat(
                        "anthropic/claude-sonnet-4.5",
                        "\"providerOptions\":{\"gateway\":{\"order\":[\"dead\",\"anthropic\"],\"models\":[\"gpt-4.1\"]}},"),
                "x-api-key",
                KEY,
                "anthropic-version",
                "2023-06-01");
        isAnsweredBy(answer, "anthropic");
    }

    @Test
    void liteLlmsClientsSendTheirKeyAndLimitRetries() {
        HttpResponse<String> answer = post(
                "/v1/chat/completions",
                chat("gpt-4.1", "\"fallbacks\":[\"claude-sonnet-4-5\"],"),
                "x-litellm-api-key",
                "Bearer " + KEY,
                "x-litellm-num-retries",
                "2",
                "x-litellm-timeout",
                "30");
        isAnsweredBy(answer, "openai");
        assertThat(header(answer, "x-litellm-attempted-fallbacks")).isEqualTo("1");
        assertThat(header(answer, "x-litellm-response-cost")).isNotEmpty();
    }

    @Test
    void llmGatewaysClientsKeepDataInTheUnion() {
        HttpResponse<String> answer = post(
                "/v1/chat/completions",
                chat("gpt-4.1", ""),
                "authorization",
                "Bearer " + KEY,
                "x-llmgateway-data-residency",
                "eu");
        isAnsweredBy(answer, "azure-eu");
    }

    @Test
    void aKeyThatIsBoundToARegionNeverLeavesIt() {
        isAnsweredBy(post("/v1/chat/completions", chat("gpt-4.1", ""), "x-api-key", EU_KEY), "azure-eu");
        HttpResponse<String> refused =
                post("/v1/messages", chat("claude-sonnet-4-5", "\"models\":[\"gpt-4.1\"],"), "x-api-key", EU_KEY);
        isAnsweredBy(refused, "azure-eu");
        HttpResponse<String> nowhere = post("/v1/messages", chat("claude-sonnet-4-5", ""), "x-api-key", EU_KEY);
        assertThat(nowhere.statusCode()).isEqualTo(403);
        assertThat(nowhere.body()).contains("permission_error", "eu");
    }

    @Test
    void aDryRunShowsThePlanOfAStreamAndSendsNothing() throws IOException {
        HttpResponse<String> answer = post(
                "/v1/responses",
                "{\"model\":\"gpt-4.1\",\"stream\":true,\"input\":\"hello\",\"models\":[\"claude-sonnet-4-5\"]}",
                "authorization",
                "Bearer " + KEY,
                "x-gateway-dry-run",
                "true");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(header(answer, "content-type")).startsWith("application/json");
        JsonNode plan = Client.json(answer.body());
        assertThat(plan.get("targets").findValuesAsText("provider"))
                .containsExactly("dead", "openai", "azure-eu", "anthropic");
        assertThat(plan.at("/estimate/cost_usd_max").decimalValue()).isPositive();
    }

    @Test
    void whatIsNotUnderstoodIsNamedInTheClientsDialect() {
        HttpResponse<String> header = post(
                "/v1/messages", chat("claude-sonnet-4-5", ""), "x-api-key", KEY, "x-portkey-forward-headers", "x-a");
        assertThat(header.statusCode()).isEqualTo(400);
        assertThat(header.body()).contains("invalid_request_error", "x-portkey-forward-headers");
        HttpResponse<String> history =
                post("/v1/chat/completions?session_id=s-1", chat("gpt-4.1", ""), "x-api-key", KEY);
        assertThat(history.statusCode()).isEqualTo(400);
        assertThat(history.body()).contains("\"param\":\"session_id\"");
        HttpResponse<String> host = post(
                "/v1/chat/completions",
                chat("gpt-4.1", ""),
                "x-api-key",
                KEY,
                "x-portkey-custom-host",
                "http://169.254.169.254/");
        assertThat(host.statusCode()).isEqualTo(403);
    }
}
