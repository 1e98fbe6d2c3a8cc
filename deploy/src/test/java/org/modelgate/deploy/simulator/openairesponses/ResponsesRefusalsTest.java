package org.modelgate.deploy.simulator.openairesponses;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
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

class ResponsesRefusalsTest {

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
        assertThat(answer.json().path("error").path("message").asText()).startsWith(message);
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.json().path("error").has("param")).isTrue();
        assertThat(answer.json().path("error").has("code")).isTrue();
    }

    private static Answer items(String items) throws Exception {
        return simulator.responses("{\"model\":\"gpt-6-sol\",\"store\":false,\"input\":[" + items + "]}");
    }

    private static String item(String type, String fields) {
        return "{\"type\":\"" + type + "\"," + fields + "}";
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            value = {
                "'\"messages\":[]' => 'Unknown parameter: ''messages''.'",
                "'\"stop\":[\"x\"]' => 'Unknown parameter: ''stop''.'",
                "'\"reasoning_effort\":\"low\"' => 'Unknown parameter: ''reasoning_effort''.'",
                "'\"reasoning\":{\"budget\":1}' => 'Unknown parameter: ''reasoning.budget''.'",
                "'\"reasoning\":{\"effort\":\"huge\"}' => 'Invalid value: ''huge''. Supported values are:'",
                "'\"max_output_tokens\":5' => 'Invalid ''max_output_tokens'': integer below minimum value.'",
                "'\"temperature\":3' => 'Invalid ''temperature'': decimal above maximum value.'",
                "'\"stream_options\":{}' => 'The ''stream_options'' parameter is only allowed'",
                "'\"include\":[\"everything\"]' => 'Invalid value: ''everything''.'",
                "'\"metadata\":{\"a\":1}' => 'Invalid type for ''metadata.a'': expected a string.'",
                "'\"previous_response_id\":\"resp_1\"' => 'Previous response with id ''resp_1'' not found.'",
                "'\"background\":true' => 'simulator: ''background'' is not simulated'",
                "'\"tool_choice\":\"required\"' => 'Tool choice ''required'' must be specified'",
                "'\"tool_choice\":{\"type\":\"function\",\"name\":\"f\"}' => 'Tool choice ''f'' not found in ''tools'''",
                "'\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}]' => 'Missing required parameter: ''tools[0].name''.'",
                "'\"tools\":[{\"type\":\"function\",\"name\":\"f g\"}]' => 'Invalid ''tools[0].name'': string does not match pattern.'",
                "'\"tools\":[{\"type\":\"custom\",\"name\":\"f\",\"format\":{\"type\":\"grammar\",\"grammar\":{}}}]' => 'Unknown parameter: ''tools[0].format.grammar''.'",
                "'\"tools\":[{\"type\":\"function\",\"name\":\"f\",\"strict\":true,\"parameters\":{\"type\":\"object\",\"properties\":{}}}]' => 'Invalid schema for function ''f'''",
                "'\"tools\":[{\"type\":\"spade\"}]' => 'Invalid value: ''spade''.'",
                "'\"text\":{\"format\":{\"type\":\"json_schema\",\"json_schema\":{}}}' => 'Missing required parameter: ''text.format.name''.'",
                "'\"text\":{\"format\":{\"type\":\"json_object\"}}' => 'Response input messages must contain the word ''json'''",
            })
    void aBadFieldIsRefusedByName(String field, String message) throws Exception {
        refused(simulator.responses("{\"model\":\"m\",\"input\":\"x\"," + field + "}"), 400, message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            value = {
                "'{\"role\":\"tool\",\"content\":\"x\"}' => 'Invalid value: ''tool''.'",
                "'{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"x\"}]}' => 'Invalid value: ''text''. Supported values are: ''input_audio'', ''input_file'', ''input_image'', ''input_text''.'",
                "'{\"role\":\"assistant\",\"content\":[{\"type\":\"input_text\",\"text\":\"x\"}]}' => 'Invalid value: ''input_text''. Supported values are: ''output_text'', ''refusal''.'",
                "'{\"role\":\"user\",\"content\":\"x\",\"name\":\"n\"}' => 'Unknown parameter: ''input[0].name''.'",
                "'{\"role\":\"user\",\"content\":[{\"type\":\"input_image\",\"image_url\":{\"url\":\"x\"}}]}' => 'Invalid type for ''input[0].content[0].image_url'': expected an image URL'",
                "'{\"role\":\"user\",\"content\":[{\"type\":\"input_file\",\"filename\":\"a\",\"file_data\":\"AAEC\"}]}' => 'Invalid ''input[0].content[0].file_data''.'",
                "'{\"type\":\"function_call\",\"id\":\"item_1\",\"call_id\":\"c\",\"name\":\"f\",\"arguments\":\"{}\"}' => 'Invalid ''input[0].id'': ''item_1''. Expected an ID that begins with ''fc''.'",
                "'{\"type\":\"function_call\",\"call_id\":\"c\",\"name\":\"f\",\"arguments\":{}}' => 'Invalid type for ''input[0].arguments'': expected a string.'",
                "'{\"type\":\"function_call\",\"call_id\":\"c\",\"name\":\"f\",\"arguments\":\"{}\"}' => 'No tool output found for function call c.'",
                "'{\"type\":\"custom_tool_call\",\"call_id\":\"c\",\"name\":\"f\",\"input\":\"\"},{\"type\":\"function_call_output\",\"call_id\":\"c\",\"output\":\"\"}' => 'No tool call found for function call output with call_id c.'",
                "'{\"type\":\"function_call_output\",\"call_id\":\"\",\"output\":\"\"}' => 'Invalid ''input[0].call_id'': empty string.'",
                "'{\"type\":\"function_call_output\",\"call_id\":\"c\",\"output\":\"\",\"is_error\":true}' => 'Unknown parameter: ''input[0].is_error''.'",
                "'{\"type\":\"reasoning\",\"id\":\"rs_1\",\"summary\":[],\"content\":[{}],\"encrypted_content\":\"x\"},{\"role\":\"assistant\",\"content\":\"x\"}' => 'Invalid ''input[0].content'': array too long.'",
                "'{\"type\":\"reasoning\",\"id\":\"rs_1\",\"summary\":[],\"encrypted_content\":\"x\"},{\"role\":\"user\",\"content\":\"x\"}' => 'Item ''rs_1'' of type ''reasoning'' was provided without its required following item.'",
                "'{\"role\":\"assistant\",\"id\":\"msg_000000000000000000000000r01\",\"content\":\"x\"}' => 'Item ''msg_000000000000000000000000r01'' of type ''message'' was provided without its required ''reasoning'' item: ''rs_000000000000000000000000r00''.'",
                "'{\"role\":\"user\",\"id\":\"msg_1\",\"content\":\"x\"},{\"role\":\"user\",\"id\":\"msg_1\",\"content\":\"x\"}' => 'Duplicate item found with id msg_1.'",
                "'{\"type\":\"thought\"}' => 'Invalid value: ''thought''.'",
            })
    void badItemsAreRefused(String items, String message) throws Exception {
        refused(items(items), 400, message);
    }

    @Test
    void aCallIdHasAtMost64Characters() throws Exception {
        String call = item(
                "function_call",
                "\"call_id\":\"%1$s\",\"name\":\"f\",\"arguments\":\"{}\"},"
                        + "{\"type\":\"function_call_output\",\"call_id\":\"%1$s\",\"output\":\"\"");

        assertThat(items(call.formatted("c".repeat(64))).status()).isEqualTo(200);
        Answer refused = items(call.formatted("c".repeat(65)));
        refused(refused, 400, "Invalid 'input[0].call_id': string too long.");
        assertThat(refused.json().path("error").path("code").asText()).isEqualTo("string_above_max_length");
    }

    @Test
    void whatWasNotStoredIsNotFound() throws Exception {
        refused(
                items(item("reasoning", "\"id\":\"rs_1\",\"summary\":[]")
                        + ",{\"role\":\"assistant\",\"content\":\"x\"}"),
                404,
                "Item with id 'rs_1' not found. Items are not persisted when `store` is set to false.");
        refused(items(item("item_reference", "\"id\":\"msg_1\"")), 404, "Item with id 'msg_1' not found.");
    }

    @Test
    void encryptedContentIsGoodOnlyInItsOwnItem() throws Exception {
        JsonNode output = simulator
                .responses("{\"model\":\"gpt-6-sol\",\"input\":\"Think\"}")
                .json()
                .path("output");
        String thought = output.path(0).toString();
        String encrypted = output.path(0).path("encrypted_content").asText();
        String id = output.path(0).path("id").asText();
        String ask = "{\"role\":\"user\",\"content\":\"Think\"},%s,{\"role\":\"assistant\",\"content\":\"x\"}";

        assertThat(items(ask.formatted(thought)).status()).isEqualTo(200);
        Answer moved = items(ask.formatted(thought.replace(id, "rs_other")));
        refused(moved, 400, "The encrypted content " + encrypted.substring(0, 8) + "... could not be verified.");
        assertThat(moved.json().path("error").path("code").asText()).isEqualTo("invalid_encrypted_content");
        Answer altered = items(ask.formatted(thought.replace(encrypted, encrypted.substring(4))));
        assertThat(altered.json().path("error").path("code").asText()).isEqualTo("invalid_encrypted_content");
        assertThat(items(ask.formatted(thought.replace(encrypted, "gw1.thinking.AAAA")))
                        .json()
                        .path("error")
                        .path("code")
                        .asText())
                .isEqualTo("invalid_encrypted_content");
    }

    @Test
    void modelsHaveTheirRestrictions() throws Exception {
        String body = "{\"model\":\"%s\",\"input\":\"x\",%s}";

        refused(
                simulator.responses(body.formatted("gpt-6-sol", "\"temperature\":1")),
                400,
                "Unsupported parameter: 'temperature' is not supported with this model.");
        refused(
                simulator.responses(body.formatted("gpt-4.1", "\"reasoning\":{\"effort\":\"low\"}")),
                400,
                "Unsupported parameter: 'reasoning.effort' is not supported with this model.");
        assertThat(simulator
                        .responses(body.formatted("gpt-6-sol", "\"temperature\":1,\"reasoning\":{\"effort\":\"none\"}"))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void countingTakesNoOutputSettings() throws Exception {
        refused(
                simulator.send(simulator.bearer(
                        "/v1/responses/input_tokens", "{\"model\":\"m\",\"input\":\"x\",\"max_output_tokens\":99}")),
                400,
                "Unknown parameter: 'max_output_tokens'.");
    }

    @Test
    void whatCodexSendsIsTaken() throws Exception {
        Answer answer = simulator.responses("""
                {"model":"gpt-6-sol","stream":true,"store":false,"include":["reasoning.encrypted_content"],
                 "tool_choice":"auto","parallel_tool_calls":false,"reasoning":{"effort":"medium","context":"all_turns"},
                 "prompt_cache_key":"s","text":{"verbosity":"low"},"client_metadata":{"x":"y"},"tools":[],"input":[
                 {"type":"additional_tools","id":"at_1","role":"developer","tools":[
                  {"type":"namespace","name":"functions","description":"d","tools":[
                   {"type":"custom","name":"exec","description":"d","format":{"type":"grammar","syntax":"lark","definition":"x"}},
                   {"type":"function","name":"wait","description":"d","strict":false,"parameters":{"type":"object","properties":{}}}]}]},
                 {"type":"message","id":"msg_1","role":"developer","content":[{"type":"input_text","text":"You are."}]},
                 {"type":"message","id":"msg_2","role":"user","content":[{"type":"input_text","text":"List files"}]}]}
                """);

        JsonNode output = answer.data().getLast().path("response").path("output");
        assertThat(output.findValuesAsText("type")).startsWith("reasoning").contains("custom_tool_call");
        assertThat(output.path(1).path("namespace").asText()).isEqualTo("functions");
    }

    @Test
    void keysAndPathsAndModelsAreChecked() throws Exception {
        refused(
                simulator.send(simulator
                        .request("/v1/responses")
                        .POST(HttpRequest.BodyPublishers.ofString("{}"))
                        .build()),
                401,
                "You didn't provide an API key");
        refused(simulator.get("/v1/responses/resp_1"), 404, "Invalid URL (GET /v1/responses/resp_1)");
        refused(
                simulator.responses("{\"model\":\"unknown-x\",\"input\":\"x\"}"),
                404,
                "The model `unknown-x` does not exist");
    }
}
