package org.modelgate.deploy.it;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.modelgate.common.json.Json;
import org.modelgate.deploy.simulator.SimulatorMain;

/** The provider, as a process of its own that survives whatever is done to the gateway. */
final class Simulator implements AutoCloseable {
    private static final String READY = "simulator ready on ";

    private final ChildProcess process;
    /** After an upgrade to HTTP/2 the JDK's client trips over long logs. */
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final String url;

    /** One line of its usage log. */
    record Served(
            long number,
            String answerId,
            String model,
            boolean stream,
            long input,
            long output,
            long delivered,
            String outcome,
            int status) {}

    /**
     * A request as it came.
     *
     * @param fault empty if it was answered well
     */
    record Asked(long atMillis, String fault) {}

    private Simulator(ChildProcess process, String url) {
        this.process = process;
        this.url = url;
    }

    static Simulator start(Path directory) {
        return start(directory, List.of());
    }

    /** @param arguments of its command line, besides the port */
    static Simulator start(Path directory, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(
                ChildProcess.java(),
                "-XX:+UseSerialGC",
                "-Xmx512m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                SimulatorMain.class.getName(),
                "--port",
                "0"));
        command.addAll(arguments);
        ChildProcess process =
                ChildProcess.start("simulator", directory, directory.resolve("simulator.log"), Map.of(), command);
        String line = Awaitility.await("simulator ready")
                .atMost(Patience.LONG)
                .until(() -> readyLine(process), found -> !found.isEmpty());
        return new Simulator(process, line.substring(READY.length()).replaceAll("/$", ""));
    }

    private static String readyLine(ChildProcess process) {
        if (!process.isAlive()) {
            throw new IllegalStateException("the simulator ended:\n" + process.log());
        }
        return process.log()
                .lines()
                .filter(line -> line.startsWith(READY))
                .findFirst()
                .orElse("");
    }

    /** Without a trailing slash. */
    String url() {
        return url;
    }

    /** What it served since {@link #forget}, the oldest first. */
    List<Served> served() {
        JsonNode log = request("GET", "/_sim/usage", "");
        if (log.path("dropped").asLong() > 0) {
            throw new IllegalStateException("the usage log has lost entries");
        }
        List<Served> list = new ArrayList<>();
        for (JsonNode entry : log.path("entries")) {
            list.add(new Served(
                    entry.path("n").asLong(),
                    entry.path("answer_id").asText(),
                    entry.path("model").asText(),
                    entry.path("stream").asBoolean(),
                    entry.path("input_tokens").asLong()
                            + entry.path("cache_read_tokens").asLong(),
                    entry.path("output_tokens").asLong(),
                    entry.path("delivered_output_tokens").asLong(),
                    entry.path("outcome").asText(),
                    entry.path("status").asInt()));
        }
        return list;
    }

    /** The requests of one provider's key since {@link #forget}, each with the simulator's time and the fault that it met. */
    List<Asked> asked(String key) {
        JsonNode log = request("GET", "/_sim/usage", "");
        if (log.path("dropped").asLong() > 0) {
            throw new IllegalStateException("the usage log has lost entries");
        }
        List<Asked> list = new ArrayList<>();
        for (JsonNode entry : log.path("entries")) {
            if (entry.path("key").asText().equals(key)) {
                list.add(new Asked(
                        Instant.parse(entry.path("time").asText()).toEpochMilli(),
                        entry.path("fault").asText("")));
            }
        }
        return list;
    }

    /** Posts a timeline for one provider's key; its phases begin now. */
    void timeline(String key, boolean repeat, String phases) {
        JsonNode answer = request(
                "POST",
                "/_sim/timelines",
                "{\"match\":{\"key\":\"" + key + "\"},\"repeat\":" + repeat + ",\"phases\":" + phases + "}");
        if (!answer.has("start_ms")) {
            throw new IllegalStateException("no timeline: " + answer);
        }
    }

    /** Empties the usage log. */
    void forget() {
        request("DELETE", "/_sim/usage", "");
    }

    /** What it answers at a path of its own. */
    String get(String path) {
        return request("GET", path, "").toString();
    }

    private JsonNode request(String method, String path, String body) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + path))
                .method(method, BodyPublishers.ofString(body))
                .timeout(Duration.ofSeconds(20))
                .build();
        try {
            return Json.mapper()
                    .readTree(http.send(request, BodyHandlers.ofString()).body());
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
        process.close();
    }
}
