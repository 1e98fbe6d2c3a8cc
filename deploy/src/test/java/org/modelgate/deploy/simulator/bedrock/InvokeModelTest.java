package org.modelgate.deploy.simulator.bedrock;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.modelgate.deploy.simulator.RunningSimulator;
import org.modelgate.deploy.simulator.RunningSimulator.Answer;

class InvokeModelTest {

    private static final String SONNET = "us.anthropic.claude-sonnet-4-5-v1%3A0";
    private static final String STREAM = "invoke-with-response-stream";

    private static RunningSimulator simulator;

    @BeforeAll
    static void start() {
        simulator = RunningSimulator.start();
    }

    @AfterAll
    static void stop() {
        simulator.close();
    }

    private static String body(String text, String more) {
        return "{\"anthropic_version\":\"bedrock-2023-05-31\",\"max_tokens\":4096,\"messages\":[{\"role\":\"user\","
                + "\"content\":\"" + text + "\"}]" + more + "}";
    }

    @Test
    void aUnaryAnswerIsAMessageWithItsCountsInHeadersToo() throws Exception {
        JsonNode direct = simulator
                .messages("{\"model\":\"m\",\"max_tokens\":999,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}")
                .json();
        Answer answer = simulator.bedrock(SONNET, "invoke", body("Hi", ""));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("model").asText()).isEqualTo("claude-sonnet-4-5");
        assertThat(answer.json().path("content")).isEqualTo(direct.path("content"));
        assertThat(answer.header("x-amzn-bedrock-output-token-count"))
                .isEqualTo(answer.json().path("usage").path("output_tokens").asText());
        assertThat(answer.header("x-amzn-requestid")).startsWith("req_");
        assertThat(simulator.lastServed().path("dialect").asText()).isEqualTo("bedrock");
        assertThat(simulator.lastServed().path("model").asText()).isEqualTo("us.anthropic.claude-sonnet-4-5-v1:0");
    }

    @Test
    void aStreamIsTheAnthropicOneInFramesWithoutPings() throws Exception {
        HttpResponse<byte[]> answer = simulator.bedrockStream(SONNET, STREAM, body("Stream [[sim tokens=9]]", ""));

        List<JsonNode> events = Frames.inner(answer.body());
        assertThat(answer.headers().firstValue("content-type")).contains("application/vnd.amazon.eventstream");
        assertThat(events.stream().map(e -> e.path("type").asText()))
                .containsExactly(
                        "message_start",
                        "content_block_start",
                        "content_block_delta",
                        "content_block_delta",
                        "content_block_delta",
                        "content_block_stop",
                        "message_delta",
                        "message_stop");
        assertThat(events.getFirst().path("message").path("model").asText()).isEqualTo("claude-sonnet-4-5");
        assertThat(events.getLast()
                        .path("amazon-bedrock-invocationMetrics")
                        .path("outputTokenCount")
                        .asInt())
                .isEqualTo(9);
        assertThat(Frames.of(answer.body()))
                .allSatisfy(frame -> assertThat(frame.json().path("p").asText()).isNotEmpty());
        assertThat(simulator.lastServed().path("delivered_output_tokens").asInt())
                .isEqualTo(9);
        assertThat(simulator.lastServed().path("stream").asBoolean()).isTrue();
    }

    @Test
    void thinkingComesBackAsItWas() throws Exception {
        String thinking = ",\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":1024}";
        JsonNode content = simulator
                .bedrock(SONNET, "invoke", body("Think", thinking))
                .json()
                .path("content");
        String again = "{\"anthropic_version\":\"bedrock-2023-05-31\",\"max_tokens\":4096,\"messages\":["
                + "{\"role\":\"user\",\"content\":\"Think\"},{\"role\":\"assistant\",\"content\":" + content
                + "},{\"role\":\"user\",\"content\":\"Go on\"}]" + thinking + "}";
        String thought = content.path(0).path("thinking").toString();

        assertThat(simulator.bedrock(SONNET, "invoke", again).status()).isEqualTo(200);
        assertThat(simulator
                        .bedrock(SONNET, "invoke", again.replace(thought, "\"forged\""))
                        .json()
                        .path("message")
                        .asText())
                .isEqualTo("messages.1.content.0: Invalid `signature` in `thinking` block");
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            value = {
                "'\"model\":\"x\"' => 'Malformed input request: #: extraneous key [model] is not permitted'",
                "'\"stream\":true' => 'Malformed input request: #: extraneous key [stream] is not permitted'",
                "'\"anthropic_beta\":[\"files-api-2025-04-14\"]' => 'invalid beta flag'",
                "'\"wish\":1' => 'wish: Extra inputs are not permitted'",
                "'\"system\":[{\"type\":\"image\",\"source\":{\"type\":\"url\",\"url\":\"https://x\"}}]' => 'system.0'",
            })
    void aBadFieldIsRefusedByName(String field, String message) throws Exception {
        Answer answer = simulator.bedrock(SONNET, "invoke", body("x", "," + field));

        assertThat(answer.json().path("message").asText()).startsWith(message);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.header("x-amzn-errortype")).startsWith("ValidationException:");
    }

    @Test
    void versionsIdsAndSourcesAreChecked() throws Exception {
        String noVersion = body("x", "").replace("\"anthropic_version\":\"bedrock-2023-05-31\",", "");
        String current = body("x", "").replace("bedrock-2023-05-31", "2026-10-21");
        String url = body("x", "")
                .replace(
                        "\"x\"",
                        "[{\"type\":\"image\",\"source\":{\"type\":\"url\",\"url\":\"https://example.com/a.png\"}}]");

        assertThat(message(SONNET, noVersion)).isEqualTo("anthropic_version: Field required");
        assertThat(message(SONNET, current)).isEqualTo("anthropic_version: \"2026-10-21\" is not a valid version");
        assertThat(simulator
                        .bedrock("us.anthropic.claude-opus-5-5", "invoke", current)
                        .status())
                .isEqualTo(200);
        assertThat(message(SONNET, url)).isEqualTo("image.source.type: URL sources are not supported");
        assertThat(message("anthropic.claude-opus-5-5", body("x", "")))
                .startsWith("Invocation of model ID anthropic.claude-opus-5-5 with on-demand throughput");
        assertThat(simulator
                        .bedrock(
                                "arn%3Aaws%3Abedrock%3Aus-east-1%3A1%3Ainference-profile%2Fus.anthropic.claude-opus-4-8",
                                "invoke", body("x", ""))
                        .status())
                .isEqualTo(200);
        assertThat(message("amazon.nova-pro-v1:0", body("x", "")))
                .startsWith("simulator: InvokeModel is simulated for");
    }

    private static String message(String model, String body) throws Exception {
        return simulator.bedrock(model, "invoke", body).json().path("message").asText();
    }

    @Test
    void tokensAreCountedAsTheyAreCharged() throws Exception {
        String body = body("Count me", ",\"system\":\"Be brief.\"");
        String wrapped = "{\"input\":{\"invokeModel\":{\"body\":\""
                + Base64.getEncoder().encodeToString(body.getBytes(StandardCharsets.UTF_8)) + "\"}}}";

        assertThat(simulator
                        .bedrock("anthropic.claude-opus-5-5", "count-tokens", wrapped)
                        .json()
                        .path("inputTokens"))
                .isEqualTo(simulator
                        .bedrock("us.anthropic.claude-opus-5-5", "invoke", body)
                        .json()
                        .path("usage")
                        .path("input_tokens"));
        assertThat(simulator
                        .bedrock("us.anthropic.claude-opus-5-5", "count-tokens", wrapped)
                        .json()
                        .path("message")
                        .asText())
                .isEqualTo("The provided model doesn't support counting tokens.");
        assertThat(simulator
                        .bedrock("anthropic.claude-opus-5-5", "count-tokens", "{\"input\":{}}")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void aToolCallStreamsItsArguments() throws Exception {
        String tools = ",\"tools\":[{\"name\":\"weather\",\"input_schema\":{\"type\":\"object\",\"properties\":"
                + "{\"city\":{\"type\":\"string\"}}}}]";

        List<JsonNode> events = Frames.inner(
                simulator.bedrockStream(SONNET, STREAM, body("Weather?", tools)).body());

        String arguments = events.stream()
                .map(e -> e.path("delta").path("partial_json").asText())
                .collect(Collectors.joining());
        assertThat(RunningSimulator.parse(arguments).has("city")).isTrue();
    }
}
