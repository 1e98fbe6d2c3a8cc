package org.modelgate.deploy.simulator.openairesponses;

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

class ResponsesFaultsTest {

    private static RunningSimulator simulator;

    @BeforeAll
    static void start() {
        simulator = RunningSimulator.start();
    }

    @AfterAll
    static void stop() {
        simulator.close();
    }

    private static Answer ask(String directives, boolean stream) throws Exception {
        return simulator.responses(
                "{\"model\":\"m\",\"stream\":%s,\"input\":\"x [[sim %s]]\"}".formatted(stream, directives));
    }

    @ParameterizedTest
    @CsvSource({
        "400,invalid_request_error,",
        "429,requests,rate_limit_exceeded",
        "500,server_error,",
        "503,service_unavailable_error,server_is_overloaded"
    })
    void aStatusComesWithItsError(int status, String type, String code) throws Exception {
        Answer answer = ask("fault=" + status, true);

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.json().path("error").path("type").asText()).isEqualTo(type);
        assertThat(answer.json().path("error").path("code").asText(null)).isEqualTo(code);
        assertThat(answer.header("retry-after")).isEqualTo(status == 429 ? "1" : "");
    }

    @Test
    void anErrorInTheStreamIsFollowedByTheFailedResponse() throws Exception {
        Answer answer = ask("fault=error:5", true);

        assertThat(answer.data()).hasSize(7);
        assertThat(answer.data().stream().map(e -> e.path("sequence_number").asInt()))
                .containsExactly(0, 1, 2, 3, 4, 5, 6);
        JsonNode error = answer.data().get(5);
        JsonNode failed = answer.data().get(6);
        assertThat(error.path("type").asText()).isEqualTo("error");
        assertThat(error.path("error").path("code").asText()).isEqualTo("server_error");
        assertThat(failed.path("type").asText()).isEqualTo("response.failed");
        assertThat(failed.path("response").path("status").asText()).isEqualTo("failed");
        assertThat(failed.path("response").path("id"))
                .isEqualTo(answer.data().getFirst().path("response").path("id"));
        assertThat(simulator.lastServed().path("outcome").asText()).isEqualTo("failed");
    }

    @Test
    void aStreamCanEndWithoutItsLastEventOrBeCut() throws Exception {
        assertThat(ask("fault=noterminal", true).events().getLast().name()).isEqualTo("response.output_item.done");
        assertThat(ask("fault=garbage:3", true).body())
                .contains("\u0007{\"\n\n")
                .contains("response.completed");
        assertThatThrownBy(() -> ask("fault=cut:4", true)).isInstanceOf(IOException.class);
    }

    @Test
    void usageCanLie() throws Exception {
        assertThat(ask("fault=usage:missing", false).json().has("usage")).isFalse();
        assertThat(ask("fault=usage:missing", true)
                        .data()
                        .getLast()
                        .path("response")
                        .has("usage"))
                .isFalse();
        assertThat(ask("fault=usage:negative", true)
                        .data()
                        .getLast()
                        .path("response")
                        .path("usage")
                        .path("output_tokens")
                        .asLong())
                .isNegative();
    }
}
