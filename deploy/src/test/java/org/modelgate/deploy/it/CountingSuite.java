package org.modelgate.deploy.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.models.messages.MessageCountTokensParams;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens counted before they are paid, and clients that take no less than they asked for. */
interface CountingSuite {
    String COUNT = "/v1/messages/count_tokens";

    RunningGateway gateway();

    private Client client() {
        return new Client(gateway().url(), GatewayConfig.KEY);
    }

    private static ObjectNode question(String model) {
        ObjectNode body = Wire.MESSAGES.body(model, "How many tokens is this?", 1);
        body.remove("max_tokens");
        return body;
    }

    private long count(ObjectNode body) {
        HttpResponse<String> answer = client().send(COUNT, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        JsonNode json = Client.json(answer.body());
        assertThat(json).hasSize(1);
        return json.path("input_tokens").asLong();
    }

    @Test
    default void theProvidersCountIsWhatTheCallThenCosts() {
        Client client = client();
        Client.Credits before = client.credits();
        ObjectNode body = question(GatewayConfig.CLAUDE);
        assertThat(client.send(COUNT, body).headers().firstValue("x-gateway-estimate"))
                .isEmpty();
        long counted = count(body);
        assertThat(client.credits()).isEqualTo(before);
        Client.Answer answer = client.post(Wire.MESSAGES, body.put("max_tokens", 10));
        assertThat(counted).isEqualTo(Wire.MESSAGES.inputTokens(answer.body().path("usage")));
    }

    @Test
    default void whereTheProviderDoesNotCountItIsAnEstimateOfAllThatIsSent() {
        ObjectNode body = question(GatewayConfig.COMPATIBLE);
        assertThat(client().send(COUNT, body).headers().firstValue("x-gateway-estimate"))
                .contains("true");
        long text = count(body);
        body.put("system", "You are a counter of tokens and nothing else.");
        long system = count(body);
        body.putArray("tools")
                .addObject()
                .put("name", "look")
                .put("description", "Looks for a thing.")
                .putObject("input_schema")
                .put("type", "object");
        long tools = count(body);
        ((ObjectNode) body.path("messages").path(0))
                .putArray("content")
                .addObject()
                .put("type", "image")
                .putObject("source")
                .put("type", "base64")
                .put("media_type", "image/png")
                .put("data", Pictures.PIXEL);
        assertThat(text).isPositive();
        assertThat(system).isGreaterThan(text);
        assertThat(tools).isGreaterThan(system);
        assertThat(count(body)).isGreaterThan(tools);
    }

    @ParameterizedTest
    @ValueSource(strings = {GatewayConfig.CLAUDE, GatewayConfig.GPT, GatewayConfig.FALLBACK})
    default void theOfficialSdkCounts(String model) {
        var sdk = AnthropicOkHttpClient.builder()
                .baseUrl(gateway().url())
                .apiKey(GatewayConfig.KEY)
                .maxRetries(0)
                .build();
        MessageCountTokensParams params = MessageCountTokensParams.builder()
                .model(model)
                .addUserMessage("Hello")
                .build();
        assertThat(sdk.messages().countTokens(params).inputTokens()).isPositive();
    }

    @Test
    default void aCountOfNothingIsRefused() {
        HttpResponse<String> unknown = client().send(COUNT, question("no-such-model"));
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.body()).contains("not_found_error");
        ObjectNode wrong = question(GatewayConfig.GPT);
        wrong.withArray("messages")
                .addObject()
                .put("role", "user")
                .putArray("content")
                .addObject()
                .put("type", "text");
        HttpResponse<String> refused = client().send(COUNT, wrong);
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("messages.1.content.0.text");
    }

    @ParameterizedTest
    @CsvSource({
        "MESSAGES, gpt-native, top_k, false",
        "MESSAGES, gpt-native, top_k, true",
        "CHAT, claude-native, seed, false",
        "CHAT, claude-native, seed, true"
    })
    default void aStrictClientIsToldWhatTheTargetCannotTake(Wire wire, String model, String field, boolean stream) {
        Client client = client();
        Client.Credits before = client.credits();
        ObjectNode body = wire.body(model, "Hello", 20).put(field, 7).put("stream", stream);
        HttpResponse<String> refused = client.send(wire.path(), body, "x-gateway-strict", "true");
        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(400);
        assertThat(refused.body()).contains("invalid_request_error", field + ": ");
        assertThat(client.credits()).isEqualTo(before);
        HttpResponse<String> lenient = client.send(wire.path(), body);
        assertThat(lenient.statusCode()).isEqualTo(200);
        assertThat(lenient.headers().firstValue("x-gateway-warnings"))
                .hasValueSatisfying(warnings -> assertThat(warnings).startsWith(field + ";"));
    }

    @Test
    default void aStrictCountIsRefusedLikeTheCall() {
        ObjectNode body = question(GatewayConfig.GPT).put("top_k", 7);
        HttpResponse<String> refused = client().send(COUNT, body, "x-gateway-strict", "true");
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("top_k: ");
    }
}
