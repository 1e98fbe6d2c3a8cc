package org.modelgate.deploy.simulator.gemini;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.modelgate.deploy.simulator.RunningSimulator;
import org.modelgate.deploy.simulator.RunningSimulator.Answer;

class GeminiFaultsTest {

    private static RunningSimulator simulator;

    @BeforeAll
    static void start() {
        simulator = RunningSimulator.start();
    }

    @AfterAll
    static void stop() {
        simulator.close();
    }

    private static Answer ask(String directives, String method) throws Exception {
        return simulator.gemini(
                "m", method, "{\"contents\":[{\"parts\":[{\"text\":\"x [[sim %s]]\"}]}]}".formatted(directives));
    }

    private static Answer stream(String directives) throws Exception {
        return ask(directives, "streamGenerateContent?alt=sse");
    }

    @ParameterizedTest
    @CsvSource({
        "400,400,INVALID_ARGUMENT",
        "429,429,RESOURCE_EXHAUSTED",
        "500,500,INTERNAL",
        "503,503,UNAVAILABLE",
        "529,503,UNAVAILABLE",
        "504,504,DEADLINE_EXCEEDED"
    })
    void aStatusComesWithItsError(int fault, int status, String word) throws Exception {
        Answer answer = stream("fault=" + fault);

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.json().path("error").path("status").asText()).isEqualTo(word);
    }

    @Test
    void theWaitStandsInTheBody() throws Exception {
        Answer answer = ask("fault=429 retry-after=7", "generateContent");

        assertThat(answer.header("retry-after")).isEmpty();
        assertThat(answer.json()
                        .path("error")
                        .path("details")
                        .path(0)
                        .path("retryDelay")
                        .asText())
                .isEqualTo("7s");
    }

    @Test
    void anErrorInAStreamIsPrettyPrintedAndNoEvent() throws Exception {
        String sse = stream("fault=error:2").body();
        JsonNode array = ask("fault=error:2", "streamGenerateContent").json();

        assertThat(sse).contains("\r\n\r\n{\n  \"error\" : {\n");
        assertThat(array).hasSize(3);
        assertThat(array.path(2).path("error").path("status").asText()).isEqualTo("UNAVAILABLE");
        assertThat(simulator.lastServed().path("outcome").asText()).isEqualTo("failed");
    }

    @Test
    void aStreamCanEndWithoutItsFinishOrBeCut() throws Exception {
        assertThat(stream("fault=noterminal").body()).doesNotContain("finishReason");
        assertThat(stream("fault=garbage:1").body()).contains("\u0007{\"").contains("finishReason");
        assertThatThrownBy(() -> stream("fault=cut:2")).isInstanceOf(IOException.class);
        assertThat(stream("fault=drip tokens=2").data()).hasSize(2);
    }

    @Test
    void usageCanLie() throws Exception {
        assertThat(stream("fault=usage:missing").body()).doesNotContain("usageMetadata");
        JsonNode huge = ask("fault=usage:huge", "generateContent").json().path("usageMetadata");
        assertThat(huge.path("candidatesTokenCount").asLong()).isEqualTo(1_000_000_000_000L);
    }
}
