package org.modelgate.deploy.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** What somebody meets who has just cloned the repository, and what an operator's service manager relies on. */
class FirstStartIT {
    private static final Duration END = Patience.LONG;
    private static final String LOCAL = "http://127.0.0.1:8080";

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path directory;

    @Test
    void thePrintedCurlLineAnswersAndTheSecondStartPrintsNoKey() throws Exception {
        assertPortIsFree(8080);
        assertPortIsFree(8081);
        String curl;
        Client client;
        try (GatewayProcess gateway = GatewayProcess.run("first", directory, List.of())) {
            gateway.awaitStarted();
            curl = Awaitility.await("the curl line")
                    .atMost(END)
                    .until(() -> curlLine(gateway), line -> !line.isEmpty());
            client = new Client(LOCAL, keyIn(curl));
            awaitReady(client);
            BigDecimal before = client.credits().balance();

            JsonNode answer = runInBash(curl);

            assertThat(answer.path("content").path(0).path("text").asText()).contains("Hello");
            BigDecimal cost = answer.path("gateway_usage").path("cost_usd").decimalValue();
            assertThat(cost).isPositive();
            assertThat(before.subtract(client.credits().balance())).isEqualByComparingTo(cost);
            gateway.process().signal("TERM");
            assertThat(gateway.process().exitCode(END)).isZero();
        }
        try (GatewayProcess gateway = GatewayProcess.run("second", directory, List.of())) {
            gateway.awaitStarted();
            awaitReady(client);
            assertThat(runInBash(curl).has("gateway_usage")).isTrue();
            assertThat(gateway.log()).doesNotContain("curl ", keyIn(curl), "API key", "admin key");
            gateway.process().signal("TERM");
            assertThat(gateway.process().exitCode(END)).isZero();
        }
    }

    private static String curlLine(GatewayProcess gateway) {
        return gateway.log()
                .lines()
                .filter(line -> line.strip().startsWith("curl "))
                .findFirst()
                .orElse("");
    }

    private static String keyIn(String curl) {
        Matcher key = Pattern.compile("x-api-key: ([^']+)'").matcher(curl);
        assertThat(key.find()).as(curl).isTrue();
        return key.group(1);
    }

    private static void awaitReady(Client client) {
        Awaitility.await("ready")
                .atMost(END)
                .ignoreExceptions()
                .until(() -> client.get("/health/ready").status() == 200);
    }

