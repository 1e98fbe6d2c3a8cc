package org.modelgate.deploy.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.modelgate.deploy.simulator.RunningSimulator.Answer;
import org.modelgate.deploy.simulator.core.Directives;

class ControlTest {

    private RunningSimulator simulator;

    @BeforeEach
    void start() {
        simulator = RunningSimulator.start(SimulatorConfig.defaults()
                .withLimits(
                        SimulatorConfig.Limits.defaults().withLogEntriesMax(3).withBodyBytesMax(1000)));
    }

    @AfterEach
    void stop() {
        simulator.close();
    }

    private static String message(String model, String text, boolean stream) {
        return """
               {"model":"%s","max_tokens":9999,"stream":%s,"messages":[{"role":"user","content":"%s"}]}
               """.formatted(model, stream, text);
    }

    @Test
    void theLogSaysWhatTheClientWasTold() throws Exception {
        Answer answer = simulator.messages(message("m", "Hello", true));
        JsonNode told = answer.data().get(answer.data().size() - 2).path("usage");

        JsonNode served = simulator.lastServed();

        assertThat(served.path("dialect").asText()).isEqualTo("anthropic");
        assertThat(served.path("model").asText()).isEqualTo("m");
        assertThat(served.path("key").asText()).isEqualTo("k1");
        assertThat(served.path("stream").asBoolean()).isTrue();
        assertThat(served.path("request_id").asText()).isEqualTo(answer.header("request-id"));
        assertThat(served.path("input_tokens")).isEqualTo(told.path("input_tokens"));
        assertThat(served.path("output_tokens")).isEqualTo(told.path("output_tokens"));
        assertThat(served.path("delivered_output_tokens")).isEqualTo(told.path("output_tokens"));
        assertThat(served.path("outcome").asText()).isEqualTo("complete");
        assertThat(served.path("status").asInt()).isEqualTo(200);
    }

    @Test
    void theLogIsBoundedAndSaysWhatItDropped() throws Exception {
        for (int i = 0; i < 5; i++) {
            simulator.messages(message("m" + i, "Hello", false));
        }

        JsonNode usage = simulator.usage();
        assertThat(usage.path("dropped").asInt()).isEqualTo(2);
        assertThat(usage.path("entries").findValuesAsText("n")).containsExactly("3", "4", "5");
        assertThat(simulator.get("/_sim/usage?model=m3").json().path("entries")).hasSize(1);
        assertThat(simulator
                        .get("/_sim/usage?after=4")
                        .json()
                        .path("totals")
                        .path("requests")
                        .asInt())
                .isEqualTo(1);

        simulator.control("DELETE", "/_sim/usage", "");
        assertThat(simulator.usage().path("entries")).isEmpty();
    }

