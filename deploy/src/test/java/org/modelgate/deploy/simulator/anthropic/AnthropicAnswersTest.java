package org.modelgate.deploy.simulator.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.modelgate.deploy.simulator.RunningSimulator;
import org.modelgate.deploy.simulator.RunningSimulator.Answer;
import org.modelgate.deploy.simulator.RunningSimulator.SseEvent;
import org.modelgate.deploy.simulator.core.TokenCounter;

class AnthropicAnswersTest {

    private static final String WEATHER = """
            {"name":"weather","description":"d","input_schema":{"type":"object","properties":{"city":{"type":"string"}}}}
            """;
    private static final String NOW = "{\"name\":\"now\",\"input_schema\":{\"type\":\"object\"}}";

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
        return """
               {"model":"claude-sonnet-4-5","max_tokens":4096,"messages":[{"role":"user","content":"%s"}]%s}
               """.formatted(text, more);
    }

    @Test
    void aUnaryAnswerHasTheShapeOfTheApi() throws Exception {
        Answer answer = simulator.messages(body("Hello there", ""));
        JsonNode message = answer.json();

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("request-id")).startsWith("req_");
        assertThat(answer.header("anthropic-ratelimit-requests-limit")).isNotEmpty();
        assertThat(message.path("id").asText()).startsWith("msg_01");
        assertThat(message.path("type").asText()).isEqualTo("message");
        assertThat(message.path("role").asText()).isEqualTo("assistant");
        assertThat(message.path("model").asText()).isEqualTo("claude-sonnet-4-5");
        assertThat(message.path("stop_reason").asText()).isEqualTo("end_turn");
        assertThat(message.path("stop_sequence").isNull()).isTrue();
        String text = message.path("content").path(0).path("text").asText();
        assertThat(text).contains("\"Hello there\" (2 words");
        assertThat(message.path("usage").path("output_tokens").asInt()).isEqualTo(TokenCounter.text(text));
        assertThat(message.path("usage").path("input_tokens").asInt())
                .isEqualTo(TokenCounter.PER_REQUEST + TokenCounter.PER_MESSAGE + TokenCounter.text("Hello there"));
    }

    @Test
    void theSameRequestGetsTheSameBytes() throws Exception {
        assertThat(simulator.messages(body("Same", "")).body())
                .isEqualTo(simulator.messages(body("Same", "")).body());
        assertThat(simulator.messages(body("Same", ",\"stream\":true")).body())
                .isEqualTo(simulator.messages(body("Same", ",\"stream\":true")).body());
        assertThat(simulator.messages(body("Same", "")).body())
                .isNotEqualTo(simulator.messages(body("Other", "")).body());
    }

    @Test
    void aStreamTellsTheUnaryAnswerInTheOrderOfTheApi() throws Exception {
        JsonNode message =
                simulator.messages(body("Stream [[sim tokens=9]]", "")).json();
        Answer answer = simulator.messages(body("Stream [[sim tokens=9]]", ",\"stream\":true"));

        assertThat(answer.header("content-type")).startsWith("text/event-stream");
        assertThat(answer.events().stream().map(SseEvent::name))
                .containsExactly(
                        "message_start",
                        "content_block_start",
                        "ping",
                        "content_block_delta",
                        "content_block_delta",
                        "content_block_delta",
                        "content_block_stop",
                        "message_delta",
                        "message_stop");
        assertThat(answer.events())
                .allSatisfy(e -> assertThat(e.json().path("type").asText()).isEqualTo(e.name()));
        assertThat(joined(answer, "text_delta", "text"))
                .isEqualTo(message.path("content").path(0).path("text").asText());
        JsonNode start = answer.data().getFirst().path("message");
        assertThat(start.path("content").isEmpty()).isTrue();
        assertThat(start.path("stop_reason").isNull()).isTrue();
        assertThat(start.path("usage").path("input_tokens"))
                .isEqualTo(message.path("usage").path("input_tokens"));
        JsonNode end = answer.data().get(7);
        assertThat(end.path("delta").path("stop_reason").asText()).isEqualTo("end_turn");
        assertThat(end.path("usage").path("output_tokens").asInt()).isEqualTo(9);
    }

    private static String joined(Answer answer, String type, String field) {
        StringBuilder text = new StringBuilder();
        answer.data().stream()
                .map(event -> event.path("delta"))
                .filter(delta -> delta.path("type").asText().equals(type))
                .forEach(delta -> text.append(delta.path(field).asText()));
        return text.toString();
    }

    @Test
    void maxTokensCutsAndSaysSo() throws Exception {
        JsonNode message = simulator.messages("""
                        {"model":"m","max_tokens":5,"messages":[{"role":"user","content":"long [[sim tokens=50]]"}]}
                        """).json();

        assertThat(message.path("stop_reason").asText()).isEqualTo("max_tokens");
        assertThat(message.path("usage").path("output_tokens").asInt()).isEqualTo(5);
    }

    @Test
    void maxTokensOfZeroAnswersNothing() throws Exception {
        JsonNode message = simulator
                .messages("{\"model\":\"m\",\"max_tokens\":0,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}")
                .json();

        assertThat(message.path("content").isEmpty()).isTrue();
        assertThat(message.path("stop_reason").asText()).isEqualTo("max_tokens");
        assertThat(message.path("usage").path("output_tokens").asInt()).isZero();
    }

    @Test
    void aStopSequenceEndsTheTextAndIsNamed() throws Exception {
        JsonNode message = simulator
                .messages(body("Say STOP now", ",\"stop_sequences\":[\"STOP\"]"))
                .json();

        assertThat(message.path("stop_reason").asText()).isEqualTo("stop_sequence");
        assertThat(message.path("stop_sequence").asText()).isEqualTo("STOP");
        assertThat(message.path("content").path(0).path("text").asText()).endsWith("Say ");
    }

    @Test
    void offeredToolsAreCalledTwoAtOnceIfAskedFor() throws Exception {
        String tools = ",\"tools\":[" + WEATHER + "," + NOW + "]";

        JsonNode one = simulator.messages(body("Weather?", tools)).json();
        JsonNode two = simulator.messages(body("In parallel please", tools)).json();
        JsonNode single = simulator
                .messages(body(
                        "In parallel please",
                        tools + ",\"tool_choice\":{\"type\":\"auto\",\"disable_parallel_tool_use\":true}"))
                .json();
        JsonNode named = simulator
                .messages(body("Weather?", tools + ",\"tool_choice\":{\"type\":\"tool\",\"name\":\"now\"}"))
                .json();
        JsonNode none = simulator
                .messages(body("Weather?", tools + ",\"tool_choice\":{\"type\":\"none\"}"))
                .json();

        assertThat(one.path("stop_reason").asText()).isEqualTo("tool_use");
        assertThat(one.path("content")).hasSize(1);
        assertThat(one.path("content").path(0).path("id").asText()).startsWith("toolu_");
        assertThat(one.path("content").path(0).path("name").asText()).isEqualTo("weather");
        assertThat(one.path("content").path(0).path("input").path("city").isTextual())
                .isTrue();
        assertThat(two.path("content").findValuesAsText("name")).containsExactly("weather", "now");
        assertThat(single.path("content")).hasSize(1);
        assertThat(named.path("content").findValuesAsText("name")).containsExactly("now");
        assertThat(none.path("content").path(0).path("type").asText()).isEqualTo("text");
    }

    @Test
    void aStreamedCallSendsItsArgumentsInPieces() throws Exception {
        String tools = ",\"stream\":true,\"tools\":[" + WEATHER + "," + NOW + "]";
        Answer answer = simulator.messages(body("parallel", tools));
        JsonNode unary = simulator
                .messages(body("parallel", tools.replace("\"stream\":true,", "\"stream\":false,")))
                .json();

        List<JsonNode> starts = answer.data().stream()
                .filter(event -> event.path("type").asText().equals("content_block_start"))
                .toList();
        assertThat(starts).hasSize(2);
        assertThat(starts.get(0).path("content_block").path("input").isEmpty()).isTrue();
        assertThat(starts.get(1).path("index").asInt()).isEqualTo(1);
        assertThat(RunningSimulator.parse(joined(answer, "input_json_delta", "partial_json")))
                .isEqualTo(unary.path("content").path(0).path("input"));
        assertThat(simulator.lastServed().path("output_tokens")).isNotNull();
    }

    @Test
    void aToolResultIsAnsweredWithTextThatQuotesIt() throws Exception {
        JsonNode message = simulator.messages("""
                        {"model":"m","max_tokens":999,"tools":[%s],"messages":[
                         {"role":"user","content":"Weather?"},
                         {"role":"assistant","content":[{"type":"tool_use","id":"t1","name":"weather","input":{}}]},
                         {"role":"user","content":[{"type":"tool_result","tool_use_id":"t1","content":"22 degrees"}]}]}
                        """.formatted(WEATHER)).json();

        assertThat(message.path("stop_reason").asText()).isEqualTo("end_turn");
        assertThat(message.path("content").path(0).path("text").asText()).contains("\"22 degrees\"");
    }

    @Test
    void attachmentsAreAcknowledged() throws Exception {
        JsonNode message = simulator.messages("""
                        {"model":"m","max_tokens":999,"messages":[{"role":"user","content":[
                         {"type":"image","source":{"type":"base64","media_type":"image/png","data":"AAECAw=="}},
                         {"type":"document","source":{"type":"text","media_type":"text/plain","data":"hello"}},
                         {"type":"text","text":"What?"}]}]}
                        """).json();

        assertThat(message.path("content").path(0).path("text").asText())
                .contains("Attachments (2): image image/png 4 bytes, document text/plain 5 bytes.");
    }

    @Test
    void structuredOutputSatisfiesItsSchema() throws Exception {
        String format = """
                ,"output_config":{"format":{"type":"json_schema","schema":{"type":"object",
                 "additionalProperties":false,"properties":{"ok":{"type":"boolean"}},"required":["ok"]}}}
                """;
        JsonNode message = simulator.messages(body("Check", format)).json();

        JsonNode output = RunningSimulator.parse(
                message.path("content").path(0).path("text").asText());
        assertThat(output.path("ok").isBoolean()).isTrue();
    }

    @Test
    void countTokensAgreesWithUsage() throws Exception {
        String messages = "\"system\":\"Be brief\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"tools\":["
                + WEATHER + "]";
        JsonNode counted = simulator
                .send(simulator
                        .request("/v1/messages/count_tokens")
                        .headers("x-api-key", "k", "anthropic-version", "2023-06-01")
                        .POST(HttpRequest.BodyPublishers.ofString("{\"model\":\"m\"," + messages + "}"))
                        .build())
                .json();
        JsonNode answered = simulator
                .messages("{\"model\":\"m\",\"max_tokens\":9," + messages + "}")
                .json();

        assertThat(counted.path("input_tokens").asInt())
                .isEqualTo(answered.path("usage").path("input_tokens").asInt())
                .isPositive();
    }

    @Test
    void markedPrefixesAreWrittenAndThenRead() throws Exception {
        String system = ",\"system\":[{\"type\":\"text\",\"text\":\"" + "cached ".repeat(400)
                + "\",\"cache_control\":{\"type\":\"ephemeral\"}}]";

        JsonNode first = simulator.messages(body("One", system)).json().path("usage");
        JsonNode second = simulator.messages(body("Two", system)).json().path("usage");

        int prefix = TokenCounter.PER_MESSAGE + TokenCounter.text("cached ".repeat(400));
        assertThat(first.path("cache_creation_input_tokens").asInt()).isEqualTo(prefix);
        assertThat(first.path("cache_creation")
                        .path("ephemeral_5m_input_tokens")
                        .asInt())
                .isEqualTo(prefix);
        assertThat(first.path("cache_read_input_tokens").asInt()).isZero();
        assertThat(second.path("cache_creation_input_tokens").asInt()).isZero();
        assertThat(second.path("cache_read_input_tokens").asInt()).isEqualTo(prefix);
        assertThat(second.path("input_tokens")).isEqualTo(first.path("input_tokens"));
    }

    @Test
    void modelsAreListedInTheDialectOfTheCaller() throws Exception {
        JsonNode list = simulator
                .send(simulator
                        .request("/v1/models")
                        .headers("x-api-key", "k", "anthropic-version", "2023-06-01")
                        .GET()
                        .build())
                .json();

        assertThat(list.path("data").path(0).path("type").asText()).isEqualTo("model");
        assertThat(list.path("has_more").asBoolean()).isFalse();
    }
}
