package org.modelgate.deploy.simulator.bedrock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.modelgate.deploy.simulator.RunningSimulator;
import org.modelgate.deploy.simulator.RunningSimulator.Answer;
import org.modelgate.deploy.simulator.SimulatorConfig;
import org.modelgate.deploy.simulator.bedrock.Frames.Frame;
import org.modelgate.translator.framing.EventStreamFrame.Kind;

class BedrockFaultsTest {

    private static RunningSimulator simulator;

    @BeforeAll
    static void start() {
        simulator = RunningSimulator.start(SimulatorConfig.defaults().withApiKeys(Set.of("k1")));
    }

    @AfterAll
    static void stop() {
        simulator.close();
    }

    private static String body(String operation, String directives) {
        String text = "x [[sim " + directives + "]]";
        return operation.startsWith("invoke")
                ? "{\"anthropic_version\":\"bedrock-2023-05-31\",\"max_tokens\":99,\"messages\":[{\"role\":\"user\","
                        + "\"content\":\"" + text + "\"}]}"
                : "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"" + text + "\"}]}]}";
    }

    private static Answer ask(String operation, String directives) throws Exception {
        return simulator.bedrock("m", operation, body(operation, directives));
    }

    private static HttpResponse<byte[]> stream(String operation, String directives) throws Exception {
        return simulator.bedrockStream("m", operation, body(operation, directives));
    }

    @ParameterizedTest
    @CsvSource({
        "400,400,ValidationException",
        "408,408,ModelTimeoutException",
        "424,424,ModelErrorException",
        "429,429,ThrottlingException",
        "500,500,InternalServerException",
        "503,503,ServiceUnavailableException",
        "529,503,ServiceUnavailableException"
    })
    void aStatusComesWithTheNameOfItsError(int fault, int status, String name) throws Exception {
        Answer answer = ask("converse-stream", "fault=" + fault);

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("x-amzn-errortype")).startsWith(name + ":");
        assertThat(answer.header("retry-after")).isEmpty();
        assertThat(answer.json().path("message").asText()).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"converse-stream", "invoke-with-response-stream"})
    void anErrorInAStreamIsAnExceptionFrame(String operation) throws Exception {
        List<Frame> frames = Frames.of(stream(operation, "fault=error:3").body());

        assertThat(frames).hasSize(4);
        assertThat(frames.getLast().kind()).isEqualTo(Kind.EXCEPTION);
        assertThat(frames.getLast().type()).isEqualTo("serviceUnavailableException");
        assertThat(simulator.lastServed().path("outcome").asText()).isEqualTo("failed");
    }

    @Test
    void aStreamCanEndWithoutItsLastEventOrBeCutOrHoldGarbage() throws Exception {
        byte[] converse = stream("converse-stream", "fault=noterminal").body();
        byte[] invoke =
                stream("invoke-with-response-stream", "fault=noterminal").body();
        byte[] garbage = stream("converse-stream", "fault=garbage:2").body();

        assertThat(Frames.of(converse).getLast().type()).isEqualTo("messageStop");
        assertThat(Frames.inner(invoke).getLast().path("type").asText()).isEqualTo("message_delta");
        assertThatThrownBy(() -> Frames.of(garbage)).isInstanceOf(RuntimeException.class);
        assertThatThrownBy(() -> stream("converse-stream", "fault=cut:2")).isInstanceOf(IOException.class);
        assertThat(Frames.of(stream("converse-stream", "fault=drip tokens=2").body()))
                .hasSize(5);
    }

    @Test
    void usageCanLie() throws Exception {
        assertThat(ask("converse", "fault=usage:missing").json().has("usage")).isFalse();
        Answer missing = ask("invoke", "fault=usage:missing");
        assertThat(missing.json().has("usage")).isFalse();
        assertThat(missing.header("x-amzn-bedrock-output-token-count")).isEmpty();
        assertThat(Frames.of(stream("converse-stream", "fault=usage:negative").body())
                        .getLast()
                        .json()
                        .path("usage")
                        .path("outputTokens")
                        .asLong())
                .isNegative();
    }

    @Test
    void keysAreAskedForAndSignaturesAreChecked() throws Exception {
        String path = "/model/m/converse";
        String body = body("converse", "tokens=2");
        HttpRequest none = simulator
                .request(path)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpRequest wrong = simulator
                .request(path)
                .header("authorization", "Bearer other")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpRequest signed = simulator
                .request(path)
                .header(
                        "authorization",
                        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261121/us-east-1/bedrock/aws4_request, "
                                + "SignedHeaders=host;x-amz-date, Signature=00")
                .header("x-amz-date", "20261121T000000Z")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();

        assertThat(simulator.send(none).header("x-amzn-errortype")).startsWith("MissingAuthenticationTokenException");
        assertThat(simulator.send(wrong).header("x-amzn-errortype")).startsWith("UnrecognizedClientException");
        assertThat(simulator.send(signed).header("x-amzn-errortype")).startsWith("InvalidSignatureException");
        assertThat(simulator.bedrock("m", "nothing", "{}").status()).isEqualTo(404);
        assertThat(simulator.bedrock("unknown-x", "converse", body).header("x-amzn-errortype"))
                .startsWith("ResourceNotFoundException");
    }
}
