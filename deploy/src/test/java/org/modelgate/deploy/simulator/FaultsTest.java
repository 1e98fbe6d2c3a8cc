package org.modelgate.deploy.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.modelgate.deploy.simulator.RunningSimulator.Answer;

class FaultsTest {

    private RunningSimulator simulator;

    @BeforeEach
    void start() {
        simulator = RunningSimulator.start();
    }

    @AfterEach
    void stop() {
        simulator.close();
    }

    private static String message(String directives, boolean stream) {
        return """
               {"model":"m","max_tokens":4096,"stream":%s,"messages":[{"role":"user","content":"x [[sim %s]]"}]}
               """.formatted(stream, directives);
    }

    private static String chat(String directives, boolean stream) {
        return """
               {"model":"m","stream":%s,"messages":[{"role":"user","content":"x [[sim %s]]"}]}
               """.formatted(stream, directives);
    }

    @ParameterizedTest
    @CsvSource({
        "400,invalid_request_error,invalid_request_error",
        "401,authentication_error,invalid_request_error",
        "429,rate_limit_error,requests",
        "500,api_error,server_error",
        "503,overloaded_error,service_unavailable_error",
        "529,overloaded_error,server_error"
    })
    void aStatusComesWithTheDialectsError(int status, String anthropicType, String chatType) throws Exception {
        Answer anthropic = simulator.messages(message("fault=" + status, true));
        Answer chat = simulator.chat(chat("fault=" + status, false));

        assertThat(anthropic.status()).isEqualTo(status);
        assertThat(anthropic.json().path("error").path("type").asText()).isEqualTo(anthropicType);
        assertThat(chat.status()).isEqualTo(status);
        assertThat(chat.json().path("error").path("type").asText()).isEqualTo(chatType);
        assertThat(anthropic.http().headers().firstValue("retry-after").isPresent())
                .isEqualTo(status == 429 || status == 529);
    }

    @Test
    void retryAfterCanBeSetAndLeftOut() throws Exception {
        assertThat(simulator.messages(message("fault=429 retry-after=7", false)).header("retry-after"))
                .isEqualTo("7");
        assertThat(simulator
                        .messages(message("fault=429 retry-after=none", false))
                        .header("retry-after"))
                .isEmpty();
    }

    @Test
    void timesAndAfterCountTheAttemptsOfOneText() throws Exception {
        String body = message("fault=529 after=1 times=2", false);

        assertThat(List.of(
                        simulator.messages(body).status(),
                        simulator.messages(body).status(),
                        simulator.messages(body).status(),
                        simulator.messages(body).status()))
                .containsExactly(200, 529, 529, 200);
    }

    @Test
    void onlyHitsTheModelsThatItNames() throws Exception {
        String body = message("fault=500 only=bad times=1", false);

        assertThat(simulator.messages(body).status()).isEqualTo(200);
        assertThat(simulator.messages(body.replace("\"m\"", "\"bad-1\"")).status())
                .isEqualTo(500);
        assertThat(simulator.messages(body.replace("\"m\"", "\"bad-1\"")).status())
                .isEqualTo(200);
    }

    @Test
    void theHeaderAndTheModelNameCarryDirectivesToo() throws Exception {
        String body = message("tokens=5", false);

        assertThat(simulator.messages(body, "x-sim", "fault=503;first=1ms").status())
                .isEqualTo(503);
        assertThat(simulator
                        .messages(body.replace("\"m\"", "\"m-sim-fault=500_first=1ms\""))
                        .status())
                .isEqualTo(500);
        Answer bad = simulator.messages(body, "x-sim", "speed=3");
        assertThat(bad.status()).isEqualTo(400);
        assertThat(bad.body()).contains("unknown directive: speed");
    }

