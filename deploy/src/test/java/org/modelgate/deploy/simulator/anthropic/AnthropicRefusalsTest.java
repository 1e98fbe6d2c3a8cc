package org.modelgate.deploy.simulator.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.util.Collections;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.modelgate.deploy.simulator.RunningSimulator;
import org.modelgate.deploy.simulator.RunningSimulator.Answer;

class AnthropicRefusalsTest {

    private static RunningSimulator simulator;

    @BeforeAll
    static void start() {
        simulator = RunningSimulator.start();
    }

    @AfterAll
    static void stop() {
        simulator.close();
    }

    private static void refused(Answer answer, int status, String type, String message) {
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.json().path("type").asText()).isEqualTo("error");
        assertThat(answer.json().path("error").path("type").asText()).isEqualTo(type);
        assertThat(answer.json().path("error").path("message").asText()).startsWith(message);
        assertThat(answer.json().path("request_id").asText()).isEqualTo(answer.header("request-id"));
    }

    /** What is put into an otherwise good body, and what the API says to it. */
    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            value = {
                "'\"max_tokens\":\"x\"' => 'max_tokens: Input should be a valid integer'",
                "'\"max_tokens\":9,\"wish\":1' => 'wish: Extra inputs are not permitted'",
                "'\"max_tokens\":9,\"context_management\":{}' => 'context_management: Extra inputs are not permitted'",
                "'\"max_tokens\":9,\"metadata\":{\"trace\":\"x\"}' => 'metadata.trace: Extra inputs are not permitted'",
                "'\"max_tokens\":9,\"temperature\":1.5' => 'temperature: Input should be less than or equal to 1'",
                "'\"max_tokens\":9,\"temperature\":1,\"top_p\":1' => '`temperature` and `top_p` cannot both'",
                "'\"max_tokens\":9,\"stop_sequences\":[\" \"]' => 'stop_sequences: each stop sequence must contain'",
                "'\"max_tokens\":9,\"tool_choice\":{\"type\":\"auto\"}' => 'tool_choice may only be specified while'",
                "'\"max_tokens\":9,\"tools\":[{\"name\":\"a b\",\"input_schema\":{\"type\":\"object\"}}]' => 'tools.0.custom.name: String should match'",
                "'\"max_tokens\":9,\"tools\":[{\"name\":\"a\"}]' => 'tools.0.custom.input_schema: Field required'",
                "'\"max_tokens\":9,\"tools\":[{\"name\":\"a\",\"input_schema\":{}}]' => 'tools.0.custom.input_schema.type: Field required'",
                "'\"max_tokens\":9,\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":9}' => 'thinking.enabled.budget_tokens: Input should be'",
                "'\"max_tokens\":2000,\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":2000}' => '`max_tokens` must be greater than'",
                "'\"max_tokens\":9,\"output_config\":{\"effort\":\"huge\"}' => 'output_config.effort: Input should be'",
                "'\"max_tokens\":9,\"output_config\":{\"format\":{\"type\":\"json_schema\",\"schema\":{\"type\":\"object\"}}}' => 'output_config.format.schema: For ''object'''",
                "'\"max_tokens\":9,\"system\":[{\"type\":\"text\",\"text\":\"\"}]' => 'system: text content blocks must be non-empty'",
            })
    void aBadFieldIsRefusedByName(String field, String message) throws Exception {
        Answer answer = simulator.messages(
                "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]," + field + "}");

        refused(answer, 400, "invalid_request_error", message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            value = {
                "'' => 'messages: at least one message is required'",
                "'{\"role\":\"assistant\",\"content\":\"x\"}' => 'messages: first message must use the \"user\" role'",
                "'{\"role\":\"tool\",\"content\":\"x\"}' => 'messages.0.role: Input should be'",
                "'{\"role\":\"user\",\"content\":\"\"}' => 'messages.0: all messages must have non-empty content'",
                "'{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"\"}]}' => 'messages: text content blocks must be non-empty'",
                "'{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\" \"}]}' => 'messages: text content blocks must contain'",
                "'{\"role\":\"user\",\"content\":[{\"type\":\"input_text\",\"text\":\"x\"}]}' => 'messages.0.content.0: Input tag'",
                "'{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\",\"tool_use_id\":\"t\"}]}' => 'messages.0: unexpected `tool_use_id`'",
                "'{\"role\":\"user\",\"content\":\"x\"},{\"role\":\"assistant\",\"content\":[{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"n\",\"input\":{}}]},{\"role\":\"user\",\"content\":\"x\"}' => 'messages.1: `tool_use` ids were found without `tool_result` blocks immediately after: t'",
                "'{\"role\":\"user\",\"content\":\"x\"},{\"role\":\"assistant\",\"content\":[{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"n\",\"input\":{}}]},{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"first\"},{\"type\":\"tool_result\",\"tool_use_id\":\"t\"}]}' => 'messages.1: `tool_use` ids were found without'",
                "'{\"role\":\"system\",\"content\":\"x\"},{\"role\":\"user\",\"content\":\"x\"}' => 'messages.0: role ''system'' must follow'",
                "'{\"role\":\"user\",\"content\":[{\"type\":\"image\",\"source\":{\"type\":\"base64\",\"media_type\":\"image/bmp\",\"data\":\"AA==\"}}]}' => 'messages.0.content.0.image.source.base64.media_type'",
                "'{\"role\":\"user\",\"content\":[{\"type\":\"image\",\"source\":{\"type\":\"base64\",\"media_type\":\"image/png\",\"data\":\"data:image/png;base64,AA==\"}}]}' => 'messages.0.content.0.image.source.base64.data'",
                "'{\"role\":\"user\",\"content\":\"x\"},{\"role\":\"assistant\",\"content\":\"x \"}' => 'messages: final assistant content cannot end'",
            })
    void badMessagesAreRefused(String messages, String message) throws Exception {
        Answer answer = simulator.messages("{\"model\":\"m\",\"max_tokens\":9,\"messages\":[" + messages + "]}");

        refused(answer, 400, "invalid_request_error", message);
    }

    @Test
    void theVersionDecidesAboutSampling() throws Exception {
        String body = """
                {"model":"m","max_tokens":9,"temperature":1,"messages":[{"role":"user","content":"x"}]}
                """;

        assertThat(simulator.messages(body).status()).isEqualTo(200);
        Answer current = simulator.send(simulator
                .request("/v1/messages")
                .headers("x-api-key", "k", "anthropic-version", "2026-10-21")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
        refused(current, 400, "invalid_request_error", "temperature: Extra inputs are not permitted");
        Answer missing = simulator.send(simulator
                .request("/v1/messages")
                .headers("x-api-key", "k")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
        refused(missing, 400, "invalid_request_error", "anthropic-version: header is required");
    }

    @Test
    void cacheMarksAreCountedAndOrdered() throws Exception {
        String mark = ",\"cache_control\":{\"type\":\"ephemeral\",\"ttl\":\"%s\"}}";
        String block = "{\"type\":\"text\",\"text\":\"x\"" + mark;
        String body = "{\"model\":\"m\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":[%s]}]}";

        refused(
                simulator.messages(body.formatted(String.join(",", Collections.nCopies(5, block.formatted("5m"))))),
                400,
                "invalid_request_error",
                "A maximum of 4 blocks with cache_control may be provided. Found 5.");
        refused(
                simulator.messages(body.formatted(block.formatted("5m") + "," + block.formatted("1h"))),
                400,
                "invalid_request_error",
                "messages.0.content.1.cache_control.ttl: a ttl='1h' cache_control block must not come after");
    }

    @Test
    void olderModelsKnowNoSystemMessages() throws Exception {
        String body = """
                {"model":"%s","max_tokens":9,"messages":[{"role":"user","content":"x"},{"role":"system","content":"y"}]}
                """;

        assertThat(simulator.messages(body.formatted("claude-opus-5-5")).status())
                .isEqualTo(200);
        refused(
                simulator.messages(body.formatted("claude-sonnet-4-5")),
                400,
                "invalid_request_error",
                "messages.1: role 'system' is not supported on this model");
    }

    @Test
    void unknownModelsPathsAndMethodsAreRefusedInTheDialect() throws Exception {
        refused(
                simulator.messages(
                        "{\"model\":\"unknown-1\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}"),
                404,
                "not_found_error",
                "model: unknown-1");
        refused(simulator.get("/v1/messages"), 405, "invalid_request_error", "Method Not Allowed");
        refused(simulator.get("/v1/messages/nothing"), 404, "not_found_error", "Not Found");
        refused(simulator.messages("{"), 400, "invalid_request_error", "The request body is not valid JSON");
    }
}
