package org.modelgate.deploy.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
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
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.json.Json;

/** Calls the gateway as bytes on HTTP/1.1, and keeps what came, also when it broke. Safe for many threads. */
final class Client {
    private static final Duration TIMEOUT = Patience.LONG;

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();
    private final String url;
    private final String key;
    private final String timeout;

    /** A whole answer. */
    record Answer(int status, String requestId, JsonNode body) {
        BigDecimal cost() {
            return body.path("gateway_usage").path("cost_usd").decimalValue();
        }

        long tokensCharged() {
            return body.path("gateway_usage").path("tokens_charged").asLong();
        }
    }

    /**
     * What came of a stream.
     *
     * @param data of each event
     * @param cut why the connection broke; null if the body ended as HTTP says
     */
    record Streamed(
            int status,
            String requestId,
            Wire wire,
            List<String> data,
            @Nullable IOException cut) {
        boolean complete() {
            return cut == null && !data.isEmpty() && wire.isEnd(data.getLast()) && !failed();
        }

        /** Ended by the dialect's own error event. */
        boolean failed() {
            return data.stream().anyMatch(wire::isError);
        }

        /** From the one event that has it; missing if none has. */
        JsonNode gatewayUsage() {
            return data.stream()
                    .filter(event -> event.contains("\"gateway_usage\""))
                    .map(event -> Client.json(event).path("gateway_usage"))
                    .findFirst()
                    .orElse(MissingNode.getInstance());
        }

        BigDecimal cost() {
            return gatewayUsage().path("cost_usd").decimalValue();
        }
    }

    Client(String url, String key) {
        this(url, key, "60s");
    }

    /** @param timeout that the gateway is asked to keep for each call, such as {@code 10s} */
    Client(String url, String key, String timeout) {
        this.url = url;
        this.key = key;
        this.timeout = timeout;
    }

    static JsonNode json(String text) {
        try {
            return Json.mapper().readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException("no JSON: " + text, e);
        }
    }

    /** USD figures of the account. */
    record Credits(BigDecimal balance, BigDecimal reserved, BigDecimal spent) {}

    Credits credits() {
        Answer answer = get("/v1/credits");
        assertThat(answer.status()).as("%s", answer).isEqualTo(200);
        JsonNode body = answer.body();
        return new Credits(
                body.path("balance_usd").decimalValue(),
                body.path("reserved_usd").decimalValue(),
                body.path("spent_usd").decimalValue());
    }

    Answer get(String path) {
        return answer(builder(path).GET().build());
    }

    Answer post(Wire wire, ObjectNode body) {
        return answer(builder(wire.path())
                .POST(BodyPublishers.ofString(body.toString()))
                .build());
    }

    /** An answer with its headers. */
    HttpResponse<String> send(String path, ObjectNode body, String... headers) {
        HttpRequest.Builder request = builder(path).POST(BodyPublishers.ofString(body.toString()));
        try {
            return http.send(
                    (headers.length == 0 ? request : request.headers(headers)).build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private HttpRequest.Builder builder(String path) {
        return HttpRequest.newBuilder(URI.create(url + path))
                .header("authorization", "Bearer " + key)
                .header("content-type", "application/json")
                .header("x-gateway-timeout", timeout)
                .timeout(TIMEOUT);
    }

    private Answer answer(HttpRequest request) {
        try {
            HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
            return new Answer(response.statusCode(), requestId(response), json(response.body()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String requestId(HttpResponse<?> response) {
        return response.headers().firstValue("x-request-id").orElse("");
    }

    Streamed stream(Wire wire, ObjectNode body) {
        return stream(wire, body, event -> {});
    }

    /** Reads to the end, whatever it is. */
    Streamed stream(Wire wire, ObjectNode body, Consumer<String> onEvent) {
        HttpRequest request = builder(wire.path())
                .POST(BodyPublishers.ofString(body.toString()))
                .build();
        List<String> data = new ArrayList<>();
        try {
            HttpResponse<Stream<String>> response = http.send(request, BodyHandlers.ofLines());
            @Nullable IOException cut = null;
            try (Stream<String> lines = response.body()) {
                for (Iterator<String> all = lines.iterator(); all.hasNext(); ) {
                    String line = all.next();
                    if (line.startsWith("data:")) {
                        data.add(line.substring("data:".length()).strip());
                        onEvent.accept(data.getLast());
                    }
                }
            } catch (UncheckedIOException e) {
                cut = e.getCause();
            }
            return new Streamed(response.statusCode(), requestId(response), wire, data, cut);
        } catch (IOException e) {
            return new Streamed(0, "", wire, data, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
