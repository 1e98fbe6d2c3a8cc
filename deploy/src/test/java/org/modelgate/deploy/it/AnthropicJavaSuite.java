package org.modelgate.deploy.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.JsonValue;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.errors.AnthropicException;
import com.anthropic.errors.BadRequestException;
import com.anthropic.errors.NotFoundException;
import com.anthropic.errors.UnauthorizedException;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.Base64ImageSource;
import com.anthropic.models.messages.ContentBlock;
import com.anthropic.models.messages.ContentBlockParam;
import com.anthropic.models.messages.ImageBlockParam;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.anthropic.models.messages.StopReason;
import com.anthropic.models.messages.TextBlockParam;
import com.anthropic.models.messages.Tool;
import com.anthropic.models.messages.ToolResultBlockParam;
import com.anthropic.models.messages.ToolUseBlock;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The official Java SDK of Anthropic, to a provider of its own dialect and to one of the other. */
interface AnthropicJavaSuite {
    RunningGateway gateway();

    private AnthropicClient client(String url, String key) {
        return AnthropicOkHttpClient.builder()
                .baseUrl(url)
                .apiKey(key)
                .maxRetries(0)
                .build();
    }

    private AnthropicClient client() {
        return client(gateway().url(), GatewayConfig.KEY);
    }

    private static MessageCreateParams.Builder ask(String model, String text) {
        return MessageCreateParams.builder().model(model).maxTokens(400).addUserMessage(text);
    }

    private static String text(Message message) {
        StringBuilder all = new StringBuilder();
        message.content().forEach(block -> block.text().ifPresent(text -> all.append(text.text())));
        return all.toString();
    }

    private static List<ToolUseBlock> calls(Message message) {
        return message.content().stream()
                .flatMap(block -> block.toolUse().stream())
                .toList();
    }

    /** Unary, or streamed and put together by the SDK. */
    private Message run(MessageCreateParams params, boolean streamed) {
        AnthropicClient client = client();
        try {
            if (!streamed) {
                return client.messages().create(params);
            }
            MessageAccumulator whole = MessageAccumulator.create();
            try (StreamResponse<RawMessageStreamEvent> events =
                    client.messages().createStreaming(params)) {
                events.stream().forEach(whole::accumulate);
            }
            return whole.message();
        } finally {
            client.close();
        }
    }

    private static Tool tool(String name) {
        return Tool.builder()
                .name(name)
                .description("Tells the " + name + " of a city")
                .inputSchema(Tool.InputSchema.builder()
                        .properties(Tool.InputSchema.Properties.builder()
                                .putAdditionalProperty("city", JsonValue.from(Map.of("type", "string")))
                                .build())
                        .required(List.of("city"))
                        .build())
                .build();
    }

    @ParameterizedTest
    @ValueSource(strings = {GatewayConfig.CLAUDE, GatewayConfig.GPT, GatewayConfig.FALLBACK})
    default void anthropicAnswerHasUsageAndCharge(String model) {
        Message message = run(ask(model, "Hello there").system("Be brief.").build(), false);

        assertThat(message.stopReason()).contains(StopReason.END_TURN);
        assertThat(text(message)).contains("Hello there");
        JsonValue charge = message._additionalProperties().get("gateway_usage");
        assertThat(charge).isNotNull();
        JsonNode usage = charge.convert(JsonNode.class);
        assertThat(usage.path("tokens_charged").asLong())
                .isEqualTo(message.usage().inputTokens() + message.usage().outputTokens());
        assertThat(usage.path("cost_usd").decimalValue()).isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {GatewayConfig.CLAUDE, GatewayConfig.GPT, GatewayConfig.FALLBACK})
    default void anthropicStreamIsTheUnaryAnswerInPieces(String model) {
        MessageCreateParams params = ask(model, "Tell me a story about a fox").build();

        Message unary = run(params, false);
        Message streamed = run(params, true);

        assertThat(text(streamed)).isEqualTo(text(unary));
        assertThat(streamed.stopReason()).isEqualTo(unary.stopReason());
        assertThat(streamed.usage().outputTokens()).isEqualTo(unary.usage().outputTokens());
    }

