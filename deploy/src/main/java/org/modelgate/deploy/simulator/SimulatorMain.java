package org.modelgate.deploy.simulator;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.modelgate.deploy.simulator.core.Directives;

/** Runs a simulator as a process of its own. Says so in one line when it is ready; ends on SIGTERM. */
public final class SimulatorMain {

    private static final String USAGE = """
            usage: SimulatorMain [--host HOST] [--port PORT] [--api-key KEY]... [--directives "first=100ms pace=20ms"]
                                 [--cache-minimum TOKENS] [--log-entries N]
            """;

    private SimulatorMain() {}

    @SuppressWarnings("SystemOut")
    public static void main(String[] args) {
        SimulatorConfig config;
        try {
            config = parse(args);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.err.print(USAGE);
            System.exit(2);
            return;
        }
        Vertx vertx =
                Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(1));
        SimulatorVerticle simulator = new SimulatorVerticle(config);
        vertx.deployVerticle(simulator)
                .onSuccess(id -> System.out.println("simulator ready on " + simulator.baseUri()))
                .onFailure(cause -> {
                    System.err.println("simulator failed: " + cause.getMessage());
                    System.exit(1);
                });
        Runtime.getRuntime().addShutdownHook(new Thread(() -> vertx.close().await(), "simulator shutdown"));
    }

    static SimulatorConfig parse(String[] args) {
        SimulatorConfig config = SimulatorConfig.defaults();
        Set<String> keys = new HashSet<>();
        Deque<String> rest = new ArrayDeque<>(List.of(args));
        while (!rest.isEmpty()) {
            String name = rest.removeFirst();
            if (rest.isEmpty()) {
                throw new IllegalArgumentException(name + " needs a value, or is unknown");
            }
            String value = rest.removeFirst();
            config = switch (name) {
                case "--host" -> config.withHost(value);
                case "--port" -> config.withPort(number(name, value));
                case "--api-key" -> {
                    keys.add(value);
                    yield config.withApiKeys(keys);
                }
                case "--directives" -> config.withDirectives(Directives.parse(value));
                case "--cache-minimum" ->
                    config.withLimits(config.limits().withCacheMinimumTokens(number(name, value)));
                case "--log-entries" -> config.withLimits(config.limits().withLogEntriesMax(number(name, value)));
                default -> throw new IllegalArgumentException("unknown option: " + name);
            };
        }
        return config;
    }

    private static int number(String name, String value) {
        if (!value.matches("[0-9]{1,9}")) {
            throw new IllegalArgumentException(name + " needs a number, not " + value);
        }
        return Integer.parseInt(value);
    }
}
