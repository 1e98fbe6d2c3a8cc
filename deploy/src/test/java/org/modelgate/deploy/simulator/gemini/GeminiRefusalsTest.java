package org.modelgate.deploy.simulator.gemini;

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

class GeminiRefusalsTest {

    private static final String ASK = "{\"role\":\"user\",\"parts\":[{\"text\":\"x\"}]}";

    private static RunningSimulator simulator;

    @BeforeAll
    static void start() {
        simulator = RunningSimulator.start(SimulatorConfig.defaults().withApiKeys(Set.of("k1")));
    }

    @AfterAll
    static void stop() {
        simulator.close();
    }

    private static void refused(Answer answer, int status, String word, String message) {
        JsonNode error = answer.json().path("error");
        assertThat(error.path("message").asText()).startsWith(message);
        assertThat(error.path("status").asText()).isEqualTo(word);
        assertThat(error.path("code").asInt()).isEqualTo(status);
        assertThat(answer.status()).isEqualTo(status);
    }

    private static void invalid(Answer answer, String message) {
        refused(answer, 400, "INVALID_ARGUMENT", message);
    }

    private static Answer contents(String model, String contents) throws Exception {
        return simulator.gemini(model, "generateContent", "{\"contents\":[" + contents + "]}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            value = {
                "m => '\"messages\":[]' => 'Invalid JSON payload received. Unknown name \"messages\": Cannot find field.'",
                "m => '\"labels\":{}' => 'Invalid JSON payload received. Unknown name \"labels\"'",
                "m => '\"generationConfig\":{\"n\":1}' => 'Invalid JSON payload received. Unknown name \"n\" at ''generation_config'''",
                "m => '\"generationConfig\":{\"temperature\":3}' => '* GenerateContentRequest.generation_config.temperature:'",
                "m => '\"generationConfig\":{\"candidateCount\":2}' => 'simulator: ''candidateCount'''",
                "gemini-3-pro => '\"generationConfig\":{\"presencePenalty\":1}' => 'Penalty is not enabled for models/gemini-3-pro'",
                "gemini-3-pro => '\"generationConfig\":{\"thinkingConfig\":{\"thinkingLevel\":\"MEDIUM\"}}' => 'Thinking level MEDIUM is not supported'",
                "gemini-3-pro => '\"generationConfig\":{\"thinkingConfig\":{\"thinkingLevel\":\"LOW\",\"thinkingBudget\":1}}' => 'You can only set only one of thinking budget and thinking level.'",
                "gemini-2.5-pro => '\"generationConfig\":{\"thinkingConfig\":{\"thinkingLevel\":\"LOW\"}}' => 'Thinking level is not supported'",
                "gemini-2.5-pro => '\"generationConfig\":{\"thinkingConfig\":{\"thinkingBudget\":0}}' => 'The thinking budget 0 is invalid.'",
                "gemini-4-argon => '\"generationConfig\":{\"thinkingConfig\":{\"thinkingBudget\":9}}' => 'Thinking budget is not supported'",
                "gemini-2.5-pro => '\"generationConfig\":{\"responseMimeType\":\"application/json\"},\"tools\":[{\"functionDeclarations\":[{\"name\":\"f\"}]}]' => 'Function calling with a response mime type'",
                "m => '\"tools\":[{\"functionDeclarations\":[{\"name\":\"1f\"}]}]' => '* GenerateContentRequest.tools[0].function_declarations[0].name: Invalid function name.'",
                "m => '\"tools\":[{\"functionDeclarations\":[{\"name\":\"f\",\"strict\":true}]}]' => 'Invalid JSON payload received. Unknown name \"strict\" at ''tools[0].function_declarations[0]'''",
                "m => '\"tools\":[{\"functionDeclarations\":[{\"name\":\"f\",\"parameters\":{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\",\"const\":\"b\"}}}}]}]' => 'Invalid JSON payload received. Unknown name \"const\" at ''tools[0].function_declarations[0].parameters.properties[a]'''",
                "m => '\"tools\":[{\"functionDeclarations\":[{\"name\":\"f\",\"parameters\":{\"type\":[\"string\",\"null\"]}}]}]' => 'Invalid JSON payload received. Unknown name \"type\" at'",
                "m => '\"tools\":[{\"functionDeclarations\":[{\"name\":\"f\",\"parameters\":{\"type\":\"object\",\"properties\":{}}}]}]' => '* GenerateContentRequest.tools[0].function_declarations[0].parameters.properties: should be non-empty for OBJECT type'",
                "m => '\"tools\":[{\"functionDeclarations\":[{\"name\":\"f\"},{\"name\":\"f\"}]}]' => 'Duplicate function declaration found: f'",
                "m => '\"tools\":[{\"googleSearch\":{}},{\"functionDeclarations\":[{\"name\":\"f\"}]}]' => 'Tool use with function calling is unsupported'",
                "m => '\"toolConfig\":{\"functionCallingConfig\":{\"mode\":\"ANY\"}}' => 'Function calling config is set without function_declarations.'",
                "m => '\"systemInstruction\":{\"parts\":[{\"inlineData\":{\"mimeType\":\"image/png\",\"data\":\"AAEC\"}}]}' => 'System instruction must have text parts only.'",
            })
    void aBadFieldIsRefusedByName(String model, String field, String message) throws Exception {
        invalid(simulator.gemini(model, "generateContent", "{\"contents\":[" + ASK + "]," + field + "}"), message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            value = {
                "'' => '* GenerateContentRequest.contents: contents is not specified'",
                "'{\"role\":\"assistant\",\"parts\":[{\"text\":\"x\"}]}' => 'Please use a valid role: user, model.'",
                "'{\"role\":\"user\",\"parts\":[]}' => '* GenerateContentRequest.contents[0].parts: contents.parts must not be empty.'",
                "'{\"role\":\"user\",\"parts\":[{}]}' => '* GenerateContentRequest.contents[0].parts[0].data: required oneof field'",
                "'{\"role\":\"user\",\"parts\":[{\"text\":\"\"}]}' => '* GenerateContentRequest.contents[0].parts[0].data: required oneof field'",
                "'{\"role\":\"model\",\"parts\":[{\"text\":\"x\"}]}' => 'Please ensure that single turn requests end with a user role'",
                "'{\"role\":\"user\",\"parts\":[{\"inlineData\":{\"mimeType\":\"image/png\",\"data\":\"data:x\"}}]}' => 'Invalid value at ''contents[0].parts[0].inline_data.data'' (TYPE_BYTES)'",
                "'{\"parts\":[{\"text\":\"x\"}]},{\"role\":\"model\",\"parts\":[{\"functionCall\":{\"name\":\"f\",\"args\":\"{}\"}}]}' => 'Invalid value at ''contents[1].parts[0].function_call.args'''",
                "'{\"parts\":[{\"text\":\"x\"}]},{\"role\":\"model\",\"parts\":[{\"functionCall\":{\"name\":\"f\",\"args\":{}}}]}' => 'Please ensure that the number of function response parts is equal'",
                "'{\"parts\":[{\"functionResponse\":{\"name\":\"f\",\"response\":{}}}]}' => 'Please ensure that function response turn comes immediately after'",
                "'{\"parts\":[{\"functionResponse\":{\"name\":\"f\",\"response\":\"x\"}}]}' => 'Invalid value at ''contents[0].parts[0].function_response.response'''",
                "'{\"parts\":[{\"text\":\"x\",\"thoughtSignature\":\"gw1.x\"}]}' => 'Corrupted thought signature.'",
            })
    void badContentsAreRefused(String contents, String message) throws Exception {
        invalid(contents("m", contents), message);
    }

    @Test
    void olderModelsTakeNoIdsOfCalls() throws Exception {
        String contents = ASK + """
                ,{"role":"model","parts":[{"functionCall":{"id":"c1","name":"f","args":{}}}]},
                {"role":"user","parts":[{"functionResponse":{"id":"c1","name":"f","response":{"output":"y"}}}]}
                """;

        invalid(
                contents("gemini-2.5-flash", contents),
                "Invalid JSON payload received. Unknown name \"id\" at 'contents[1].parts[0].function_call'");
        assertThat(contents("m", contents).status()).isEqualTo(200);
        invalid(
                contents("m", contents.replaceFirst("c1", "c2")),
                "simulator: the function response \"f\" answers no function call");
    }

    @Test
    void aCallOfTheCurrentTurnNeedsItsSignatureAndNoOther() throws Exception {
        String tools = ",\"tools\":[{\"functionDeclarations\":[{\"name\":\"f\",\"parametersJsonSchema\":"
                + "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\"}}}}]}]}";
        JsonNode part = simulator
                .gemini("gemini-3-pro", "generateContent", "{\"contents\":[" + ASK + "]" + tools)
                .json()
                .path("candidates")
                .path(0)
                .path("content")
                .path("parts")
                .path(0);
        String answered = ASK + ",{\"role\":\"model\",\"parts\":[" + part + "]},{\"role\":\"user\",\"parts\":["
                + "{\"functionResponse\":{\"name\":\"f\",\"response\":{\"output\":\"y\"}}}]}";
        String signature = ",\"thoughtSignature\":" + part.path("thoughtSignature");
        String argument = part.path("functionCall").path("args").path("a").toString();

        assertThat(contents("gemini-3-pro", answered).status()).isEqualTo(200);
        invalid(
                contents("gemini-3-pro", answered.replace(signature, "")),
                "Function call is missing a thought_signature in functionCall parts.");
        invalid(contents("gemini-3-pro", answered.replace(argument, "\"other\"")), "Corrupted thought signature.");
        String placeholder = ",\"thoughtSignature\":\"skip_thought_signature_validator\"";
        assertThat(contents("gemini-3-pro", answered.replace(signature, placeholder))
                        .status())
                .isEqualTo(200);
        String later = answered + ",{\"role\":\"model\",\"parts\":[{\"text\":\"z\"}]}," + ASK;
        assertThat(contents("gemini-3-pro", later.replace(signature, "")).status())
                .isEqualTo(200);
        assertThat(contents("m", answered.replace(signature, "")).status()).isEqualTo(200);
    }

    @Test
    void keysAndPathsAndModelsAreChecked() throws Exception {
        String body = "{\"contents\":[" + ASK + "]}";
        String path = "/v1beta/models/gemini-3-pro:generateContent";
        HttpRequest.Builder post = simulator.request(path + "?key=k1").POST(HttpRequest.BodyPublishers.ofString(body));

        refused(simulator.send(post.build()), 403, "PERMISSION_DENIED", "Method doesn't allow unregistered callers");
        Answer wrong = simulator.send(post.header("x-goog-api-key", "other").build());
        invalid(wrong, "API key not valid.");
        assertThat(wrong.json()
                        .path("error")
                        .path("details")
                        .path(0)
                        .path("reason")
                        .asText())
                .isEqualTo("API_KEY_INVALID");
        assertThat(simulator.send(simulator.bearer(path, body)).status()).isEqualTo(200);
        refused(
                simulator.gemini("unknown-x", "generateContent", body),
                404,
                "NOT_FOUND",
                "models/unknown-x is not found for API version v1beta");
        invalid(simulator.gemini("gemini-3-pro", "generateContent", "nope"), "Invalid JSON payload received.");
    }
}