    @Test
    void aBodyOverTheLimitIsRefusedInTheDialect() throws Exception {
        Answer answer = simulator.messages(message("m", "x".repeat(1000), false));

        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.json().path("error").path("type").asText()).isEqualTo("request_too_large");
    }

    @Test
    void refusedRequestsCostNothing() throws Exception {
        simulator.messages("{}");

        assertThat(simulator.lastServed().path("outcome").asText()).isEqualTo("refused");
        assertThat(simulator.lastServed().path("status").asInt()).isEqualTo(400);
        assertThat(simulator.lastServed().path("output_tokens").asInt()).isZero();
    }

    @Test
    void aRuleFailsWhatItMatchesAsOftenAsItSays() throws Exception {
        Answer created = simulator.control(
                "POST", "/_sim/faults", "{\"fault\":\"503\",\"match\":{\"model\":\"bad\"},\"times\":1}");

        assertThat(created.status()).isEqualTo(201);
        assertThat(simulator.messages(message("good", "x", false)).status()).isEqualTo(200);
        assertThat(simulator.messages(message("bad", "x", false)).status()).isEqualTo(503);
        assertThat(simulator.messages(message("bad", "x", false)).status()).isEqualTo(200);
        assertThat(simulator
                        .get("/_sim/faults")
                        .json()
                        .path("rules")
                        .path(0)
                        .path("matched")
                        .asInt())
                .isEqualTo(2);
    }

    @Test
    void rulesCanBeDropped() throws Exception {
        simulator.control("POST", "/_sim/faults", "{\"fault\":\"500\"}");
        assertThat(simulator.messages(message("m", "x", false)).status()).isEqualTo(500);

        simulator.control("DELETE", "/_sim/faults", "");

        assertThat(simulator.messages(message("m", "x", false)).status()).isEqualTo(200);
    }

    @Test
    void aBadRuleIsRefused() throws Exception {
        assertThat(simulator
                        .control("POST", "/_sim/faults", "{\"fault\":\"odd\"}")
                        .status())
                .isEqualTo(400);
        assertThat(simulator
                        .control("POST", "/_sim/faults", "{\"flaut\":\"500\"}")
                        .status())
                .isEqualTo(400);
        assertThat(simulator.control("POST", "/_sim/faults", "{").status()).isEqualTo(400);
        assertThat(simulator.get("/_sim/nothing").status()).isEqualTo(404);
    }

    @Test
    void aTimelineIsPostedReadAndDropped() throws Exception {
        Answer created = simulator.control(
                "POST",
                "/_sim/timelines",
                "{\"match\":{\"model\":\"bad\"},\"phases\":[{\"name\":\"limited\",\"fault\":\"429\",\"directives\":\"retry-after=7\"}]}");
        assertThat(created.status()).isEqualTo(201);
        Answer limited = simulator.messages(message("bad", "x", false));
        assertThat(limited.status()).isEqualTo(429);
        assertThat(limited.header("retry-after")).isEqualTo("7");
        assertThat(limited.header("anthropic-ratelimit-requests-remaining")).isEqualTo("0");
        JsonNode shown = simulator.get("/_sim/timelines").json();
        assertThat(shown.path("now_ms").asLong())
                .isGreaterThanOrEqualTo(created.json().path("start_ms").asLong());
        assertThat(shown.at("/timelines/0/phases/0/requests").asInt()).isEqualTo(1);

        simulator.control("DELETE", "/_sim/timelines", "");
        assertThat(simulator.messages(message("bad", "x", false)).status()).isEqualTo(200);
    }

    @Test
    void theLastRequestsAreKeptAsTheyCame() throws Exception {
        String body = message("m", "Hello", false);
        simulator.messages(body, "x-trace", "1");

        JsonNode seen =
                simulator.get("/_sim/requests/last").json().path("requests").path(0);

        assertThat(seen.path("method").asText()).isEqualTo("POST");
        assertThat(seen.path("uri").asText()).isEqualTo("/v1/messages?beta=true");
        assertThat(seen.path("body").asText()).isEqualTo(body);
        assertThat(seen.path("headers").path("x-trace").path(0).asText()).isEqualTo("1");
    }

    @Test
    void aClientThatLeavesAPacedStreamIsNoticed() throws Exception {
        CompletableFuture<?> reading =
                simulator.sendAsync(simulator.messagesRequest(message("m", "[[sim pace=5ms tokens=9000]]", true)));
        await().until(() ->
                simulator.lastServed().path("delivered_output_tokens").asInt() > 0);

        reading.cancel(true);

        await().until(() -> simulator.lastServed().path("outcome").asText().equals("client-gone"));
        JsonNode served = simulator.lastServed();
        assertThat(served.path("delivered_output_tokens").asInt())
                .isLessThan(served.path("output_tokens").asInt());
    }

    @Test
    void aClientThatDoesNotReadIsNotWrittenTo() throws Exception {
        String body =
                "{\"model\":\"m\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"[[sim tokens=2000000 chunk=1000]]\"}]}";
        String request = "POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\nauthorization: Bearer k\r\ncontent-length: "
                + body.length() + "\r\n\r\n" + body;
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), simulator.port())) {
            OutputStream out = socket.getOutputStream();
            out.write(request.getBytes(StandardCharsets.US_ASCII));
            out.flush();
            await().until(() ->
                    simulator.lastServed().path("delivered_output_tokens").asInt() > 0);
        }

        await().until(() -> simulator.lastServed().path("outcome").asText().equals("client-gone"));
        JsonNode served = simulator.lastServed();
        assertThat(served.path("delivered_output_tokens").asInt())
                .isLessThan(served.path("output_tokens").asInt());
    }

    @Test
    void configuredDirectivesHoldUnlessARequestSaysOtherwise() throws Exception {
        try (RunningSimulator slow =
                RunningSimulator.start(SimulatorConfig.defaults().withDirectives(Directives.parse("tokens=3")))) {
            assertThat(slow.messages(message("m", "x", false))
                            .json()
                            .path("usage")
                            .path("output_tokens")
                            .asInt())
                    .isEqualTo(3);
            assertThat(slow.messages(message("m", "x [[sim tokens=6]]", false))
                            .json()
                            .path("usage")
                            .path("output_tokens")
                            .asInt())
                    .isEqualTo(6);
        }
    }
}
