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
import com.openai.errors.OpenAIException;
import com.openai.errors.UnauthorizedException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.ReasoningEffort;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletion.Choice.FinishReason;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionContentPart;
import com.openai.models.chat.completions.ChatCompletionContentPartImage;
import com.openai.models.chat.completions.ChatCompletionContentPartText;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionMessageFunctionToolCall;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.chat.completions.ChatCompletionToolMessageParam;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The official Java SDK of OpenAI, to a provider of its own dialect and to one of the other. */
interface OpenAiJavaSuite {
    RunningGateway gateway();

    private OpenAIClient openAi(String key) {
        return OpenAIOkHttpClient.builder()
                .baseUrl(gateway().url() + "/v1")
                .apiKey(key)
                .maxRetries(0)
                .build();
    }

    private static ChatCompletionCreateParams.Builder ask(String model, String text) {
        return ChatCompletionCreateParams.builder()
                .model(model)
                .maxCompletionTokens(400L)
                .addUserMessage(text);
    }

    private ChatCompletion run(ChatCompletionCreateParams params, boolean streamed) {
        OpenAIClient client = openAi(GatewayConfig.KEY);
        try {
            if (!streamed) {
                return client.chat().completions().create(params);
            }
            ChatCompletionAccumulator whole = ChatCompletionAccumulator.create();
            chunks(client, params).forEach(whole::accumulate);
            return whole.chatCompletion();
        } finally {
            client.close();
        }
    }

    private static List<ChatCompletionChunk> chunks(OpenAIClient client, ChatCompletionCreateParams params) {
        try (StreamResponse<ChatCompletionChunk> chunks =
                client.chat().completions().createStreaming(params)) {
            return chunks.stream().toList();
        }
    }

    private static String text(ChatCompletion completion) {
        return completion.choices().getFirst().message().content().orElse("");
    }

    private static List<ChatCompletionMessageFunctionToolCall> calls(ChatCompletion completion) {
        return completion.choices().getFirst().message().toolCalls().orElse(List.of()).stream()
                .flatMap(call -> call.function().stream())
                .toList();
    }

    private static FunctionDefinition function(String name) {
        return FunctionDefinition.builder()
                .name(name)
                .description("Tells the " + name + " of a city")
                .parameters(FunctionParameters.builder()
                        .putAdditionalProperty("type", JsonValue.from("object"))
                        .putAdditionalProperty("properties", JsonValue.from(Map.of("city", Map.of("type", "string"))))
                        .putAdditionalProperty("required", JsonValue.from(List.of("city")))
                        .build())
                .build();
    }

    @ParameterizedTest
    @ValueSource(strings = {GatewayConfig.CLAUDE, GatewayConfig.GPT, GatewayConfig.FALLBACK})
    default void openAiAnswerHasUsageAndCharge(String model) {
        ChatCompletion completion =
                run(ask(model, "Hello there").addDeveloperMessage("Be brief.").build(), false);

        assertThat(completion.choices().getFirst().finishReason()).isEqualTo(FinishReason.STOP);
        assertThat(text(completion)).contains("Hello there");
        JsonValue charge = completion._allProperties().get("gateway_usage");
        assertThat(charge).isNotNull();
        JsonNode usage = charge.convert(JsonNode.class);
        assertThat(completion.usage()).isPresent();
        assertThat(usage.path("tokens_charged").asLong())
                .isEqualTo(completion.usage().get().totalTokens());
        assertThat(usage.path("cost_usd").decimalValue()).isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {GatewayConfig.CLAUDE, GatewayConfig.GPT, GatewayConfig.FALLBACK})
    default void openAiStreamIsTheUnaryAnswerInPieces(String model) {
        ChatCompletionCreateParams params =
                ask(model, "Tell me a story about a fox").build();

        ChatCompletion unary = run(params, false);
        ChatCompletion streamed = run(params, true);

        assertThat(text(streamed)).isEqualTo(text(unary));
        assertThat(streamed.choices().getFirst().finishReason()).isEqualTo(FinishReason.STOP);
    }

    @ParameterizedTest
    @CsvSource({"claude-native, false", "claude-native, true", "gpt-native, false", "gpt-native, true"})
    default void openAiUsageIsShownToWhomAsksForIt(String model, boolean asked) {
        ChatCompletionCreateParams.Builder params = ask(model, "Count");
        if (asked) {
            params.streamOptions(
                    ChatCompletionStreamOptions.builder().includeUsage(true).build());
        }
        OpenAIClient client = openAi(GatewayConfig.KEY);
        try {
            ChatCompletionChunk last = chunks(client, params.build()).getLast();
            assertThat(last.usage().isPresent()).isEqualTo(asked);
            assertThat(last._allProperties().containsKey("gateway_usage")).isTrue();
        } finally {
            client.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"claude-native, false", "claude-native, true", "gpt-native, false", "gpt-native, true"})
    default void openAiToolLoop(String model, boolean streamed) {
        ChatCompletionCreateParams.Builder params =
                ask(model, "What is the weather in Rome?").addFunctionTool(function("weather"));
        ChatCompletion first = run(params.build(), streamed);

        assertThat(first.choices().getFirst().finishReason()).isEqualTo(FinishReason.TOOL_CALLS);
        ChatCompletionMessageFunctionToolCall call = calls(first).getFirst();
        assertThat(call.function().name()).isEqualTo("weather");
        assertThat(Client.json(call.function().arguments()).has("city")).isTrue();

        ChatCompletion second = run(
                params.addMessage(first.choices().getFirst().message())
                        .addMessage(result(call, "rain-9C"))
                        .build(),
                streamed);
        assertThat(second.choices().getFirst().finishReason()).isEqualTo(FinishReason.STOP);
        assertThat(text(second)).contains("rain-9C");
    }

