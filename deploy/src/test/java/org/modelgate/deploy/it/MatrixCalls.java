package org.modelgate.deploy.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.stream.Stream;

/** Calls of {@link MatrixClient}s to a gateway at this port. */
final class MatrixCalls implements AutoCloseable {
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final int port;
    private final String key;

    MatrixCalls(int port, String key) {
        this.port = port;
        this.key = key;
    }

    /** What came back; a body that broke off is as long as it came. */
    record Answer(int status, String body, boolean broken) {
        JsonNode json() {
            return Client.json(body);
        }

        List<JsonNode> events() {
            return body.lines()
                    .filter(line -> line.startsWith("data: {"))
                    .map(line -> Client.json(line.substring("data: ".length())))
                    .toList();
        }

        BigDecimal cost() {
            List<JsonNode> all = body.startsWith("{") ? List.of(json()) : events();
            return all.stream()
                    .map(event -> event.findValue("gateway_usage"))
                    .filter(usage -> usage != null)
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no gateway_usage in " + body))
                    .path("cost_usd")
                    .decimalValue();
        }
    }

    Answer post(MatrixClient from, ObjectNode body) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + from.path()))
                .header("authorization", "Bearer " + key)
                .header("content-type", "application/json")
                .timeout(Patience.LONG)
                .POST(BodyPublishers.ofString(body.toString()))
                .build();
        StringBuilder read = new StringBuilder();
        try {
            HttpResponse<Stream<String>> response = http.send(request, BodyHandlers.ofLines());
            boolean broken = false;
            try (Stream<String> lines = response.body()) {
                lines.forEach(line -> read.append(line).append('\n'));
            } catch (UncheckedIOException cut) {
                broken = true;
            }
            return new Answer(response.statusCode(), read.toString(), broken);
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
    }
}
