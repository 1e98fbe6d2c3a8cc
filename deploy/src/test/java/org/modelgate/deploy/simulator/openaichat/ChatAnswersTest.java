package org.modelgate.deploy.simulator.openaichat;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.modelgate.deploy.simulator.RunningSimulator;
import org.modelgate.deploy.simulator.RunningSimulator.Answer;
import org.modelgate.deploy.simulator.core.TokenCounter;

class ChatAnswersTest {

    private static final String TOOLS = """
            ,"tools":[{"type":"function","function":{"name":"weather","parameters":{"type":"object",
             "properties":{"city":{"type":"string"}}}}},{"type":"function","function":{"name":"now"}}]
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
               {"model":"gpt-4.1","messages":[{"role":"user","content":"%s"}]%s}
               """.formatted(text, more);
    }

    private static JsonNode message(Answer answer) {
        return answer.json().path("choices").path(0).path("message");
    }

    @Test
    void aUnaryAnswerHasTheShapeOfTheApi() throws Exception {
        Answer answer = simulator.chat(body("Hello there", ""));
        JsonNode json = answer.json();

        assertThat(answer.header("x-request-id")).startsWith("req_");
        assertThat(answer.header("x-ratelimit-limit-requests")).isNotEmpty();
        assertThat(json.path("id").asText()).startsWith("chatcmpl-");
        assertThat(json.path("object").asText()).isEqualTo("chat.completion");
        assertThat(json.path("choices").path(0).path("finish_reason").asText()).isEqualTo("stop");
        String text = message(answer).path("content").asText();
        assertThat(text).contains("\"Hello there\" (2 words");
        JsonNode usage = json.path("usage");
        assertThat(usage.path("completion_tokens").asInt()).isEqualTo(TokenCounter.text(text));
        assertThat(usage.path("prompt_tokens").asInt())
                .isEqualTo(TokenCounter.PER_REQUEST + TokenCounter.PER_MESSAGE + TokenCounter.text("Hello there"));
        assertThat(usage.path("total_tokens").asInt())
                .isEqualTo(usage.path("completion_tokens").asInt()
                        + usage.path("prompt_tokens").asInt());
    }

    @Test
    void theTextIsTheSameInBothDialects() throws Exception {
        JsonNode anthropic = simulator
                .messages("{\"model\":\"m\",\"max_tokens\":999,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}")
                .json();

        assertThat(message(simulator.chat(body("Hi", ""))).path("content"))
                .isEqualTo(anthropic.path("content").path(0).path("text"));
    }

    @Test
    void aStreamTellsTheUnaryAnswerInTheOrderOfTheApi() throws Exception {
        String text = "Stream [[sim tokens=9]]";
        Answer unary = simulator.chat(body(text, ""));
        Answer answer = simulator.chat(body(text, ",\"stream\":true,\"stream_options\":{\"include_usage\":true}"));

        List<JsonNode> chunks = answer.data();
        assertThat(answer.events().getLast().data()).isEqualTo("[DONE]");
        assertThat(answer.events()).allSatisfy(event -> assertThat(event.name()).isEmpty());
        assertThat(chunks.stream().map(c -> c.path("id").asText()).distinct()).hasSize(1);
        assertThat(chunks.getFirst()
                        .path("choices")
                        .path(0)
                        .path("delta")
                        .path("role")
                        .asText())
                .isEqualTo("assistant");
        assertThat(chunks.stream()
                        .map(c -> c.path("choices")
                                .path(0)
                                .path("delta")
                                .path("content")
                                .asText())
                        .collect(Collectors.joining()))
                .isEqualTo(message(unary).path("content").asText());
        JsonNode finish = chunks.get(chunks.size() - 2);
        assertThat(finish.path("choices").path(0).path("finish_reason").asText())
                .isEqualTo("stop");
        assertThat(finish.path("usage").isNull()).isTrue();
        assertThat(chunks.getLast().path("choices").isEmpty()).isTrue();
        assertThat(chunks.getLast().path("usage").path("completion_tokens").asInt())
                .isEqualTo(9);
    }

    @Test
    void usageIsStreamedOnlyWhenAskedFor() throws Exception {
        Answer answer = simulator.chat(body("Stream", ",\"stream\":true"));

        assertThat(answer.data()).noneMatch(chunk -> chunk.has("usage"));
    }

    @Test
    void maxTokensAndStopEndTheText() throws Exception {
        JsonNode length = simulator
                .chat(body("long [[sim tokens=50]]", ",\"max_completion_tokens\":5"))
                .json();
        JsonNode stop =
                simulator.chat(body("Say STOP now", ",\"stop\":\"STOP\"")).json();

        assertThat(length.path("choices").path(0).path("finish_reason").asText())
                .isEqualTo("length");
        assertThat(length.path("usage").path("completion_tokens").asInt()).isEqualTo(5);
        assertThat(stop.path("choices").path(0).path("finish_reason").asText()).isEqualTo("stop");
        assertThat(stop.path("choices").path(0).path("message").path("content").asText())
                .endsWith("Say ");
    }

    @Test
    void offeredToolsAreCalled() throws Exception {
        Answer two = simulator.chat(body("In parallel", TOOLS));
        Answer single = simulator.chat(body("In parallel", TOOLS + ",\"parallel_tool_calls\":false"));
        Answer named = simulator.chat(
                body("Time?", TOOLS + ",\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":\"now\"}}"));

        assertThat(two.json().path("choices").path(0).path("finish_reason").asText())
                .isEqualTo("tool_calls");
        assertThat(message(two).path("content").isNull()).isTrue();
        assertThat(message(two).path("tool_calls").findValuesAsText("name")).containsExactly("weather", "now");
        assertThat(RunningSimulator.parse(message(two)
                                .path("tool_calls")
                                .path(0)
                                .path("function")
                                .path("arguments")
                                .asText())
                        .has("city"))
                .isTrue();
        assertThat(message(single).path("tool_calls")).hasSize(1);
        assertThat(message(named).path("tool_calls").findValuesAsText("name")).containsExactly("now");
        assertThat(named.json().path("choices").path(0).path("finish_reason").asText())
                .isEqualTo("stop");
    }

    @Test
    void theClientMayNameTheToolToCallAndItsArguments() throws Exception {
        String arguments = "args=%7B%22zone%22%3A%22CET%22%7D";
        Answer named = simulator.chat(body("Time [[sim tool=now " + arguments + "]]", TOOLS));
        Answer behindNamespace = simulator.chat(body(
                "Time [[sim tool=now]]",
                ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"weather\"}},"
                        + "{\"type\":\"function\",\"function\":{\"name\":\"clock__now\"}}]"));
        Answer notOffered = simulator.chat(body("Time [[sim tool=clock calls=1]]", TOOLS));

        JsonNode function = message(named).path("tool_calls").path(0).path("function");
        assertThat(function.path("name").asText()).isEqualTo("now");
        assertThat(function.path("arguments").asText()).isEqualTo("{\"zone\":\"CET\"}");
        assertThat(message(behindNamespace).path("tool_calls").findValuesAsText("name"))
                .containsExactly("clock__now");
        assertThat(message(notOffered).has("tool_calls")).isFalse();
    }

    @Test
    void aFreeFormToolGetsText() throws Exception {
        String tool = ",\"tools\":[{\"type\":\"custom\",\"custom\":{\"name\":\"run\"}}]";
        String body = body("Run [[sim args=%7B%22input%22%3A%22print(1)%22%7D]]", tool);

        JsonNode call = message(simulator.chat(body)).path("tool_calls").path(0);
        String streamed = simulator.chat(body.replace("\"messages\"", "\"stream\":true,\"messages\"")).data().stream()
                .map(chunk -> chunk.path("choices")
                        .path(0)
                        .path("delta")
                        .path("tool_calls")
                        .path(0))
                .map(delta -> delta.path("custom").path("input").asText())
                .collect(Collectors.joining());

        assertThat(call.path("type").asText()).isEqualTo("custom");
        assertThat(call.path("custom").path("name").asText()).isEqualTo("run");
        assertThat(call.path("custom").path("input").asText())
                .isEqualTo("print(1)")
                .isEqualTo(streamed);
    }

    @Test
    void aStreamedCallNamesItselfOnceAndSendsItsArgumentsInPieces() throws Exception {
        Answer answer = simulator.chat(body("parallel", TOOLS + ",\"stream\":true"));

        List<JsonNode> calls = answer.data().stream()
                .map(c -> c.path("choices")
                        .path(0)
                        .path("delta")
                        .path("tool_calls")
                        .path(0))
                .filter(call -> !call.isMissingNode())
                .toList();
        assertThat(calls.stream()
                        .filter(call -> call.has("id"))
                        .map(c -> c.path("index").asInt()))
                .containsExactly(0, 1);
        assertThat(calls.stream().filter(call -> call.path("function").has("name")))
                .hasSize(2);
        String arguments = calls.stream()
                .filter(call -> call.path("index").asInt() == 0)
                .map(call -> call.path("function").path("arguments").asText())
                .collect(Collectors.joining());
        assertThat(RunningSimulator.parse(arguments).has("city")).isTrue();
        assertThat(simulator.lastServed().path("delivered_output_tokens"))
                .isEqualTo(simulator.lastServed().path("output_tokens"));
    }

    @Test
    void aToolResultIsAnsweredWithTextThatQuotesIt() throws Exception {
        Answer answer = simulator.chat("""
                {"model":"gpt-4.1","messages":[{"role":"user","content":"Weather?"},
                 {"role":"assistant","content":null,"tool_calls":[
                  {"id":"c1","type":"function","function":{"name":"weather","arguments":"{}"}}]},
                 {"role":"tool","tool_call_id":"c1","content":"22 degrees"}]%s}
                """.formatted(TOOLS));

        assertThat(message(answer).path("content").asText()).contains("\"22 degrees\"");
    }

    @Test
    void reasoningIsToldWhenAskedFor() throws Exception {
        Answer answer = simulator.chat(body("Think", ",\"reasoning_effort\":\"low\""));
        Answer none = simulator.chat(body("Think", ",\"reasoning_effort\":\"none\""));

        assertThat(message(answer).path("reasoning_content").asText()).isNotEmpty();
        assertThat(answer.json()
                        .path("usage")
                        .path("completion_tokens_details")
                        .path("reasoning_tokens")
                        .asInt())
                .isPositive();
        assertThat(message(none).has("reasoning_content")).isFalse();
    }

    @Test
    void structuredOutputSatisfiesItsSchema() throws Exception {
        Answer answer = simulator.chat(body("Check", """
                ,"response_format":{"type":"json_schema","json_schema":{"name":"n","strict":true,"schema":
                 {"type":"object","additionalProperties":false,"required":["ok"],
                  "properties":{"ok":{"type":"boolean"}}}}}
                """));

        assertThat(RunningSimulator.parse(message(answer).path("content").asText())
                        .path("ok")
                        .isBoolean())
                .isTrue();
    }

    @Test
    void attachmentsAreAcknowledged() throws Exception {
        Answer answer = simulator.chat("""
                {"model":"gpt-4.1","messages":[{"role":"user","content":[{"type":"text","text":"What?"},
                 {"type":"image_url","image_url":{"url":"data:image/png;base64,AAECAw=="}},
                 {"type":"file","file":{"filename":"a.pdf","file_data":"data:application/pdf;base64,AAEC"}}]}]}
                """);

        assertThat(message(answer).path("content").asText())
                .contains("Attachments (2): image image/png 4 bytes, document application/pdf 3 bytes.");
    }

    @Test
    void aPrefixSeenBeforeIsCached() throws Exception {
        String text = "cached ".repeat(400);

        JsonNode first = simulator.chat(body(text, "")).json().path("usage");
        JsonNode second = simulator.chat(body(text, "")).json().path("usage");

        assertThat(first.path("prompt_tokens_details").path("cached_tokens").asInt())
                .isZero();
        assertThat(second.path("prompt_tokens_details").path("cached_tokens").asInt())
                .isEqualTo(TokenCounter.PER_MESSAGE + TokenCounter.text(text));
        assertThat(second.path("prompt_tokens")).isEqualTo(first.path("prompt_tokens"));
    }
}
