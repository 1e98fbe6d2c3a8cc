package org.modelgate.deploy.simulator.openairesponses;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.modelgate.deploy.simulator.RunningSimulator;
import org.modelgate.deploy.simulator.RunningSimulator.Answer;
import org.modelgate.deploy.simulator.core.TokenCounter;

class ResponsesAnswersTest {

    private static final String TOOLS = """
            ,"tools":[{"type":"function","name":"weather","parameters":{"type":"object",
             "properties":{"city":{"type":"string"}}}},{"type":"web_search"},
             {"type":"namespace","name":"functions","description":"d","tools":[{"type":"custom","name":"exec",
              "format":{"type":"grammar","syntax":"lark","definition":"start: /.+/"}}]}]
            """;

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
               {"model":"m","input":"%s"%s}
               """.formatted(text, more);
    }

    private static List<JsonNode> output(JsonNode response, String type) {
        return StreamSupport.stream(response.path("output").spliterator(), false)
                .filter(item -> item.path("type").asText().equals(type))
                .toList();
    }

    private static String text(JsonNode response) {
        return output(response, "message")
                .getFirst()
                .path("content")
                .path(0)
                .path("text")
                .asText();
    }

    private static String deltas(Answer answer, String type) {
        return answer.data().stream()
                .filter(event -> event.path("type").asText().equals(type))
                .map(event -> event.path("delta").asText())
                .collect(Collectors.joining());
    }

    @Test
    void aUnaryAnswerHasTheShapeOfTheApiAndRepeatsTheRequest() throws Exception {
        Answer answer = simulator.responses(
                body("Hello there", ",\"instructions\":\"Be brief.\",\"metadata\":{\"a\":\"b\"},\"store\":false"));
        JsonNode json = answer.json();

        assertThat(answer.header("x-request-id")).startsWith("req_");
        assertThat(json.path("id").asText()).startsWith("resp_");
        assertThat(json.path("object").asText()).isEqualTo("response");
        assertThat(json.path("status").asText()).isEqualTo("completed");
        assertThat(json.path("instructions").asText()).isEqualTo("Be brief.");
        assertThat(json.path("metadata").path("a").asText()).isEqualTo("b");
        assertThat(json.path("store").asBoolean()).isFalse();
        assertThat(json.path("tool_choice").asText()).isEqualTo("auto");
        assertThat(text(json)).contains("\"Hello there\" (2 words");
        JsonNode usage = json.path("usage");
        assertThat(usage.path("output_tokens").asInt()).isEqualTo(TokenCounter.text(text(json)));
        assertThat(usage.path("input_tokens").asInt())
                .isEqualTo(TokenCounter.PER_REQUEST
                        + 2 * TokenCounter.PER_MESSAGE
                        + TokenCounter.text("Hello there")
                        + TokenCounter.text("Be brief."));
        assertThat(usage.path("input_tokens_details").has("cached_tokens")).isTrue();
        assertThat(usage.path("output_tokens_details").has("reasoning_tokens")).isTrue();
        assertThat(json.path("id").asText())
                .endsWith(simulator.lastServed().path("answer_id").asText());
        assertThat(simulator.lastServed().path("dialect").asText()).isEqualTo("openai-responses");
    }

    @Test
    void theTextIsTheSameInAllDialects() throws Exception {
        JsonNode chat = simulator
                .chat("{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}")
                .json();

        assertThat(text(simulator.responses(body("Hi", "")).json()))
                .isEqualTo(chat.path("choices")
                        .path(0)
                        .path("message")
                        .path("content")
                        .asText());
    }

    @Test
    void aStreamHasItsEventsInOrderAndNumbersThem() throws Exception {
        Answer unary = simulator.responses(body("Stream [[sim tokens=9]]", ""));
        Answer answer = simulator.responses(body("Stream [[sim tokens=9]]", ",\"stream\":true"));

        assertThat(answer.header("content-type")).startsWith("text/event-stream");
        assertThat(answer.data().stream().map(e -> e.path("type").asText().replace("response.", "")))
                .containsExactly(
                        "created",
                        "in_progress",
                        "output_item.added",
                        "content_part.added",
                        "output_text.delta",
                        "output_text.delta",
                        "output_text.delta",
                        "output_text.done",
                        "content_part.done",
                        "output_item.done",
                        "completed");
        assertThat(answer.events())
                .allSatisfy(event -> assertThat(event.name())
                        .isEqualTo(event.json().path("type").asText()));
        assertThat(answer.data().stream().map(e -> e.path("sequence_number").asInt()))
                .containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
        assertThat(deltas(answer, "response.output_text.delta")).isEqualTo(text(unary.json()));
        JsonNode first = answer.data().getFirst().path("response");
        JsonNode last = answer.data().getLast().path("response");
        assertThat(first.path("id")).isEqualTo(last.path("id"));
        assertThat(first.path("status").asText()).isEqualTo("in_progress");
        assertThat(first.path("output").isEmpty()).isTrue();
        assertThat(first.path("usage").isNull()).isTrue();
        assertThat(last.path("output").path(0)).isEqualTo(answer.data().get(9).path("item"));
        assertThat(last.path("usage").path("output_tokens").asInt()).isEqualTo(9);
        assertThat(simulator.lastServed().path("delivered_output_tokens").asInt())
                .isEqualTo(9);
    }

    @Test
    void aReasoningModelThinksAndOnlyTheFinishedItemHasWhatMustComeBack() throws Exception {
        Answer answer = simulator.responses("""
                {"model":"gpt-6-sol","input":"Think","reasoning":{"summary":"auto"},"stream":true}
                """);

        List<JsonNode> ladder = answer.data().stream()
                .filter(event -> event.path("output_index").asInt(-1) == 0)
                .filter(event -> !event.path("type").asText().endsWith("delta"))
                .toList();
        assertThat(ladder.stream().map(e -> e.path("type").asText().replace("response.", "")))
                .containsExactly(
                        "output_item.added",
                        "reasoning_summary_part.added",
                        "reasoning_summary_text.done",
                        "reasoning_summary_part.done",
                        "output_item.done");
        JsonNode item = ladder.getLast().path("item");
        assertThat(item.path("id").asText()).startsWith("rs_");
        assertThat(item.path("summary").path(0).path("text").asText())
                .isEqualTo(deltas(answer, "response.reasoning_summary_text.delta"))
                .isNotEmpty();
        assertThat(item.path("encrypted_content").asText())
                .startsWith(
                        ladder.getFirst().path("item").path("encrypted_content").asText())
                .isNotEqualTo(
                        ladder.getFirst().path("item").path("encrypted_content").asText());
        JsonNode usage = answer.data().getLast().path("response").path("usage");
        assertThat(usage.path("output_tokens_details").path("reasoning_tokens").asInt())
                .isPositive();
    }

    @Test
    void withoutASummaryTheReasoningIsPaidForAndNotShown() throws Exception {
        JsonNode json = simulator
                .responses("{\"model\":\"gpt-6-sol\",\"input\":\"Think\"}")
                .json();

        assertThat(json.path("output").path(0).path("type").asText()).isEqualTo("reasoning");
        assertThat(json.path("output").path(0).path("summary").isEmpty()).isTrue();
        assertThat(json.path("usage")
                        .path("output_tokens_details")
                        .path("reasoning_tokens")
                        .asInt())
                .isPositive();
        JsonNode none = simulator
                .responses("{\"model\":\"gpt-6-sol\",\"input\":\"Think\",\"reasoning\":{\"effort\":\"none\"}}")
                .json();
        assertThat(output(none, "reasoning")).isEmpty();
    }

    @Test
    void functionsAndCustomToolsAreCalledByNamespaceAndName() throws Exception {
        JsonNode json = simulator.responses(body("In parallel", TOOLS)).json();

        JsonNode function = output(json, "function_call").getFirst();
        JsonNode custom = output(json, "custom_tool_call").getFirst();
        assertThat(function.path("id").asText()).startsWith("fc_");
        assertThat(function.path("call_id").asText()).startsWith("call_");
        assertThat(function.has("namespace")).isFalse();
        assertThat(RunningSimulator.parse(function.path("arguments").asText()).has("city"))
                .isTrue();
        assertThat(custom.path("id").asText()).startsWith("ctc_");
        assertThat(custom.path("namespace").asText()).isEqualTo("functions");
        assertThat(custom.path("name").asText()).isEqualTo("exec");
        assertThat(custom.path("input").asText()).isNotEmpty().doesNotContain("{");
        assertThat(json.path("status").asText()).isEqualTo("completed");
    }

    @Test
    void streamedCallsSendTheirArgumentsInPieces() throws Exception {
        Answer answer = simulator.responses(body("In parallel", TOOLS + ",\"stream\":true"));

        JsonNode output = answer.data().getLast().path("response").path("output");
        assertThat(deltas(answer, "response.function_call_arguments.delta"))
                .isEqualTo(output.path(0).path("arguments").asText());
        assertThat(deltas(answer, "response.custom_tool_call_input.delta"))
                .isEqualTo(output.path(1).path("input").asText());
        JsonNode done = answer.data().stream()
                .filter(e -> e.path("type").asText().equals("response.function_call_arguments.done"))
                .findFirst()
                .orElseThrow();
        assertThat(done.path("name").asText()).isEqualTo("weather");
        assertThat(simulator.lastServed().path("delivered_output_tokens"))
                .isEqualTo(simulator.lastServed().path("output_tokens"));
    }

    @Test
    void additionalToolsAndForcedChoicesCount() throws Exception {
        JsonNode json = simulator.responses("""
                {"model":"m","parallel_tool_calls":false,"input":[
                 {"type":"additional_tools","id":"at_1","role":"developer","tools":[{"type":"namespace","name":"ns",
                  "description":"d","tools":[{"type":"function","name":"a"},{"type":"function","name":"b"}]}]},
                 {"role":"user","content":[{"type":"input_text","text":"In parallel"}]}],
                 "tool_choice":{"type":"function","name":"b"}}
                """).json();

        assertThat(json.path("output")).hasSize(1);
        assertThat(json.path("output").path(0).path("name").asText()).isEqualTo("b");
        assertThat(json.path("output").path(0).path("namespace").asText()).isEqualTo("ns");
    }

    @Test
    void aWholeTurnComesBackAndTheResultIsQuoted() throws Exception {
        String ask = "{\"role\":\"user\",\"content\":\"Weather?\"}";
        String model = "{\"model\":\"gpt-6-sol\",\"store\":false,\"input\":[%s]" + TOOLS + "}";
        JsonNode turn = simulator.responses(model.formatted(ask)).json().path("output");
        String replayed = StreamSupport.stream(turn.spliterator(), false)
                .map(JsonNode::toString)
                .collect(Collectors.joining(","));
        String result = """
                {"type":"function_call_output","call_id":"%s","output":[{"type":"input_text","text":"22 degrees"},
                 {"type":"input_image","image_url":"data:image/png;base64,AAECAw=="}]}
                """.formatted(turn.path(1).path("call_id").asText());

        Answer answer = simulator.responses(model.formatted(ask + "," + replayed + "," + result));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(text(answer.json())).contains("\"22 degrees\"").contains("image image/png 4 bytes");
        assertThat(answer.json().has("input_transformations")).isFalse();
        String other = model.formatted(ask + "," + replayed + "," + result).replace("gpt-6-sol", "gpt-6-luna");
        assertThat(simulator
                        .responses(other)
                        .json()
                        .path("input_transformations")
                        .path(0)
                        .path("reason")
                        .asText())
                .isEqualTo("model_mismatch");
    }

    @Test
    void theTokenLimitMakesTheResponseIncomplete() throws Exception {
        Answer answer =
                simulator.responses(body("long [[sim tokens=50]]", ",\"max_output_tokens\":16,\"stream\":true"));

        JsonNode last = answer.data().getLast();
        assertThat(last.path("type").asText()).isEqualTo("response.incomplete");
        assertThat(last.path("response").path("status").asText()).isEqualTo("incomplete");
        assertThat(last.path("response")
                        .path("incomplete_details")
                        .path("reason")
                        .asText())
                .isEqualTo("max_output_tokens");
        assertThat(last.path("response").path("output").path(0).path("status").asText())
                .isEqualTo("incomplete");
        assertThat(last.path("response").path("usage").path("output_tokens").asInt())
                .isEqualTo(16);
    }

    @Test
    void structuredOutputSatisfiesItsSchema() throws Exception {
        JsonNode json = simulator.responses(body("Check", """
                ,"text":{"format":{"type":"json_schema","name":"n","strict":true,"schema":{"type":"object",
                 "additionalProperties":false,"required":["ok"],"properties":{"ok":{"type":"boolean"}}}}}
                """)).json();

        assertThat(RunningSimulator.parse(text(json)).path("ok").isBoolean()).isTrue();
        assertThat(json.path("text").path("format").path("name").asText()).isEqualTo("n");
    }

    @Test
    void tokensAreCountedAsTheyAreCharged() throws Exception {
        String body = "{\"model\":\"m\",\"input\":\"Count me\"" + TOOLS + "}";

        JsonNode counted = simulator
                .send(simulator.bearer("/v1/responses/input_tokens", body))
                .json();

        assertThat(counted.path("object").asText()).isEqualTo("response.input_tokens");
        assertThat(counted.path("input_tokens"))
                .isEqualTo(simulator.responses(body).json().path("usage").path("input_tokens"));
    }
}