    @Test
    default void pitfall50AnthropicReadsTheListOfModels() {
        AnthropicClient client = client();
        try {
            assertThat(client.models().list().items()).anySatisfy(model -> {
                assertThat(model.id()).isEqualTo(GatewayConfig.GPT);
                assertThat(model.displayName()).isNotBlank();
            });
        } finally {
            client.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {GatewayConfig.CLAUDE, GatewayConfig.GPT})
    default void anthropicBaseUrlMayEndInV1(String model) {
        AnthropicClient client = client(gateway().url() + "/v1", GatewayConfig.KEY);
        try {
            assertThat(text(client.messages().create(ask(model, "Hi").build()))).isNotEmpty();
        } finally {
            client.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"claude-native, false", "claude-native, true", "gpt-native, false", "gpt-native, true"})
    default void anthropicToolLoopWithThinking(String model, boolean streamed) {
        MessageCreateParams.Builder params = ask(model, "What is the weather in Rome?")
                .maxTokens(4000)
                .enabledThinking(1024)
                .addTool(tool("weather"));
        Message first = run(params.build(), streamed);

        assertThat(first.stopReason()).contains(StopReason.TOOL_USE);
        assertThat(first.content().getFirst().thinking())
                .isPresent()
                .get()
                .satisfies(thinking -> assertThat(thinking.signature()).isNotEmpty());
        ToolUseBlock call = calls(first).getFirst();
        assertThat(call.name()).isEqualTo("weather");
        assertThat(call._input().convert(JsonNode.class).has("city")).isTrue();

        Message second = run(
                params.addMessage(first)
                        .addUserMessageOfContentBlockParams(List.of(result(call, "rain-9C")))
                        .build(),
                streamed);
        assertThat(second.stopReason()).contains(StopReason.END_TURN);
        assertThat(text(second)).contains("rain-9C");
    }

    private static ContentBlockParam result(ToolUseBlock call, String content) {
        return ContentBlockParam.ofToolResult(ToolResultBlockParam.builder()
                .toolUseId(call.id())
                .content(content)
                .build());
    }

    @ParameterizedTest
    @CsvSource({"claude-native, false", "claude-native, true", "gpt-native, false", "gpt-native, true"})
    default void anthropicParallelCallsKeepIdsAndOrder(String model, boolean streamed) {
        MessageCreateParams.Builder params =
                ask(model, "Do both in parallel").addTool(tool("weather")).addTool(tool("time"));
        Message first = run(params.build(), streamed);

        List<ToolUseBlock> calls = calls(first);
        assertThat(calls).extracting(ToolUseBlock::name).containsExactly("weather", "time");
        assertThat(calls.get(0).id()).isNotEqualTo(calls.get(1).id());

        List<ContentBlockParam> results = new ArrayList<>();
        calls.forEach(call -> results.add(result(call, call.name() + "-is-fine")));
        Message second = run(
                params.addMessage(first)
                        .addUserMessageOfContentBlockParams(results)
                        .build(),
                streamed);
        assertThat(text(second)).contains("weather-is-fine", "time-is-fine");
        assertThat(text(second).indexOf("weather-is-fine"))
                .isLessThan(text(second).indexOf("time-is-fine"));
    }

    @ParameterizedTest
    @ValueSource(strings = {GatewayConfig.CLAUDE, GatewayConfig.GPT})
    default void anthropicImageReachesTheProvider(String model) {
        ContentBlockParam image = ContentBlockParam.ofImage(ImageBlockParam.builder()
                .source(Base64ImageSource.builder()
                        .mediaType(Base64ImageSource.MediaType.IMAGE_PNG)
                        .data(Pictures.PIXEL)
                        .build())
                .build());
        ContentBlockParam question = ContentBlockParam.ofText(
                TextBlockParam.builder().text("What is it?").build());
        Message message = run(
                MessageCreateParams.builder()
                        .model(model)
                        .maxTokens(300)
                        .addUserMessageOfContentBlockParams(List.of(image, question))
                        .build(),
                false);

        assertThat(text(message)).contains("image/png " + Pictures.PIXEL_BYTES + " bytes");
    }

    @ParameterizedTest
    @ValueSource(strings = {GatewayConfig.CLAUDE, GatewayConfig.GPT})
    default void anthropicErrorsHaveTheSdksTypes(String model) {
        MessageCreateParams wrong = ask(model, "Hi")
                .putAdditionalBodyProperty("temperature", JsonValue.from(7))
                .build();
        assertThatThrownBy(() -> run(wrong, false)).isInstanceOf(BadRequestException.class);
        assertThatThrownBy(() -> run(ask("no-such-model", "Hi").build(), false)).isInstanceOf(NotFoundException.class);
        AnthropicClient stranger = client(gateway().url(), "sk-wrong");
        try {
            MessageCreateParams fine = ask(model, "Hi").build();
            assertThatThrownBy(() -> stranger.messages().create(fine)).isInstanceOf(UnauthorizedException.class);
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
    default void anthropicBrokenStreamIsAnError(String model, String fault) {
        MessageCreateParams params =
                ask(model, "Go [[sim tokens=160 fault=" + fault + "]]").build();
        assertThatThrownBy(() -> run(params, true)).isInstanceOf(AnthropicException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {GatewayConfig.CLAUDE, GatewayConfig.GPT})
    default void anthropicMaxTokensCuts(String model) {
        Message message = run(ask(model, "Long [[sim tokens=100]]").maxTokens(7).build(), true);

        assertThat(message.stopReason()).contains(StopReason.MAX_TOKENS);
        assertThat(message.usage().outputTokens()).isLessThanOrEqualTo(7);
        assertThat(message.content()).extracting(ContentBlock::isText).containsExactly(true);
    }
}