    @Test
    void aCutStreamEndsWithoutItsEnd() {
        CompletableFuture<HttpResponse<String>> lost =
                simulator.sendAsync(simulator.messagesRequest(message("fault=cut:3", true)));

        assertThatThrownBy(lost::join).hasCauseInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cut:0", "reset", "cut:4"})
    void aCutIsLoggedAsOne(String fault) throws Exception {
        assertThatThrownBy(() -> simulator.chat(chat("tokens=40 fault=" + fault, true)))
                .isInstanceOf(IOException.class);

        JsonNode served = simulator.lastServed();
        assertThat(served.path("outcome").asText()).isEqualTo("cut");
        assertThat(served.path("fault").asText()).isEqualTo(fault);
        assertThat(served.path("delivered_output_tokens").asInt()).isEqualTo(fault.equals("cut:4") ? 12 : 0);
    }

    @Test
    void aCutUnaryAnswerIsHalfOfOne() {
        assertThatThrownBy(() -> simulator.messages(message("fault=cut", false)))
                .isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"hang", "stall:2"})
    void silenceLastsUntilTheClientGoes(String fault) throws Exception {
        CompletableFuture<HttpResponse<String>> waiting =
                simulator.sendAsync(simulator.messagesRequest(message("fault=" + fault, true)));
        await().until(() -> simulator.lastServed().path("outcome").asText().equals("active"));

        waiting.cancel(true);

        await().until(() -> simulator.lastServed().path("outcome").asText().equals("client-gone"));
    }

    @Test
    void anErrorEventEndsTheStream() throws Exception {
        Answer anthropic = simulator.messages(message("fault=error:4", true));
        Answer chat = simulator.chat(chat("fault=error:2", true));

        assertThat(anthropic.events()).hasSize(5);
        assertThat(anthropic.events().getLast().name()).isEqualTo("error");
        assertThat(anthropic
                        .events()
                        .getLast()
                        .json()
                        .path("error")
                        .path("type")
                        .asText())
                .isEqualTo("overloaded_error");
        assertThat(chat.events()).hasSize(3);
        assertThat(chat.data().getLast().path("error").path("type").asText()).isEqualTo("server_error");
        assertThat(simulator.lastServed().path("outcome").asText()).isEqualTo("failed");
    }

    @Test
    void theLastEventCanBeMissing() throws Exception {
        assertThat(simulator
                        .messages(message("fault=noterminal", true))
                        .events()
                        .getLast()
                        .name())
                .isEqualTo("message_delta");
        assertThat(simulator.chat(chat("fault=nodone", true)).body()).doesNotContain("[DONE]");
    }

    @Test
    void garbageStandsBetweenGoodEvents() throws Exception {
        Answer answer = simulator.messages(message("fault=garbage:2", true));

        assertThat(answer.body()).contains("\u0007{\"\n\n").contains("event: message_stop");
    }

    @Test
    void usageCanLie() throws Exception {
        assertThat(simulator
                        .messages(message("fault=usage:missing", false))
                        .json()
                        .has("usage"))
                .isFalse();
        assertThat(simulator.messages(message("fault=usage:missing", true)).data())
                .noneMatch(event -> event.has("usage") || event.path("message").has("usage"));
        JsonNode negative = simulator.chat(chat("fault=usage:negative", false)).json();
        assertThat(negative.path("usage").path("completion_tokens").asLong()).isNegative();
        JsonNode huge = simulator.chat(chat("fault=usage:huge", false)).json();
        assertThat(huge.path("usage").path("prompt_tokens").asLong()).isEqualTo(1_000_000_000_000L);
        JsonNode text = simulator.messages(message("fault=usage:text", false)).json();
        assertThat(text.path("usage").path("output_tokens").isTextual()).isTrue();
    }

    @Test
    void aGoodStatusCanHideABadBody() throws Exception {
        Answer html = simulator.messages(message("fault=html", true));
        Answer error = simulator.messages(message("fault=errorbody", false));
        Answer empty = simulator.messages(message("fault=empty", false));
        Answer unary = simulator.messages(message("fault=unary", true));

        assertThat(html.status()).isEqualTo(200);
        assertThat(html.header("content-type")).startsWith("text/html");
        assertThat(error.status()).isEqualTo(200);
        assertThat(error.json().path("type").asText()).isEqualTo("error");
        assertThat(empty.status()).isEqualTo(200);
        assertThat(empty.body()).isEmpty();
        assertThat(unary.header("content-type")).isEqualTo("application/json");
        assertThat(unary.json().path("type").asText()).isEqualTo("message");
    }

    @Test
    void aDripIsTheSameAnswer() throws Exception {
        Answer drip = simulator.messages(message("fault=drip tokens=2", false));
        Answer stream = simulator.chat(chat("fault=drip tokens=2", true));

        assertThat(drip.json().path("usage").path("output_tokens").asInt()).isEqualTo(2);
        assertThat(stream.events().getLast().data()).isEqualTo("[DONE]");
    }
}
