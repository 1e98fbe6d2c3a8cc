package org.modelgate.deploy.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;

/** One process of the gateway, started as an operator starts it: by {@code deploy/gateway} with a file. */
final class GatewayProcess implements AutoCloseable {
    /** The script in the sources, which failsafe runs beside. */
    static final Path SCRIPT = Path.of("gateway").toAbsolutePath();

    private static final Duration START = Patience.LONG;
    /** The gateway's own assertions tell of races that its users would only see now and then. */
    private static final String ASSERTIONS = "-ea:org.modelgate...";

    private static final String READY = "gateway ready";

    private final String name;
    private final ChildProcess process;

    private GatewayProcess(String name, ChildProcess process) {
        this.name = name;
        this.process = process;
    }

    /** @param roles empty for all; the file is kept beside the log as {@code name.yaml}, {@code name.log} */
    static GatewayProcess start(String name, Path directory, String yaml, List<String> roles) {
        return start(name, directory, yaml, roles, Map.of());
    }

    /** @param environment variables besides those that every one has */
    static GatewayProcess start(
            String name, Path directory, String yaml, List<String> roles, Map<String, String> environment) {
        Path file = directory.resolve(name + ".yaml");
        try {
            Files.writeString(file, yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<String> arguments = new ArrayList<>(List.of("--config", file.toString()));
        if (!roles.isEmpty()) {
            arguments.addAll(List.of("--roles", String.join(",", roles)));
        }
        return run(name, directory, arguments, environment);
    }

    /** Runs the script with these arguments; nothing is waited for. */
    static GatewayProcess run(String name, Path directory, List<String> arguments) {
        return run(name, directory, arguments, Map.of());
    }

    private static GatewayProcess run(
            String name, Path directory, List<String> arguments, Map<String, String> environment) {
        Map<String, String> all = new HashMap<>(environment);
        all.put("JAVA_HOME", System.getProperty("java.home"));
        all.put("GATEWAY_JVM_OPTIONS", ASSERTIONS);
        List<String> command = new ArrayList<>(List.of(SCRIPT.toString()));
        command.addAll(arguments);
        return new GatewayProcess(
                name, ChildProcess.start(name, directory, directory.resolve(name + ".log"), all, command));
    }

    /** Until it says that all its roles serve; whether the cluster is complete is another question. */
    void awaitStarted() {
        Awaitility.await(name + " started")
                .atMost(START)
                .pollInterval(Duration.ofMillis(50))
                .failFast(this::assertAlive)
                .until(() -> process.log().contains(READY));
    }

    void assertAlive() {
        if (!process.isAlive()) {
            throw new AssertionError(name + " ended:\n" + process.log());
        }
    }

    String name() {
        return name;
    }

    ChildProcess process() {
        return process;
    }

    String log() {
        return process.log();
    }

    @Override
    public void close() {
        process.close();
    }
}
