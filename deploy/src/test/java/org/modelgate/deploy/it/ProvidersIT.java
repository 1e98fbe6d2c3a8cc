package org.modelgate.deploy.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.modelgate.deploy.it.MatrixCalls.Answer;
import org.modelgate.deploy.it.MatrixClient.Call;
import org.modelgate.router.provider.Provider;
import org.modelgate.router.provider.Providers;

/**
 * Each type of provider from each client dialect, with the credentials that the vendor asks for, against a simulator that has its
 * paths, checks its authentication and refuses what it refuses.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProvidersIT {
    private static final String KEY = GatewayConfig.KEY;

    /** The one key that the simulator takes. */
    private static final String GOOD = "good-key";

    private static final String WRONG = "wrong-key-0123456789";

    /**
     * A provider.
     *
     * @param options of its section, with {@code {sim}} for the simulator, {@code {key}} for a key and {@code {file}} for the path
     *     of Google's key file
     * @param refused the same with a credential that the vendor refuses; empty: the same options with another key
     */
    private record Setup(String name, String type, String model, String options, String refused) {
        Setup(String name, String model, String options) {
            this(name, name, model, options, "");
        }

        String section(String suffix, String text, Map<String, String> values) {
            String filled = text;
            for (Map.Entry<String, String> value : values.entrySet()) {
                filled = filled.replace("{" + value.getKey() + "}", value.getValue());
            }
            return "  %s%s: { type: %s, %s }\n".formatted(name, suffix, type, filled);
        }

        String model(String suffix) {
            return """
                  - id: "%s%s"
                    targets: [{ provider: %s%s, model: "%s" }]
                    price: { input: 3, output: 15, cache_read: 3, cache_write_5m: 3, cache_write_1h: 3 }
                """.formatted(name, suffix, name, suffix, model);
        }
    }

    private static final String REFUSED = "-refused";

    /** No credential is refused here. */
    private static final String NONE = "-";

    private static final String VERTEX =
            "project: acme, location: global, base_url: \"{sim}\", token_url: \"{sim}/identity/google/token\"";
    private static final String CLAUDE_AWS = "us.anthropic.claude-sonnet-4-5-v1:0";
    private static final String NOVA = "us.amazon.nova-pro-v1:0";
    private static final String AWS = "region: us-east-1, base_url: \"{sim}\"";
    private static final String AWS_KEYS = AWS + ", access_key_id: " + GOOD + ", secret_access_key: ";
    private static final String ENTRA =
            ", tenant_id: t-1, client_id: c-1, authority: \"{sim}/identity/entra\", client_secret: ";

    private static final List<Setup> SETUPS = List.of(
            new Setup("anthropic", "claude-sonnet-4-5", "base_url: \"{sim}\", api_key: {key}"),
            new Setup("openai", "gpt-4.1", "base_url: \"{sim}/v1\", api_key: {key}"),
            new Setup("openai-responses", "gpt-6-sol", "base_url: \"{sim}/v1\", api_key: {key}"),
            new Setup("gemini", "gemini-3.1-pro", "base_url: \"{sim}\", api_key: {key}"),
            new Setup(
                    "vertex-gemini",
                    "vertex",
                    "gemini-3.1-pro",
                    VERTEX + ", credentials_file: \"{file}\"",
                    VERTEX + ", credentials_file: \"{other-file}\""),
            new Setup(
                    "vertex-claude",
                    "vertex",
                    "claude-sonnet-4-5@20250929",
                    VERTEX + ", credentials_file: \"{file}\"",
                    VERTEX + ", credentials_file: /no/such/file"),
            new Setup(
                    "vertex-ambient",
                    "vertex",
                    "gemini-3.1-pro",
                    "project: acme, location: europe-west1, base_url: \"{sim}\"",
                    NONE),
            new Setup("bedrock", CLAUDE_AWS, AWS + ", api_key: {key}"),
            new Setup("bedrock-converse", "bedrock", NOVA, AWS + ", api_key: {key}", ""),
            new Setup(
                    "bedrock-signed",
                    "bedrock",
                    CLAUDE_AWS,
                    AWS_KEYS + "secret-of-" + GOOD,
                    AWS_KEYS + "another-secret"),
            new Setup(
                    "bedrock-converse-signed",
                    "bedrock",
                    NOVA,
                    AWS_KEYS + "secret-of-" + GOOD,
                    AWS_KEYS + "another-secret"),
            new Setup("bedrock-chain", "bedrock", CLAUDE_AWS, AWS, AWS + ", profile: none-such"),
            new Setup("azure", "gpt-4.1", "base_url: \"{sim}/azure/openai/v1\", api_key: {key}"),
            new Setup(
                    "azure-classic",
                    "azure",
                    "gpt-4.1",
                    "base_url: \"{sim}/azure\", api_version: 2024-10-21, api_key: {key}",
                    ""),
            new Setup(
                    "azure-entra",
                    "azure",
                    "gpt-4.1",
                    "base_url: \"{sim}/azure\"" + ENTRA + "sim-secret",
                    "base_url: \"{sim}/azure\"" + ENTRA + "another-secret"),
            new Setup(
                    "azure-managed",
                    "azure",
                    "gpt-4.1",
                    "base_url: \"{sim}/azure\", managed_identity: true, identity_url: \"{sim}/identity/azure\"",
                    "base_url: \"{sim}/azure\", managed_identity: true, identity_url: \"{sim}/identity/none\""),
            new Setup("foundry", "claude-sonnet-4-5", "base_url: \"{sim}/foundry/anthropic\", api_key: {key}"),
            new Setup(
                    "foundry-entra",
                    "foundry",
                    "claude-sonnet-4-5",
                    "base_url: \"{sim}/foundry/anthropic\"" + ENTRA + "sim-secret",
                    "base_url: \"{sim}/foundry/anthropic\"" + ENTRA + "another-secret"),
            new Setup("openrouter", "claude-sonnet-4-5", "base_url: \"{sim}/openrouter/api/v1\", api_key: {key}"),
            new Setup(
                    "portkey",
                    "gpt-4.1",
                    "base_url: \"{sim}/portkey/v1\", api_key: {key}, provider: openai, provider_key: sk-theirs"),
            new Setup("mistral", "mistral-large-latest", "base_url: \"{sim}/mistral/v1\", api_key: {key}"),
            new Setup("groq", "llama-3.3-70b-versatile", "base_url: \"{sim}/groq/openai/v1\", api_key: {key}"),
            new Setup("deepseek", "deepseek-v4-pro", "base_url: \"{sim}/deepseek/v1\", api_key: {key}"),
            new Setup("xai", "grok-4", "base_url: \"{sim}/xai/v1\", api_key: {key}"),
            new Setup("together", "moonshotai/Kimi-K3", "base_url: \"{sim}/together/v1\", api_key: {key}"),
            new Setup(
                    "fireworks",
                    "accounts/fireworks/models/kimi-k3",
                    "base_url: \"{sim}/fireworks/inference/v1\", api_key: {key}"),
            new Setup("cerebras", "gpt-oss-120b", "base_url: \"{sim}/cerebras/v1\", api_key: {key}"),
            new Setup("featherless", "Qwen/Qwen3-32B", "base_url: \"{sim}/featherless/v1\", api_key: {key}"),
            new Setup("ollama", "ollama", "qwen3:32b", "base_url: \"{sim}/ollama/v1\"", NONE),
            new Setup("vllm", "Qwen/Qwen3-32B", "base_url: \"{sim}/vllm/v1\", api_key: {key}"),
            new Setup("lm-studio", "qwen3-32b", "base_url: \"{sim}/lm-studio/v1\", api_key: {key}"),
            new Setup("openai-compatible", "llama-4", "base_url: \"{sim}/v1\", api_key: {key}"),
            new Setup("simulator", "simulator", "gpt-4.1", "base_url: \"{sim}\", api_key: {key}", ""));

    private final List<Integer> ports = Ports.free(2);
    private final MatrixCalls calls = new MatrixCalls(ports.get(0), KEY);
    private Simulator simulator;
    private GatewayProcess gateway;
    private Client client;

    @BeforeAll
    void start(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path directory) throws IOException {
        simulator = Simulator.start(directory, List.of("--api-key", GOOD));
        Path file = directory.resolve("google.json");
        String account = simulator.get("/identity/google/service-account.json");
        Files.writeString(file, account);
        Path other = directory.resolve("other.json");
        Files.writeString(other, account.replace("gateway@simulator", "somebody@simulator"));
        Map<String, String> values =
                Map.of("sim", simulator.url(), "file", file.toString(), "other-file", other.toString(), "key", GOOD);
        Map<String, String> environment = Map.of(
                "AWS_ACCESS_KEY_ID",
                GOOD,
                "AWS_SECRET_ACCESS_KEY",
                "secret-of-" + GOOD,
                "AWS_EC2_METADATA_DISABLED",
                "true",
                "GCE_METADATA_HOST",
                simulator.url().replace("http://", ""),
                "HOME",
                directory.toString());
        gateway = GatewayProcess.start("gateway", directory, yaml(directory, values), List.of(), environment);
        client = new Client("http://127.0.0.1:" + ports.get(0), KEY);
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
        calls.close();
    }

    private String yaml(Path directory, Map<String, String> values) {
        StringBuilder providers = new StringBuilder();
        StringBuilder models = new StringBuilder();
        for (Setup setup : SETUPS) {
            providers.append(setup.section("", setup.options, values));
            models.append(setup.model(""));
            if (!setup.refused.equals(NONE)) {
                String options = setup.refused.isEmpty() ? setup.options.replace("{key}", WRONG) : setup.refused;
                providers.append(setup.section(REFUSED, options, values));
                models.append(setup.model(REFUSED));
            }
        }
        return """
                server: { host: 127.0.0.1, port: %d }
                admin: { host: 127.0.0.1, port: %d, key: admin-0123456789 }
                storage: { url: "sqlite:%s" }
                retries: { attempts: 2, base_delay: 1ms }
                providers:
                %smodels:
                %saccounts: [{ id: acme, credits: 100000 }]
                keys: [{ key: %s, account: acme, name: test }]
                """.formatted(ports.get(0), ports.get(1), directory.resolve("gateway.db"), providers, models, KEY);
    }

    static Stream<Arguments> all() {
        return Stream.of(MatrixClient.values())
                .flatMap(from -> SETUPS.stream().map(setup -> Arguments.of(from, setup.name)));
    }

    static Stream<Arguments> refusing() {
        return Stream.of(MatrixClient.values())
                .flatMap(from -> SETUPS.stream()
                        .filter(setup -> !setup.refused.equals(NONE))
                        .map(setup -> Arguments.of(from, setup.name)));
    }

    /** What the provider says that its last answer costs. */
    private BigDecimal served() {
        Simulator.Served last = simulator.served().getLast();
        return GatewayConfig.cost(last.input(), last.output());
    }

    private void assertPaid(BigDecimal before, BigDecimal cost) {
        Awaitility.await("settled")
                .atMost(Patience.LONG)
                .pollInterval(Duration.ofMillis(10))
                .untilAsserted(() ->
                        assertThat(client.credits().spent().subtract(before)).isEqualByComparingTo(cost));
        assertThat(client.credits().reserved()).isEqualByComparingTo(BigDecimal.ZERO);
    }

    @Test
    void eachTypeOfProviderHasItsPlace() {
        Set<String> covered = SETUPS.stream().map(Setup::type).collect(Collectors.toCollection(TreeSet::new));

        assertThat(Providers.all().stream().map(Provider::type)).containsExactlyInAnyOrderElementsOf(covered);
    }

    @ParameterizedTest
    @MethodSource("all")
    void anAnswerArrivesAndCostsWhatWasServed(MatrixClient from, String provider) {
        BigDecimal before = client.credits().spent();

        Answer answer = calls.post(from, from.ask(provider, "Hello there"));

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(from.text(answer.json())).contains("\"Hello there\" (2 words");
        assertThat(answer.cost()).isEqualByComparingTo(served()).isPositive();
        assertPaid(before, answer.cost());
    }

    @ParameterizedTest
    @MethodSource("all")
    void aStreamArrivesAndCostsWhatWasServed(MatrixClient from, String provider) {
        BigDecimal before = client.credits().spent();

        Answer answer = calls.post(from, from.ask(provider, "Hello there").put("stream", true));

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(from.ended(answer.body())).as(answer.body()).isTrue();
        assertThat(from.text(from.whole(answer.events()))).contains("\"Hello there\" (2 words");
        assertThat(answer.cost()).isEqualByComparingTo(served()).isPositive();
        assertPaid(before, answer.cost());
    }

    @ParameterizedTest
    @MethodSource("all")
    void aToolIsCalledAndItsResultComesBack(MatrixClient from, String provider) {
        ObjectNode body = from.ask(provider, "Weather?");
        from.offer(body);

        Answer turn = calls.post(from, body);

        assertThat(turn.status()).as(turn.body()).isEqualTo(200);
        List<Call> made = from.calls(turn.json());
        assertThat(made).as(turn.body()).hasSize(1);
        assertThat(made.getFirst().name()).isEqualTo(MatrixClient.TOOL);
        from.answer(body, turn.json(), "22 degrees");
        Answer answer = calls.post(from, body);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(from.text(answer.json())).contains("\"22 degrees\"");
        assertThat(answer.cost()).isEqualByComparingTo(served());
    }

    @ParameterizedTest
    @MethodSource("all")
    void aRefusalIsToldInTheClientsDialectAndCostsNothing(MatrixClient from, String provider) {
        BigDecimal before = client.credits().spent();

        Answer refused = calls.post(from, from.ask(provider, "x [[sim fault=400]]"));
        Answer limited = calls.post(from, from.ask(provider, "x [[sim fault=429 retry-after=none]]"));

        assertThat(refused.status()).as(refused.body()).isEqualTo(400);
        JsonNode error = refused.json().path("error");
        assertThat(error.path("type").asText()).isEqualTo("invalid_request_error");
        assertThat(error.path("message").asText()).isNotEmpty();
        assertThat(limited.status()).as(limited.body()).isEqualTo(429);
        assertPaid(before, BigDecimal.ZERO);
    }

    @ParameterizedTest
    @MethodSource("refusing")
    void aRefusedCredentialIsTheOperatorsFaultAndCostsNothing(MatrixClient from, String provider) {
        BigDecimal before = client.credits().spent();

        Answer answer = calls.post(from, from.ask(provider + REFUSED, "Hello there"));

        assertThat(answer.status()).as(answer.body()).isEqualTo(502);
        assertThat(answer.json().path("error").path("code").asText()).isEqualTo("provider_error");
        assertThat(answer.body()).doesNotContain(WRONG).doesNotContain("another-secret");
        assertPaid(before, BigDecimal.ZERO);
    }

    @Test
    void noCredentialStandsInTheLog() {
        assertThat(gateway.log())
                .doesNotContain(WRONG)
                .doesNotContain("secret-of-")
                .doesNotContain("another-secret")
                .doesNotContain("sim-secret")
                .doesNotContain("PRIVATE KEY")
                .doesNotContain("ya29.");
    }
}
