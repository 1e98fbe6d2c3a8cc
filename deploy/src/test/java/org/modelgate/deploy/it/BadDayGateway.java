package org.modelgate.deploy.it;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;

/**
 * Two processes with a router each, in one cluster. Each model has two targets, told apart by their providers' keys; each bad day has
 * targets of its own, so that no test meets the breakers of another.
 */
final class BadDayGateway implements AutoCloseable {
    private static final List<String> DAYS =
            List.of("failing", "hanging", "flapping", "limited", "warm", "broken", "shared", "hedged");

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<Integer> ports = Ports.free(6);
    private final Simulator simulator;
    private final Path directory;
    private final String cluster = "test-" + UUID.randomUUID();
    private final GatewayProcess one;
    private final GatewayProcess two;

    private BadDayGateway(Path directory, Simulator simulator) {
        this.directory = directory;
        this.simulator = simulator;
        this.one = launch("one", 0, List.of());
        this.two = launch("two", 3, List.of("edge", "translator", "router"));
    }

    static BadDayGateway start(Path directory, Simulator simulator) {
        BadDayGateway gateway = new BadDayGateway(directory, simulator);
        try {
            gateway.one.awaitStarted();
            gateway.two.awaitStarted();
            for (int i = 0; i < 2; i++) {
                Client client = new Client(gateway.url(i), GatewayConfig.KEY);
                Awaitility.await("gateway ready")
                        .atMost(Patience.LONG)
                        .ignoreExceptions()
                        .until(() -> client.get("/health/ready").status() == 200);
            }
        } catch (Throwable e) {
            System.err.println(gateway.one.log() + "\n--\n" + gateway.two.log());
            gateway.close();
            throw e;
        }
        return gateway;
    }

    private GatewayProcess launch(String name, int port, List<String> roles) {
        return GatewayProcess.start(name, directory, yaml(port), roles);
    }

    private String yaml(int port) {
        StringBuilder providers = new StringBuilder();
        StringBuilder models = new StringBuilder();
        for (String day : DAYS) {
            providers.append("""
                      %1$s-bad: { type: anthropic, base_url: "%2$s", api_key: %1$s-bad, timeouts: { first_byte: 1s }, max_connections: 4096 }
                      %1$s-good: { type: openai, base_url: "%2$s/v1", api_key: %1$s-good, max_connections: 4096 }
                    """.formatted(day, simulator.url()));
            models.append("""
                      - id: %1$s
                        targets: [{ provider: %1$s-bad, model: claude-sonnet-4-5 }, { provider: %1$s-good, model: gpt-5.1 }]
                        %2$s
                        price: { input: 3, output: 15, cache_read: 3, cache_write_5m: 3, cache_write_1h: 3 }
                    """.formatted(
                            day, day.equals("hedged") ? "hedge: { after_percentile: 95, min_delay: 100ms }" : ""));
        }
        return """
                server: { host: 127.0.0.1, port: %d, drain_timeout: 1s }
                admin: { host: 127.0.0.1, port: %d, key: %s }
                storage: { url: "sqlite:%s" }
                cluster: { name: %s, region: test, bind: "127.0.0.1:%d", members: ["127.0.0.1:%d", "127.0.0.1:%d"] }
                providers:
                %smodels:
                %saccounts: [{ id: acme, credits: 100000 }]
                keys: [{ key: %s, account: acme, name: test }]
                """.formatted(
                        ports.get(port),
                        ports.get(port + 1),
                        GatewayConfig.ADMIN_KEY,
                        directory.resolve("gateway.db"),
                        cluster,
                        ports.get(port + 2),
                        ports.get(2),
                        ports.get(5),
                        providers,
                        models,
                        GatewayConfig.KEY);
    }

    /** @param process 0 or 1 */
    String url(int process) {
        return "http://127.0.0.1:" + ports.get(3 * process);
    }

    /** What every router node says of the targets of a provider, such as {@code closed}; asked of one process. */
    List<String> states(int process, String provider) {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + ports.get(3 * process + 1) + "/admin/providers"))
                .header("authorization", "Bearer " + GatewayConfig.ADMIN_KEY)
                .build();
        try {
            JsonNode report =
                    Client.json(http.send(request, BodyHandlers.ofString()).body());
            return report.path("nodes").findValues("targets").stream()
                    .flatMap(targets -> targets.valueStream())
                    .filter(target -> target.path("target").asText().startsWith(provider + "/"))
                    .map(target -> target.path("state").asText())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
        one.close();
        two.close();
    }
}
