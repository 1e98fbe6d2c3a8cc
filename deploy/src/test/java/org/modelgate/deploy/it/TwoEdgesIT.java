package org.modelgate.deploy.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.models.messages.MessageCreateParams;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Clients whose second try comes to another edge process than their first: one call to the provider, one charge. */
class TwoEdgesIT {
    private static final int TRIES = 50;
    private static final String SLOW = "Again? [[sim tokens=20 first=3s]]";

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private static Path directory;

    private static Simulator simulator;
    private static RegionProcesses gateway;
    private static LedgerFile ledger;
    private BigDecimal spent;
    private int calls;

    @BeforeAll
    static void start() {
        simulator = Simulator.start(directory);
        GatewayConfig config = GatewayConfig.of(simulator, directory);
        ledger = new LedgerFile(config.storage());
        gateway =
                RegionProcesses.start(directory, config, simulator, List.of("edge", "edge,translator,router,billing"));
        gateway.awaitReady(gateway.url(1));
    }

    @AfterAll
    static void close() {
        gateway.close();
        simulator.close();
    }

    @BeforeEach
    void forget() throws Exception {
        simulator.forget();
        spent = client(0).credits().spent();
        calls = ledger.calls().size();
    }

    private static Client client(int edge) {
        return new Client(gateway.url(edge), GatewayConfig.KEY);
    }

    /** One more call than before, of that cost, which the provider was asked for once. */
    private void assertOneCall() throws Exception {
        List<Simulator.Served> served = simulator.served();
        assertThat(served).hasSize(1);
        BigDecimal cost =
                GatewayConfig.cost(served.getFirst().input(), served.getFirst().output());
        assertThat(client(0).credits().spent().subtract(spent)).isEqualByComparingTo(cost);
        assertThat(ledger.calls()).hasSize(calls + 1);
        assertThat(ledger.audit()).isEmpty();
    }

    private void aTryThatBroke(Callable<String> call, CuttingProxy proxy) throws Exception {
        try (ExecutorService sdk = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<String> answer = sdk.submit(call);
            Awaitility.await("the first try runs")
                    .atMost(Patience.LONG)
                    .failFast("it is over", answer::isDone)
                    .until(() -> ledger.calls().size() == calls + 1);
            proxy.cut();
            assertThat(answer.get()).isNotBlank();
        }
        assertOneCall();
    }

    @Test
    void anOpenAiClientThatTriesAgainGetsTheAnswerOfItsFirstTry() throws Exception {
        try (CuttingProxy proxy = new CuttingProxy(List.of(gateway.url(0), gateway.url(1)))) {
            var openAi = OpenAIOkHttpClient.builder()
                    .baseUrl(proxy.url() + "/v1")
                    .apiKey(GatewayConfig.KEY)
                    .maxRetries(1)
                    .build();
            ChatCompletionCreateParams params = ChatCompletionCreateParams.builder()
                    .model(GatewayConfig.CLAUDE)
                    .maxCompletionTokens(100L)
                    .addUserMessage(SLOW)
                    .build();
            aTryThatBroke(
                    () -> openAi.chat()
                            .completions()
                            .create(params)
                            .choices()
                            .getFirst()
                            .message()
                            .content()
                            .orElseThrow(),
                    proxy);
        }
    }

    @Test
    void anAnthropicClientThatTriesAgainGetsTheAnswerOfItsFirstTry() throws Exception {
        try (CuttingProxy proxy = new CuttingProxy(List.of(gateway.url(1), gateway.url(0)))) {
            var anthropic = AnthropicOkHttpClient.builder()
                    .baseUrl(proxy.url())
                    .apiKey(GatewayConfig.KEY)
                    .maxRetries(1)
                    .build();
            MessageCreateParams params = MessageCreateParams.builder()
                    .model(GatewayConfig.GPT)
                    .maxTokens(100)
                    .addUserMessage(SLOW)
                    .build();
            aTryThatBroke(
                    () -> anthropic
                            .messages()
                            .create(params)
                            .content()
                            .getFirst()
                            .asText()
                            .text(),
                    proxy);
        }
    }

    @Test
    void oneIdempotencyKeyIsOneCallThoughManyTriesComeAtOnceOverBothEdges() throws Exception {
        var body = Wire.MESSAGES.body(GatewayConfig.CLAUDE, "Once [[sim tokens=20 first=300ms]]", 100);
        int first = 0;
        int replayed = 0;
        try (ExecutorService tries = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<HttpResponse<String>>> answers = new ArrayList<>();
            for (int i = 0; i < TRIES; i++) {
                Client client = client(i % 2);
                answers.add(
                        tries.submit(() -> client.send(Wire.MESSAGES.path(), body, "idempotency-key", "over-both")));
            }
            for (Future<HttpResponse<String>> pending : answers) {
                HttpResponse<String> answer = pending.get();
                assertThat(answer.statusCode()).as(answer.body()).isIn(200, 409);
                if (answer.statusCode() == 200) {
                    boolean again =
                            answer.headers().firstValue("idempotent-replayed").isPresent();
                    first += again ? 0 : 1;
                    replayed += again ? 1 : 0;
                } else {
                    assertThat(answer.headers().firstValue("retry-after")).isPresent();
                }
            }
        }
        assertThat(first).as("%d were replayed", replayed).isEqualTo(1);
        assertOneCall();

        for (int edge = 0; edge < 2; edge++) {
            HttpResponse<String> late = client(edge).send(Wire.MESSAGES.path(), body, "idempotency-key", "over-both");
            assertThat(late.headers().firstValue("idempotent-replayed")).contains("true");
            HttpResponse<String> other = client(edge)
                    .send(
                            Wire.MESSAGES.path(),
                            Wire.MESSAGES.body(GatewayConfig.CLAUDE, "Something else", 100),
                            "idempotency-key",
                            "over-both");
            assertThat(other.statusCode()).isEqualTo(422);
        }
        assertOneCall();
    }
}
