package org.modelgate.deploy.simulator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A simulator in this JVM and a client that talks to it over HTTP. */
public final class RunningSimulator implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Vertx vertx = Vertx.vertx();
    private final SimulatorVerticle simulator;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private RunningSimulator(SimulatorConfig config) {
        this.simulator = new SimulatorVerticle(config);
    }

    public static RunningSimulator start(SimulatorConfig config) {
        RunningSimulator running = new RunningSimulator(config);
        running.vertx.deployVerticle(running.simulator).await();
        return running;
    }

    public static RunningSimulator start() {
        return start(SimulatorConfig.defaults());
    }

    public record Answer(int status, HttpResponse<String> http) {
        public JsonNode json() {
            return parse(http.body());
        }

        public String header(String name) {
            return http.headers().firstValue(name).orElse("");
        }

        public String body() {
            return http.body();
        }

        public List<SseEvent> events() {
            return sse(http.body());
        }

        /** The data of all events that are JSON. */
        public List<JsonNode> data() {
            return events().stream()
                    .filter(event -> event.data().startsWith("{"))
                    .map(SseEvent::json)
                    .toList();
        }
    }

    public record SseEvent(String name, String data) {
        public JsonNode json() {
            return parse(data);
        }
    }

    public static JsonNode parse(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    public static List<SseEvent> sse(String body) {
        List<SseEvent> events = new ArrayList<>();
        for (String block : body.split("\r?\n\r?\n")) {
            String name = "";
            String data = "";
            for (String line : block.split("\r?\n")) {
                if (line.startsWith("event: ")) {
                    name = line.substring("event: ".length());
                } else if (line.startsWith("data: ")) {
                    data = line.substring("data: ".length());
                }
            }
            events.add(new SseEvent(name, data));
        }
        return events;
    }

    public int port() {
        return simulator.port();
    }

    public HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(simulator.baseUri().resolve(path)).header("content-type", "application/json");
    }

    public HttpRequest messagesRequest(String body, String... headers) {
        HttpRequest.Builder builder = request("/v1/messages?beta=true")
                .header("x-api-key", "k1")
                .header("anthropic-version", "2023-06-01")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        return headers.length == 0 ? builder.build() : builder.headers(headers).build();
    }

    public HttpRequest chatRequest(String body) {
        return bearer("/v1/chat/completions", body);
    }

    public Answer messages(String body, String... headers) throws IOException, InterruptedException {
        return send(messagesRequest(body, headers));
    }

    public Answer chat(String body) throws IOException, InterruptedException {
        return send(chatRequest(body));
    }

    public HttpRequest responsesRequest(String body) {
        return bearer("/v1/responses", body);
    }

    public Answer responses(String body) throws IOException, InterruptedException {
        return send(responsesRequest(body));
    }

    /** A call to the Gemini API: {@code method} is such as {@code streamGenerateContent?alt=sse}. */
    public Answer gemini(String model, String method, String body) throws IOException, InterruptedException {
        return send(request("/v1beta/models/" + model + ':' + method)
                .header("x-goog-api-key", "k1")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    /** A call to Bedrock: {@code operation} is such as {@code converse}; the model stands in the path as it is. */
    public Answer bedrock(String model, String operation, String body) throws IOException, InterruptedException {
        return send(bearer("/model/" + model + '/' + operation, body));
    }

    /** The same for a stream of frames. */
    public HttpResponse<byte[]> bedrockStream(String model, String operation, String body)
            throws IOException, InterruptedException {
        return client.send(bearer("/model/" + model + '/' + operation, body), HttpResponse.BodyHandlers.ofByteArray());
    }

    /** A POST with the key that is accepted. */
    public HttpRequest bearer(String path, String body) {
        return request(path)
                .header("authorization", "Bearer k1")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    /** The same with a token of Google's, as a machine there gets it. */
    public HttpRequest withGoogleToken(String path, String body) throws IOException, InterruptedException {
        Answer token = send(request("/computeMetadata/v1/instance/service-accounts/default/token")
                .header("metadata-flavor", "Google")
                .GET()
                .build());
        return request(path)
                .header(
                        "authorization",
                        "Bearer " + token.json().path("access_token").asText())
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    public Answer send(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
        return new Answer(response.statusCode(), response);
    }

    public CompletableFuture<HttpResponse<String>> sendAsync(HttpRequest request) {
        return client.sendAsync(request, HttpResponse.BodyHandlers.ofString());
    }

    public Answer get(String path) throws IOException, InterruptedException {
        return send(request(path).GET().build());
    }

    public Answer control(String method, String path, String body) throws IOException, InterruptedException {
        return send(request(path)
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    public JsonNode usage() throws IOException, InterruptedException {
        return get("/_sim/usage").json();
    }

    /** The log's newest entry. */
    public JsonNode lastServed() throws IOException, InterruptedException {
        JsonNode entries = usage().path("entries");
        return entries.path(entries.size() - 1);
    }

    @Override
    public void close() {
        client.shutdownNow();
        vertx.close().await();
    }
}