    private static void assertPortIsFree(int port) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            throw new AssertionError("port " + port + " is taken; this test needs it: " + socket);
        } catch (ConnectException e) {
            assertThat(e).isNotNull();
        }
    }

    private JsonNode runInBash(String line) throws IOException {
        Path output = Files.createTempFile(directory, "curl", ".json");
        try (ChildProcess bash =
                ChildProcess.start("curl", directory, output, Map.of(), List.of("bash", "-c", line.strip()))) {
            assertThat(bash.exitCode(END)).as(line).isZero();
        }
        return Client.json(Files.readString(output));
    }

    @Test
    void sigtermLetsARunningStreamEndAndRefusesNewCalls() throws Exception {
        try (Simulator simulator = Simulator.start(directory);
                SingleProcess gateway =
                        SingleProcess.start(directory, GatewayConfig.of(simulator, directory), simulator)) {
            Client client = new Client(gateway.url(), GatewayConfig.KEY);
            CountDownLatch begun = new CountDownLatch(4);
            CompletableFuture<Client.Streamed> stream = CompletableFuture.supplyAsync(() -> client.stream(
                    Wire.MESSAGES,
                    Wire.MESSAGES.streamBody(GatewayConfig.CLAUDE, "Slow [[sim tokens=120 pace=100ms]]", 200),
                    event -> begun.countDown()));
            assertThat(begun.await(END.toSeconds(), TimeUnit.SECONDS)).isTrue();

            gateway.process().signal("TERM");
            Awaitility.await("new calls are refused").atMost(END).until(() -> refuses(client));

            Client.Streamed end = stream.get(END.toSeconds(), TimeUnit.SECONDS);
            assertThat(end.complete()).as(end.toString()).isTrue();
            assertThat(gateway.process().exitCode(END)).isZero();
            List<LedgerFile.Call> calls = new LedgerFile("sqlite:" + directory.resolve("gateway.db")).calls();
            assertThat(calls).singleElement().satisfies(call -> {
                assertThat(call.kind()).isEqualTo("settled");
                assertThat(call.charged()).isEqualByComparingTo(end.cost());
            });
        }
    }

    private static boolean refuses(Client client) {
        try {
            return client.get("/health/ready").status() == 503;
        } catch (UncheckedIOException e) {
            return true;
        }
    }

    @Test
    void aSecondSigtermEndsAtOnce() throws Exception {
        try (Simulator simulator = Simulator.start(directory);
                SingleProcess gateway = SingleProcess.start(
                        directory, GatewayConfig.of(simulator, directory).withDrainSeconds(300), simulator)) {
            Client client = new Client(gateway.url(), GatewayConfig.KEY);
            CountDownLatch begun = new CountDownLatch(4);
            CompletableFuture<Client.Streamed> stream = CompletableFuture.supplyAsync(() -> client.stream(
                    Wire.MESSAGES,
                    Wire.MESSAGES.streamBody(GatewayConfig.CLAUDE, "Slow [[sim tokens=4000 pace=100ms]]", 5000),
                    event -> begun.countDown()));
            assertThat(begun.await(END.toSeconds(), TimeUnit.SECONDS)).isTrue();

            gateway.process().signal("TERM");
            Awaitility.await("draining").atMost(END).until(() -> refuses(client));
            assertThat(gateway.process().isAlive()).isTrue();
            gateway.process().signal("TERM");

            assertThat(gateway.process().exitCode(Duration.ofSeconds(5))).isNotZero();
            assertThat(stream.get(END.toSeconds(), TimeUnit.SECONDS).complete()).isFalse();
        }
    }

    @Test
    void checkPrintsEachProblemWithItsPath() throws Exception {
        Path file = directory.resolve("broken.yaml");
        Files.writeString(file, """
                server: { port: 99999, max_boddy: 1MB }
                storage: { url: "mysql:x" }
                providers:
                  gpt: { type: openai, api_key: "${SURELY_NOT_SET}", timeouts: { idle: soon } }
                  odd: { type: telepathy }
                models:
                  - id: a
                    targets: [{ provider: nowhere, model: m, wieght: 2 }]
                    price: { input: 1 }
                  - { id: a, targets: [{ provider: gpt }], price: { input: 1, output: cheap } }
                accounts: [{ id: acme, credits: 1.0000000001 }]
                keys: [{ key: k, account: nobody }]
                cluster: { bind: here }
                """);

        Result result = run("--check", "--config", file.toString());

        assertThat(result.exitCode).isEqualTo(2);
        assertThat(result.output)
                .contains(
                        "server.port: ",
                        "server.max_boddy: ",
                        "storage.url: ",
                        "providers.gpt.api_key: ",
                        "SURELY_NOT_SET",
                        "providers.gpt.timeouts.idle: ",
                        "providers.odd.type: ",
                        "models[0].targets[0].provider: ",
                        "models[0].targets[0].wieght: ",
                        "models[0].price.output: ",
                        "models[1].id: ",
                        "models[1].price.output: ",
                        "accounts[0].credits: ",
                        "keys[0].account: ",
                        "cluster.bind: ",
                        "cluster.members: ");
        assertThat(result.output).doesNotContain("Exception", "\tat ");
    }

    @Test
    void checkOfAGoodFileStartsNothing() throws Exception {
        Path file = directory.resolve("good.yaml");
        GatewayConfig config =
                new GatewayConfig("http://127.0.0.1:1", "sqlite:" + directory.resolve("gateway.db"), List.of(), 1);
        Files.writeString(file, config.yaml(8080, 8081, null));

        assertThat(run("--check", "--config", file.toString()).exitCode).isZero();
        assertThat(directory.resolve("gateway.db")).doesNotExist();
    }

    @Test
    void versionAndHelpEndWithZeroAndMistakesWithTwo() throws Exception {
        Result version = run("--version");
        assertThat(version.exitCode).isZero();
        assertThat(version.output).containsPattern("modelgate \\d+\\.\\d+");
        Result help = run("--help");
        assertThat(help.exitCode).isZero();
        assertThat(help.output).contains("--config", "--roles", "--check");
        assertThat(run("--confg").exitCode).isEqualTo(2);
        assertThat(run("--config", directory.resolve("none.yaml").toString()).exitCode)
                .isEqualTo(2);
    }

    private record Result(int exitCode, String output) {}

    private Result run(String... arguments) {
        try (GatewayProcess process = GatewayProcess.run("run" + System.nanoTime(), directory, List.of(arguments))) {
            int exitCode = process.process().exitCode(END);
            return new Result(exitCode, process.log());
        }
    }
}
