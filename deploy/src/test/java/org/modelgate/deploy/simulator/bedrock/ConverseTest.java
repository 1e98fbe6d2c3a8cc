package org.modelgate.deploy.simulator.bedrock;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.modelgate.deploy.simulator.RunningSimulator;
import org.modelgate.deploy.simulator.RunningSimulator.Answer;
import org.modelgate.deploy.simulator.bedrock.Frames.Frame;
import org.modelgate.deploy.simulator.core.TokenCounter;

class ConverseTest {

    private static final String TOOLS = """
            ,"toolConfig":{"tools":[{"toolSpec":{"name":"weather","inputSchema":{"json":{"type":"object",
             "properties":{"city":{"type":"string"}}}}}},{"toolSpec":{"name":"now","inputSchema":{"json":{"type":"object"}}}}]}
            """;
    private static final String THINKING =
            ",\"additionalModelRequestFields\":{\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":2048}}";

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
        return "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"" + text + "\"}]}]" + more + "}";
    }

    private static JsonNode ask(String text, String more) throws Exception {
        return simulator.bedrock("m", "converse", body(text, more)).json();
    }

    private static JsonNode content(JsonNode answer) {
        return answer.path("output").path("message").path("content");
    }

    private static List<Frame> stream(String text, String more) throws Exception {
        return Frames.of(simulator
                .bedrockStream("m", "converse-stream", body(text, more))
                .body());
    }

    private static String deltas(List<Frame> frames, String pointer) {
        return frames.stream()
                .map(frame -> frame.json().at("/delta" + pointer).asText())
                .collect(Collectors.joining());
    }

    @Test
    void aUnaryAnswerHasTheShapeOfTheApi() throws Exception {
        JsonNode json = ask("Hello there", ",\"system\":[{\"text\":\"Be brief.\"}]");

        String text = content(json).path(0).path("text").asText();
        assertThat(text).contains("\"Hello there\" (2 words");
        assertThat(json.path("stopReason").asText()).isEqualTo("end_turn");
        JsonNode usage = json.path("usage");
        assertThat(usage.path("outputTokens").asInt()).isEqualTo(TokenCounter.text(text));
        assertThat(usage.path("inputTokens").asInt())
                .isEqualTo(TokenCounter.PER_REQUEST
                        + 2 * TokenCounter.PER_MESSAGE
                        + TokenCounter.text("Hello there")
                        + TokenCounter.text("Be brief."));
        assertThat(usage.path("totalTokens").asInt())
                .isEqualTo(usage.path("inputTokens").asInt()
                        + usage.path("outputTokens").asInt());
    }

    @Test
    void aStreamTellsTheUnaryAnswerAndTheUsageLast() throws Exception {
        List<Frame> frames = stream("Stream [[sim tokens=9]]", "");

        assertThat(frames.stream().map(Frame::type))
                .containsExactly(
                        "messageStart",
                        "contentBlockDelta",
                        "contentBlockDelta",
                        "contentBlockDelta",
                        "contentBlockStop",
                        "messageStop",
                        "metadata");
        assertThat(deltas(frames, "/text"))
                .isEqualTo(content(ask("Stream [[sim tokens=9]]", ""))
                        .path(0)
                        .path("text")
                        .asText());
        assertThat(frames.getLast().json().path("usage").path("outputTokens").asInt())
                .isEqualTo(9);
        assertThat(simulator.lastServed().path("dialect").asText()).isEqualTo("bedrock");
    }

    @Test
    void toolsAreCalledAndTheResultIsQuoted() throws Exception {
        JsonNode json = ask("In parallel", TOOLS);
        JsonNode call = content(json).path(0).path("toolUse");

        assertThat(json.path("stopReason").asText()).isEqualTo("tool_use");
        assertThat(content(json)).hasSize(2);
        assertThat(call.path("name").asText()).isEqualTo("weather");
        assertThat(call.path("input").has("city")).isTrue();
        JsonNode next = simulator
                .bedrock("m", "converse", """
                {"messages":[{"role":"user","content":[{"text":"Weather?"}]},%s,{"role":"user","content":[
                 {"toolResult":{"toolUseId":"%s","content":[{"text":"22 degrees"}],"status":"success"}},
                 {"toolResult":{"toolUseId":"%s","content":[{"json":{"a":1}}]}}]}]%s}
                """.formatted(
                        json.path("output").path("message"),
                        call.path("toolUseId").asText(),
                        content(json).path(1).path("toolUse").path("toolUseId").asText(),
                        TOOLS))
                .json();
        assertThat(content(next).path(0).path("text").asText())
                .contains("\"22 degrees\"")
                .contains("{\"a\":1}");
        JsonNode named =
                ask("Time?", TOOLS.replaceFirst("}}]}\\s*$", "}}],\"toolChoice\":{\"tool\":{\"name\":\"now\"}}}"));
        assertThat(content(named).findValuesAsText("name")).containsExactly("now");
    }

    @Test
    void aStreamedCallBeginsWithItsNameAndMayHaveNoInput() throws Exception {
        List<Frame> frames = stream("In parallel", TOOLS);

        List<Frame> starts = frames.stream()
                .filter(frame -> frame.type().equals("contentBlockStart"))
                .toList();
        assertThat(starts.stream()
                        .map(frame -> frame.json().at("/start/toolUse/name").asText()))
                .containsExactly("weather", "now");
        assertThat(RunningSimulator.parse(deltas(frames, "/toolUse/input")).has("city"))
                .isTrue();
        assertThat(simulator.lastServed().path("delivered_output_tokens"))
                .isEqualTo(simulator.lastServed().path("output_tokens"));
    }

    @Test
    void reasoningIsSignedAndComesBackAsItWas() throws Exception {
        JsonNode json = ask("Think", THINKING);
        List<Frame> frames = stream("Think", THINKING);
        JsonNode reasoning = content(json).path(0).path("reasoningContent").path("reasoningText");
        String again = "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"Think\"}]},"
                + json.path("output").path("message") + ",{\"role\":\"user\",\"content\":[{\"text\":\"Go on\"}]}]}";

        assertThat(deltas(frames, "/reasoningContent/text"))
                .isEqualTo(reasoning.path("text").asText())
                .isNotEmpty();
        assertThat(deltas(frames, "/reasoningContent/signature"))
                .isEqualTo(reasoning.path("signature").asText())
                .isNotEmpty();
        assertThat(simulator.bedrock("m", "converse", again).status()).isEqualTo(200);
        Answer forged = simulator.bedrock(
                "m", "converse", again.replace(reasoning.path("text").toString(), "\"forged\""));
        assertThat(forged.json().path("message").asText()).contains("Invalid `signature` in `thinking` block");
        JsonNode nova = content(simulator
                        .bedrock("us.amazon.nova-2-pro-v1:0", "converse", body("Think", """
                        ,"additionalModelRequestFields":{"reasoningConfig":{"type":"enabled","maxReasoningEffort":"low"}}
                        """))
                        .json())
                .path(0)
                .path("reasoningContent")
                .path("reasoningText");
        assertThat(nova.has("text")).isTrue();
        assertThat(nova.has("signature")).isFalse();
    }

    @Test
    void limitsFormatsAndStopSequencesAreKept() throws Exception {
        JsonNode cut = ask("long [[sim tokens=50]]", ",\"inferenceConfig\":{\"maxTokens\":5}");
        JsonNode stopped = ask("Say STOP now", """
                ,"inferenceConfig":{"stopSequences":["STOP"]},"additionalModelResponseFieldPaths":["/stop_sequence"]
                """);
        JsonNode formatted = ask("Check", """
                ,"outputConfig":{"textFormat":{"type":"json_schema","structure":{"jsonSchema":{"name":"n",
                 "schema":"{\\"type\\":\\"object\\",\\"properties\\":{\\"ok\\":{\\"type\\":\\"boolean\\"}}}"}}}}
                """);

        assertThat(cut.path("stopReason").asText()).isEqualTo("max_tokens");
        assertThat(cut.path("usage").path("outputTokens").asInt()).isEqualTo(5);
        assertThat(stopped.path("stopReason").asText()).isEqualTo("stop_sequence");
        assertThat(stopped.path("additionalModelResponseFields")
                        .path("stop_sequence")
                        .asText())
                .isEqualTo("STOP");
        assertThat(RunningSimulator.parse(
                                content(formatted).path(0).path("text").asText())
                        .path("ok")
                        .isBoolean())
                .isTrue();
    }

    @Test
    void aCachePointSavesThePrefixAndIsToldApart() throws Exception {
        String system = ",\"system\":[{\"text\":\"" + "cached ".repeat(400) + "\"},{\"cachePoint\":"
                + "{\"type\":\"default\",\"ttl\":\"1h\"}}]";
        JsonNode first = ask("a", system).path("usage");
        JsonNode second = ask("b", system).path("usage");

        int written = first.path("cacheWriteInputTokens").asInt();
        assertThat(written).isEqualTo(TokenCounter.PER_MESSAGE + TokenCounter.text("cached ".repeat(400)));
        assertThat(first.path("cacheDetails").path(0).path("ttl").asText()).isEqualTo("1h");
        assertThat(second.path("cacheReadInputTokens").asInt()).isEqualTo(written);
        assertThat(second.path("inputTokens").asInt()).isLessThan(written);
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            value = {
                "m => '\"wish\":1' => 'simulator: there is no member wish at the top'",
                "m => '\"inferenceConfig\":{\"temperature\":2}' => '1 validation error detected: Value ''2'' at ''inferenceConfig.temperature'''",
                "m => '\"system\":[{\"text\":\" \"}]' => 'The text field in the SystemContentBlock object at system.0 is blank.'",
                "m => '\"toolConfig\":{\"tools\":[]}' => '1 validation error detected: Value at ''toolConfig.tools'''",
                "m => '\"toolConfig\":{\"tools\":[{\"toolSpec\":{\"name\":\"f.g\",\"inputSchema\":{\"json\":{\"type\":\"object\"}}}}]}' => '1 validation error detected: Value at ''toolConfig.tools.0.toolSpec.name'''",
                "m => '\"toolConfig\":{\"tools\":[{\"toolSpec\":{\"name\":\"f\",\"inputSchema\":{\"json\":{}}}}]}' => 'The value at toolConfig.tools.0.toolSpec.inputSchema.json.type must be'",
                "m => '\"toolConfig\":{\"tools\":[{\"toolSpec\":{\"name\":\"f\",\"inputSchema\":{\"json\":{\"type\":\"object\"}}}}],\"toolChoice\":{\"tool\":{\"name\":\"g\"}}}' => 'The tool g at toolConfig.toolChoice.tool is not defined'",
                "us.meta.llama4-v1:0 => '\"toolConfig\":{\"tools\":[{\"toolSpec\":{\"name\":\"f\",\"inputSchema\":{\"json\":{\"type\":\"object\"}}}}],\"toolChoice\":{\"any\":{}}}' => 'This model doesn''t support the toolConfig.toolChoice.any field.'",
                "us.meta.llama4-v1:0 => '\"system\":[{\"text\":\"x\"},{\"cachePoint\":{\"type\":\"default\"}}]' => 'You invoked an unsupported model or your request did not allow prompt caching.'",
            })
    void aBadFieldIsRefusedByName(String model, String field, String message) throws Exception {
        Answer answer = simulator.bedrock(model, "converse", body("x", "," + field));

        assertThat(answer.json().path("message").asText()).startsWith(message);
        assertThat(answer.status()).isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            value = {
                "'{\"role\":\"assistant\",\"content\":[{\"text\":\"x\"}]}' => 'A conversation must start with a user message.'",
                "'{\"role\":\"user\",\"content\":[{\"text\":\"x\"}]},{\"role\":\"user\",\"content\":[{\"text\":\"x\"}]}' => 'A conversation must alternate between user and assistant roles.'",
                "'{\"role\":\"user\",\"content\":[]}' => 'The content field in the Message object at messages.0 is empty.'",
                "'{\"role\":\"user\",\"content\":[{\"text\":\" \"}]}' => 'The text field in the ContentBlock object at messages.0.content.0 is blank.'",
                "'{\"role\":\"user\",\"content\":[{\"image\":{\"format\":\"png\",\"source\":{\"url\":\"x\"}}}]}' => 'simulator: there is no member url at messages.0.content.0.image.source'",
                "'{\"role\":\"user\",\"content\":[{\"document\":{\"format\":\"pdf\",\"name\":\"a_b.pdf\",\"source\":{\"bytes\":\"AAEC\"}}}]}' => 'The file name format is invalid.'",
                "'{\"role\":\"user\",\"content\":[{\"document\":{\"format\":\"pdf\",\"name\":\"a\",\"source\":{\"bytes\":\"AAEC\"}}}]}' => 'A text block must be included in a message with documents'",
                "'{\"role\":\"user\",\"content\":[{\"text\":\"x\"}]},{\"role\":\"assistant\",\"content\":[{\"toolUse\":{\"toolUseId\":\"t\",\"name\":\"f\",\"input\":{}}}]}' => 'The toolConfig field must be defined when using toolUse and toolResult'",
            })
    void badMessagesAreRefused(String messages, String message) throws Exception {
        Answer answer = simulator.bedrock("m", "converse", "{\"messages\":[" + messages + "]}");

        assertThat(answer.json().path("message").asText()).startsWith(message);
        assertThat(answer.status()).isEqualTo(400);
    }

    @Test
    void callsAndResultsBelongTogether() throws Exception {
        String call = "{\"role\":\"user\",\"content\":[{\"text\":\"x\"}]},{\"role\":\"assistant\",\"content\":["
                + "{\"toolUse\":{\"toolUseId\":\"t1\",\"name\":\"weather\",\"input\":{}}}]}";
        String result = ",{\"role\":\"user\",\"content\":[{\"toolResult\":{\"toolUseId\":\"%s\",\"content\":[]}}]}";
        String whole = "{\"messages\":[%s]" + TOOLS + "}";

        assertThat(simulator
                        .bedrock("m", "converse", whole.formatted(call))
                        .json()
                        .path("message")
                        .asText())
                .isEqualTo("Expected toolResult blocks at messages.2.content for the following Ids: t1");
        assertThat(simulator
                        .bedrock("m", "converse", whole.formatted(call + result.formatted("t2")))
                        .json()
                        .path("message")
                        .asText())
                .isEqualTo("Expected toolResult blocks at messages.2.content for the following Ids: t1");
        assertThat(simulator
                        .bedrock("m", "converse", whole.formatted(call + result.formatted("t1")))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void tokensAreCountedAsTheyAreCharged() throws Exception {
        String body = body("Count me", TOOLS);

        assertThat(simulator
                        .bedrock("m", "count-tokens", "{\"input\":{\"converse\":" + body + "}}")
                        .json()
                        .path("inputTokens"))
                .isEqualTo(simulator
                        .bedrock("m", "converse", body)
                        .json()
                        .path("usage")
                        .path("inputTokens"));
    }
}