    private static ChatCompletionToolMessageParam result(ChatCompletionMessageFunctionToolCall call, String content) {
        return ChatCompletionToolMessageParam.builder()
                .toolCallId(call.id())
                .content(content)
                .build();
    }

    @ParameterizedTest
    @CsvSource({"claude-native, false", "claude-native, true", "gpt-native, false", "gpt-native, true"})
    default void openAiParallelCallsKeepIdsAndOrder(String model, boolean streamed) {
        ChatCompletionCreateParams.Builder params = ask(model, "Do both in parallel")
                .addFunctionTool(function("weather"))
                .addFunctionTool(function("time"));
        ChatCompletion first = run(params.build(), streamed);

        List<ChatCompletionMessageFunctionToolCall> calls = new ArrayList<>(calls(first));
        assertThat(calls).extracting(call -> call.function().name()).containsExactly("weather", "time");
        assertThat(calls.get(0).id()).isNotEqualTo(calls.get(1).id());

        params.addMessage(first.choices().getFirst().message());
        calls.forEach(call -> params.addMessage(result(call, call.function().name() + "-is-fine")));
        assertThat(text(run(params.build(), streamed))).contains("weather-is-fine", "time-is-fine");
    }

    @ParameterizedTest
    @ValueSource(strings = {GatewayConfig.CLAUDE, GatewayConfig.GPT})
    default void openAiImageReachesTheProvider(String model) {
        ChatCompletionContentPart image = ChatCompletionContentPart.ofImageUrl(ChatCompletionContentPartImage.builder()
                .imageUrl(ChatCompletionContentPartImage.ImageUrl.builder()
                        .url("data:image/png;base64," + Pictures.PIXEL)
                        .build())
                .build());
        ChatCompletionContentPart question = ChatCompletionContentPart.ofText(
                ChatCompletionContentPartText.builder().text("What is it?").build());
        ChatCompletion completion = run(
                ChatCompletionCreateParams.builder()
                        .model(model)
                        .maxCompletionTokens(300L)
                        .addUserMessageOfArrayOfContentParts(List.of(image, question))
                        .build(),
                false);

        assertThat(text(completion)).contains("image/png " + Pictures.PIXEL_BYTES + " bytes");
    }

    @ParameterizedTest
    @ValueSource(strings = {GatewayConfig.CLAUDE, GatewayConfig.GPT})
    default void openAiReasoningIsCounted(String model) {
        ChatCompletion completion = run(
                ask(model, "Think hard")
                        .maxCompletionTokens(8000L)
                        .reasoningEffort(ReasoningEffort.HIGH)
                        .build(),
                false);

        assertThat(text(completion)).isNotEmpty();
        assertThat(completion.usage().flatMap(usage -> usage.completionTokensDetails()))
                .isPresent()
                .get()
                .satisfies(details ->
                        assertThat(details.reasoningTokens().orElse(-1L)).isPositive());
    }

    @ParameterizedTest
    @ValueSource(strings = {GatewayConfig.CLAUDE, GatewayConfig.GPT})
    default void openAiErrorsHaveTheSdksTypes(String model) {
        ChatCompletionCreateParams wrong = ask(model, "Hi").temperature(7.0).build();
        assertThatThrownBy(() -> run(wrong, false)).isInstanceOf(BadRequestException.class);
        assertThatThrownBy(() -> run(ask("no-such-model", "Hi").build(), false)).isInstanceOf(NotFoundException.class);
        OpenAIClient stranger = openAi("sk-wrong");
        try {
            ChatCompletionCreateParams fine = ask(model, "Hi").build();
            assertThatThrownBy(() -> stranger.chat().completions().create(fine))
                    .isInstanceOf(UnauthorizedException.class);
        } finally {
            stranger.close();
        }
    }

    /** A Chat stream without its last line is whole: many servers leave it out. */
    @ParameterizedTest
    @CsvSource({
        "claude-native, cut:20",
        "claude-native, error:20",
        "claude-native, noterminal",
        "gpt-native, cut:20",
        "gpt-native, error:20"
    })
    default void openAiBrokenStreamIsAnError(String model, String fault) {
        ChatCompletionCreateParams params =
                ask(model, "Go [[sim tokens=160 fault=" + fault + "]]").build();
        assertThatThrownBy(() -> run(params, true)).isInstanceOf(OpenAIException.class);
    }

    @Test
    default void pitfall50OpenAiReadsTheListOfModels() {
        OpenAIClient client = openAi(GatewayConfig.KEY);
        try {
            assertThat(client.models().list().items())
                    .anySatisfy(model -> assertThat(model.id()).isEqualTo(GatewayConfig.CLAUDE));
        } finally {
            client.close();
        }
    }
}
