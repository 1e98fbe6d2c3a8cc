package org.modelgate.deploy.simulator.gemini;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.modelgate.deploy.simulator.RunningSimulator;
import org.modelgate.deploy.simulator.RunningSimulator.Answer;
import org.modelgate.deploy.simulator.core.TokenCounter;

class GeminiAnswersTest {

    private static final String TOOLS = """
            ,"tools":[{"functionDeclarations":[{"name":"weather","parametersJsonSchema":{"type":"object",
             "properties":{"city":{"type":"string"}}}},{"name":"now"}]}]
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
        return "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"" + text + "\"}]}]" + more + "}";
    }

    private static JsonNode ask(String model, String text, String more) throws Exception {
        return simulator.gemini(model, "generateContent", body(text, more)).json();
    }

    private static Answer stream(String model, String text, String more) throws Exception {
        return simulator.gemini(model, "streamGenerateContent?alt=sse", body(text, more));
    }

    private static JsonNode parts(JsonNode response) {
        return response.path("candidates").path(0).path("content").path("parts");
    }

    private static String finish(JsonNode response) {
        return response.path("candidates").path(0).path("finishReason").asText();
    }

    @Test
    void aUnaryAnswerHasTheShapeOfTheApi() throws Exception {
        JsonNode json = ask("m", "Hello there", ",\"systemInstruction\":{\"parts\":[{\"text\":\"Be brief.\"}]}");

        String text = parts(json).path(0).path("text").asText();
        assertThat(text).contains("\"Hello there\" (2 words");
        assertThat(finish(json)).isEqualTo("STOP");
        assertThat(json.path("candidates").path(0).path("content").path("role").asText())
                .isEqualTo("model");
        assertThat(json.path("modelVersion").asText()).isEqualTo("m");
        JsonNode usage = json.path("usageMetadata");
        assertThat(usage.path("candidatesTokenCount").asInt()).isEqualTo(TokenCounter.text(text));
        assertThat(usage.path("promptTokenCount").asInt())
                .isEqualTo(TokenCounter.PER_REQUEST
                        + 2 * TokenCounter.PER_MESSAGE
                        + TokenCounter.text("Hello there")
                        + TokenCounter.text("Be brief."));
        assertThat(simulator.lastServed().path("dialect").asText()).isEqualTo("gemini");
        assertThat(simulator.lastServed().path("model").asText()).isEqualTo("m");
        assertThat(json.path("responseId")).isEqualTo(simulator.lastServed().path("answer_id"));
    }

    @Test
    void aStreamIsWholeObjectsWithWhatIsNewAndTheUsageSoFar() throws Exception {
        JsonNode unary = ask("m", "Stream [[sim tokens=9]]", "");
        Answer answer = stream("m", "Stream [[sim tokens=9]]", "");

        List<JsonNode> chunks = answer.data();
        assertThat(answer.header("content-type")).isEqualTo("text/event-stream");
        assertThat(answer.body()).contains("\r\n\r\n").doesNotContain("event:").doesNotContain("[DONE]");
        assertThat(chunks.stream()
                        .map(c -> parts(c).path(0).path("text").asText())
                        .collect(Collectors.joining()))
                .isEqualTo(parts(unary).path(0).path("text").asText());
        assertThat(chunks.stream()
                        .map(c -> c.path("usageMetadata")
                                .path("candidatesTokenCount")
                                .asInt()))
                .containsExactly(4, 8, 9, 9);
        assertThat(chunks.stream().map(GeminiAnswersTest::finish)).containsExactly("", "", "", "STOP");
        assertThat(simulator.lastServed().path("delivered_output_tokens").asInt())
                .isEqualTo(9);
    }

    @Test
    void withoutSseAStreamIsOneArray() throws Exception {
        Answer answer = simulator.gemini("m", "streamGenerateContent", body("Stream [[sim tokens=9]]", ""));

        assertThat(answer.header("content-type")).startsWith("application/json");
        assertThat(answer.json().isArray()).isTrue();
        assertThat(answer.json()).hasSize(4);
        assertThat(finish(answer.json().path(3))).isEqualTo("STOP");
    }

    @Test
    void functionsAreCalledWithObjectsAndOnlyTheFirstCallIsSigned() throws Exception {
        JsonNode json = ask("gemini-3-pro", "In parallel", TOOLS);

        assertThat(parts(json)).hasSize(2);
        assertThat(parts(json).path(0).path("functionCall").path("name").asText())
                .isEqualTo("weather");
        assertThat(parts(json).path(0).path("functionCall").path("args").has("city"))
                .isTrue();
        assertThat(parts(json).path(0).path("functionCall").path("id").asText()).isNotEmpty();
        assertThat(parts(json).path(1).path("functionCall").path("args").isEmpty())
                .isTrue();
        assertThat(parts(json).path(0).has("thoughtSignature")).isTrue();
        assertThat(parts(json).path(1).has("thoughtSignature")).isFalse();
        assertThat(finish(json)).isEqualTo("STOP");
        JsonNode before = ask("gemini-2.0-flash", "In parallel", TOOLS);
        assertThat(parts(before).path(0).path("functionCall").has("id")).isFalse();
        assertThat(parts(before).path(0).has("thoughtSignature")).isFalse();
    }

    @Test
    void aStreamedCallIsWhole() throws Exception {
        Answer answer = stream("gemini-3-pro", "Weather?", TOOLS);

        List<JsonNode> calls = answer.data().stream()
                .filter(c -> parts(c).path(0).has("functionCall"))
                .toList();
        assertThat(calls).hasSize(1);
        assertThat(parts(calls.getFirst()).path(0).has("thoughtSignature")).isTrue();
        assertThat(answer.data().getLast().path("candidates").path(0).has("content"))
                .isFalse();
        assertThat(finish(answer.data().getLast())).isEqualTo("STOP");
        assertThat(simulator.lastServed().path("delivered_output_tokens"))
                .isEqualTo(simulator.lastServed().path("output_tokens"));
    }

    @Test
    void thoughtsAreShownWhenAskedForAndCountedBeside() throws Exception {
        String shown =
                ",\"generationConfig\":{\"thinkingConfig\":{\"includeThoughts\":true,\"thinkingLevel\":\"HIGH\"}}";
        JsonNode json = ask("gemini-3-pro", "Think", shown);
        JsonNode hidden = ask("gemini-3-pro", "Think", "");

        assertThat(parts(json).path(0).path("thought").asBoolean()).isTrue();
        JsonNode usage = json.path("usageMetadata");
        assertThat(usage.path("thoughtsTokenCount").asInt())
                .isEqualTo(TokenCounter.text(parts(json).path(0).path("text").asText()));
        assertThat(usage.path("candidatesTokenCount").asInt())
                .isEqualTo(TokenCounter.text(parts(json).path(1).path("text").asText()));
        assertThat(usage.path("totalTokenCount").asInt())
                .isEqualTo(usage.path("promptTokenCount").asInt()
                        + usage.path("candidatesTokenCount").asInt()
                        + usage.path("thoughtsTokenCount").asInt());
        assertThat(parts(hidden)).hasSize(1);
        assertThat(hidden.path("usageMetadata").path("thoughtsTokenCount").asInt())
                .isPositive();
        Answer streamed = stream("gemini-3-pro", "Think", "");
        assertThat(streamed.data().getFirst().path("candidates").path(0).has("content"))
                .isFalse();
        assertThat(parts(streamed.data().getLast()).path(0).path("text").asText())
                .isEmpty();
        assertThat(parts(streamed.data().getLast()).path(0).has("thoughtSignature"))
                .isTrue();
    }

    @Test
    void aWholeTurnComesBackAndTheResultIsQuoted() throws Exception {
        JsonNode content = ask("gemini-3-pro", "Weather?", TOOLS)
                .path("candidates")
                .path(0)
                .path("content");
        JsonNode call = content.path("parts").path(0).path("functionCall");

        Answer answer =
                simulator.gemini("gemini-3-pro", "generateContent", """
                {"contents":[{"role":"user","parts":[{"text":"Weather?"}]},%s,
                 {"role":"user","parts":[{"functionResponse":{"id":%s,"name":"weather","response":{"output":"22 degrees"}}}]}]%s}
                """.formatted(content, call.path("id"), TOOLS));

        assertThat(parts(answer.json()).path(0).path("text").asText()).contains("\"22 degrees\"");
    }

    @Test
    void limitsAndForcedCallsAndFormatsAreKept() throws Exception {
        JsonNode cut = ask("m", "long [[sim tokens=50]]", ",\"generationConfig\":{\"maxOutputTokens\":5}");
        JsonNode named = ask("m", "Time?", TOOLS + """
                ,"toolConfig":{"functionCallingConfig":{"mode":"ANY","allowedFunctionNames":["now"]}}""");
        JsonNode formatted = ask("m", "Check", """
                ,"generationConfig":{"responseMimeType":"application/json","responseSchema":{"type":"OBJECT",
                 "properties":{"ok":{"type":"BOOLEAN"}}}}""");

        assertThat(finish(cut)).isEqualTo("MAX_TOKENS");
        assertThat(cut.path("usageMetadata").path("candidatesTokenCount").asInt())
                .isEqualTo(5);
        assertThat(parts(named).findValuesAsText("name")).containsExactly("now");
        assertThat(RunningSimulator.parse(parts(formatted).path(0).path("text").asText())
                        .path("ok")
                        .isBoolean())
                .isTrue();
    }

    @Test
    void tokensAreCountedAsTheyAreCharged() throws Exception {
        String whole = body("Count me", TOOLS + ",\"systemInstruction\":{\"parts\":[{\"text\":\"Be brief.\"}]}");
        int charged = simulator
                .gemini("gemini-3-pro", "generateContent", whole)
                .json()
                .path("usageMetadata")
                .path("promptTokenCount")
                .asInt();
        String wrapped = "{\"generateContentRequest\":{\"model\":\"models/gemini-3-pro\"," + whole.substring(1) + "}";

        assertThat(simulator
                        .gemini("gemini-3-pro", "countTokens", wrapped)
                        .json()
                        .path("totalTokens")
                        .asInt())
                .isEqualTo(charged);
        assertThat(simulator.gemini("gemini-3-pro", "countTokens", whole).status())
                .isEqualTo(400);
        String path = "/v1beta1/projects/p/locations/global/publishers/google/models/gemini-3-pro:countTokens";
        assertThat(simulator.send(simulator.bearer(path, whole)).status())
                .as("no token of Google's")
                .isEqualTo(401);
        Answer vertex = simulator.send(simulator.withGoogleToken(path, whole));
        assertThat(vertex.json().path("totalTokens").asInt()).isEqualTo(charged);
    }

    @Test
    void aPrefixSeenBeforeIsCachedAndPartOfThePrompt() throws Exception {
        String text = "cached ".repeat(400);
        JsonNode first = ask("m", text, "").path("usageMetadata");
        JsonNode second = ask("m", text, "").path("usageMetadata");

        assertThat(first.has("cachedContentTokenCount")).isFalse();
        assertThat(second.path("cachedContentTokenCount").asInt()).isPositive();
        assertThat(second.path("promptTokenCount")).isEqualTo(first.path("promptTokenCount"));
    }

    @Test
    void theModelsAreListed() throws Exception {
        HttpRequest list = simulator
                .request("/v1beta/models")
                .header("x-goog-api-key", "k1")
                .GET()
                .build();

        assertThat(simulator.send(list).json().path("models").findValuesAsText("name"))
                .contains("models/gemini-3-pro");
    }
}
