package org.modelgate.deploy.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.errors.UnauthorizedException;
import com.openai.helpers.ResponseAccumulator;
import com.openai.models.Reasoning;
import com.openai.models.ReasoningEffort;
import com.openai.models.responses.EasyInputMessage;
import com.openai.models.responses.FunctionTool;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseFunctionToolCall;
import com.openai.models.responses.ResponseIncludable;
import com.openai.models.responses.ResponseInputItem;
import com.openai.models.responses.ResponseReasoningItem;
import com.openai.models.responses.ResponseStatus;
import com.openai.models.responses.ResponseStreamEvent;
import com.openai.models.responses.ResponseUsage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Responses by the official Java SDK of OpenAI, to a provider of each dialect. */
interface OpenAiResponsesJavaSuite {
    RunningGateway gateway();

    private OpenAIClient client(String key) {
        return OpenAIOkHttpClient.builder()
                .baseUrl(gateway().url() + "/v1")
                .apiKey(key)
                .maxRetries(0)
                .build();
    }

    private static ResponseCreateParams.Builder ask(String model, String text) {
        return ResponseCreateParams.builder()
                .model(model)
                .maxOutputTokens(4000L)
                .input(text);
    }

    /** Unary, or streamed and put together by the SDK. */
    private Response run(ResponseCreateParams params, boolean streamed) {
        OpenAIClient client = client(GatewayConfig.KEY);
        try {
            if (!streamed) {
                return client.responses().create(params);
            }
            ResponseAccumulator whole = ResponseAccumulator.create();
            try (StreamResponse<ResponseStreamEvent> events = client.responses().createStreaming(params)) {
                events.stream().forEach(whole::accumulate);
            }
            return whole.response();
        } finally {
            client.close();
        }
    }

    private static String text(Response response) {
        return response.output().stream()
                .flatMap(item -> item.message().stream())
                .flatMap(message -> message.content().stream())
                .flatMap(part -> part.outputText().stream())
                .map(part -> part.text())
                .collect(Collectors.joining());
    }

    private static FunctionTool weather() {
        return FunctionTool.builder()
                .name("weather")
                .description("Tells the weather of a city")
                .strict(false)
                .parameters(FunctionTool.Parameters.builder()
                        .putAdditionalProperty("type", JsonValue.from("object"))
                        .putAdditionalProperty("properties", JsonValue.from(Map.of("city", Map.of("type", "string"))))
                        .putAdditionalProperty("required", JsonValue.from(List.of("city")))
                        .build())
                .build();
    }

    @ParameterizedTest
    @ValueSource(strings = {GatewayConfig.CLAUDE, GatewayConfig.GPT, GatewayConfig.RESPONSES, GatewayConfig.FALLBACK})
    default void responsesAnswerHasUsageAndCharge(String model) {
        Response response =
                run(ask(model, "Hello there").instructions("Be brief.").build(), false);

        assertThat(response.status()).contains(ResponseStatus.COMPLETED);
        assertThat(text(response)).contains("Hello there");
        JsonValue charge = response._allProperties().get("gateway_usage");
        assertThat(charge).isNotNull();
        JsonNode usage = charge.convert(JsonNode.class);
        assertThat(usage.path("tokens_charged").asLong())
                .isEqualTo(response.usage().map(ResponseUsage::totalTokens).orElse(0L));
        assertThat(usage.path("cost_usd").decimalValue()).isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {GatewayConfig.CLAUDE, GatewayConfig.GPT, GatewayConfig.RESPONSES, GatewayConfig.FALLBACK})
    default void responsesStreamIsTheUnaryAnswerInPieces(String model) {
        ResponseCreateParams params = ask(model, "Tell me a story about a fox").build();

        Response unary = run(params, false);
        Response streamed = run(params, true);

        assertThat(text(streamed)).isEqualTo(text(unary));
        assertThat(streamed.status()).isEqualTo(unary.status());
        assertThat(streamed.usage().map(ResponseUsage::outputTokens))
                .isEqualTo(unary.usage().map(ResponseUsage::outputTokens));
    }

    @ParameterizedTest
    @CsvSource({
        "claude-native, false",
        "claude-native, true",
        "gpt-native, false",
        "gpt-native, true",
        "responses-native, false",
        "responses-native, true"
    })
    default void responsesToolLoopWithReasoning(String model, boolean streamed) {
        List<ResponseInputItem> history = new ArrayList<>();
        history.add(ResponseInputItem.ofEasyInputMessage(EasyInputMessage.builder()
                .role(EasyInputMessage.Role.USER)
                .content("What is the weather in Rome?")
                .build()));
        ResponseCreateParams.Builder params = ask(model, "")
                .addTool(weather())
                .store(false)
                .addInclude(ResponseIncludable.REASONING_ENCRYPTED_CONTENT)
                .reasoning(Reasoning.builder()
                        .effort(ReasoningEffort.HIGH)
                        .summary(Reasoning.Summary.AUTO)
                        .build());
        Response first = run(params.inputOfResponse(history).build(), streamed);

        ResponseReasoningItem reasoning = first.output().getFirst().asReasoning();
        assertThat(reasoning.encryptedContent()).isPresent();
        ResponseFunctionToolCall call = first.output().getLast().asFunctionCall();
        assertThat(call.name()).isEqualTo("weather");

        history.add(ResponseInputItem.ofReasoning(reasoning));
        history.add(ResponseInputItem.ofFunctionCall(call));
        history.add(ResponseInputItem.ofFunctionCallOutput(ResponseInputItem.FunctionCallOutput.builder()
                .callId(call.callId())
                .output("rain-9C")
                .build()));
        Response second = run(params.inputOfResponse(history).build(), streamed);

        assertThat(text(second)).contains("rain-9C");
    }

    @ParameterizedTest
    @ValueSource(strings = {GatewayConfig.CLAUDE, GatewayConfig.GPT, GatewayConfig.RESPONSES})
    default void responsesErrorsHaveTheTypesOfTheSdk(String model) {
        assertThatThrownBy(() -> run(ask(model, "Hi").maxOutputTokens(-1L).build(), false))
                .isInstanceOf(BadRequestException.class);
        assertThatThrownBy(() -> run(ask("no-such-model", "Hi").build(), false)).isInstanceOf(NotFoundException.class);
        OpenAIClient stranger = client("sk-wrong");
        try {
            assertThatThrownBy(
                            () -> stranger.responses().create(ask(model, "Hi").build()))
                    .isInstanceOf(UnauthorizedException.class);
        } finally {
            stranger.close();
        }
    }
}
