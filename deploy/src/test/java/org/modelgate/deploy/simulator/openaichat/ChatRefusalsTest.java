package org.modelgate.deploy.simulator.openaichat;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.modelgate.deploy.simulator.RunningSimulator;
import org.modelgate.deploy.simulator.RunningSimulator.Answer;
import org.modelgate.deploy.simulator.SimulatorConfig;

class ChatRefusalsTest {

    private static RunningSimulator simulator;

    @BeforeAll
    static void start() {
        simulator = RunningSimulator.start(SimulatorConfig.defaults().withApiKeys(Set.of("k1")));
    }

    @AfterAll
    static void stop() {
        simulator.close();
    }

    private static void refused(Answer answer, int status, String message) {
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.json().path("error").path("message").asText()).startsWith(message);
        assertThat(answer.json().path("error").has("param")).isTrue();
        assertThat(answer.json().path("error").has("code")).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            value = {
                "'\"wish\":1' => 'Unrecognized request argument supplied: wish'",
                "'\"tools\":[]' => '[] is too short - ''tools'''",
                "'\"tool_choice\":\"auto\"' => 'Invalid value for ''tool_choice'': ''tool_choice'' is only allowed when'",
                "'\"parallel_tool_calls\":true' => 'Invalid value for ''parallel_tool_calls'''",
                "'\"stream_options\":{}' => 'The ''stream_options'' parameter is only allowed when'",
                "'\"max_tokens\":1,\"max_completion_tokens\":1' => 'Setting ''max_tokens'' and ''max_completion_tokens'''",
                "'\"response_format\":{\"type\":\"json_object\"}' => '''messages'' must contain the word ''json'''",
                "'\"temperature\":3' => 'Invalid ''temperature'': decimal above maximum value'",
                "'\"stop\":[\"1\",\"2\",\"3\",\"4\",\"5\"]' => 'Invalid ''stop'': array too long'",
                "'\"reasoning_effort\":\"huge\"' => 'Invalid value: ''huge'''",
                "'\"n\":2' => 'simulator: ''n'' above 1 is not simulated'",
                "'\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"n\",\"strict\":true,\"schema\":{\"type\":\"object\",\"properties\":{}}}}' => 'Invalid schema for response_format ''n'''",
            })
    void aBadFieldIsRefusedByName(String field, String message) throws Exception {
        refused(
                simulator.chat(
                        "{\"model\":\"gpt-4.1\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]," + field + "}"),
                400,
                message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            value = {
                "'' => '[] is too short - ''messages'''",
                "'{\"role\":\"user\",\"content\":null}' => 'Invalid value for ''content'': expected a string, got null'",
                "'{\"role\":\"tool\",\"tool_call_id\":\"c\",\"content\":\"x\"}' => 'Invalid parameter: messages with role ''tool'''",
                "'{\"role\":\"assistant\",\"tool_calls\":[{\"id\":\"c\",\"type\":\"function\",\"function\":{\"name\":\"n\",\"arguments\":\"{}\"}}]},{\"role\":\"user\",\"content\":\"x\"}' => 'An assistant message with ''tool_calls'' must be followed by'",
                "'{\"role\":\"assistant\",\"tool_calls\":[{\"id\":\"c\",\"type\":\"function\",\"function\":{\"name\":\"n\",\"arguments\":\"{}\"}}]},{\"role\":\"tool\",\"tool_call_id\":\"c\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"x\"}}]}' => 'Invalid ''messages.[1]''. Image URLs are only allowed'",
                "'{\"role\":\"assistant\",\"tool_calls\":[{\"id\":\"c2345678901234567890123456789012345678901\",\"type\":\"function\",\"function\":{\"name\":\"n\",\"arguments\":\"{}\"}}]}' => 'Invalid ''messages[0].tool_calls[0].id'': string too long'",
                "'{\"role\":\"robot\",\"content\":\"x\"}' => 'Invalid value: ''robot'''",
            })
    void badMessagesAreRefused(String messages, String message) throws Exception {
        refused(simulator.chat("{\"model\":\"gpt-4.1\",\"messages\":[" + messages + "]}"), 400, message);
    }

    @Test
    void functionNamesHaveALimit() throws Exception {
        String body = """
                {"model":"gpt-4.1","messages":[{"role":"user","content":"x"}],
                 "tools":[{"type":"function","function":{"name":"%s"}}]}
                """;

        assertThat(simulator.chat(body.formatted("n".repeat(64))).status()).isEqualTo(200);
        refused(
                simulator.chat(body.formatted("n".repeat(65))),
                400,
                "Invalid 'tools[0].function.name': string too long");
    }

    @Test
    void reasoningModelsHaveTheirRestrictions() throws Exception {
        String body = "{\"model\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],%s}";

        refused(
                simulator.chat(body.formatted("gpt-6-sol", "\"max_tokens\":9")),
                400,
                "Unsupported parameter: 'max_tokens'");
        refused(
                simulator.chat(body.formatted("gpt-6-sol", "\"temperature\":0.2")),
                400,
                "Unsupported value: 'temperature'");
        refused(
                simulator.chat(
                        body.formatted("gpt-5.5", "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"n\"}}]")),
                400,
                "Function tools with reasoning_effort are not supported for gpt-5.5");
    }

    @Test
    void keysPathsMethodsAndModelsAreRefusedInTheDialect() throws Exception {
        HttpRequest.BodyPublisher empty = HttpRequest.BodyPublishers.ofString("{}");

        Answer noKey = simulator.send(
                simulator.request("/v1/chat/completions").POST(empty).build());
        Answer wrongKey = simulator.send(simulator
                .request("/v1/chat/completions")
                .header("authorization", "Bearer sk-wrong-key-1")
                .POST(empty)
                .build());

        refused(noKey, 401, "You didn't provide an API key");
        refused(wrongKey, 401, "Incorrect API key provided: sk-w****ey-1");
        assertThat(wrongKey.json().path("error").path("code").asText()).isEqualTo("invalid_api_key");
        refused(simulator.get("/v1/nothing"), 404, "Invalid URL (GET /v1/nothing)");
        refused(simulator.get("/v1/chat/completions"), 405, "Not allowed to GET");
        refused(
                simulator.chat("{\"model\":\"unknown-x\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}"),
                404,
                "The model `unknown-x` does not exist");
        refused(simulator.chat("nope"), 400, "We could not parse the JSON body");
    }
}
