package org.modelgate.deploy.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.JsonValue;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.errors.RateLimitException;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.anthropic.models.messages.Tool;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The vendors' own clients take the simulator for the real thing. */
class OfficialSdksIT {

    private static RunningSimulator simulator;
    private static AnthropicClient anthropic;
    private static OpenAIClient openai;

    @BeforeAll
    static void start() {
        simulator = RunningSimulator.start();
        String base = "http://127.0.0.1:" + simulator.port();
        anthropic = AnthropicOkHttpClient.builder()
                .baseUrl(base)
                .apiKey("k1")
                .maxRetries(2)
                .build();
        openai = OpenAIOkHttpClient.builder()
                .baseUrl(base + "/v1")
                .apiKey("k1")
                .maxRetries(2)
                .build();
    }

    @AfterAll
    static void stop() {
        anthropic.close();
        openai.close();
        simulator.close();
    }

    private static MessageCreateParams.Builder message(String text) {
        return MessageCreateParams.builder()
                .model("claude-sonnet-4-5")
                .maxTokens(4096)
                .addUserMessage(text);
    }

    private static ChatCompletionCreateParams.Builder chat(String text) {
        return ChatCompletionCreateParams.builder().model("gpt-4.1").addUserMessage(text);
    }

    @Test
    void anthropicReadsAStreamLikeTheUnaryAnswer() {
        MessageCreateParams params = message("Think in parallel")
                .enabledThinking(1024)
                .addTool(Tool.builder()
                        .name("weather")
                        .inputSchema(Tool.InputSchema.builder()
                                .properties(Tool.InputSchema.Properties.builder()
                                        .putAdditionalProperty("city", JsonValue.from(Map.of("type", "string")))
                                        .build())
                                .build())
                        .build())
                .build();
        Message whole = anthropic.messages().create(params);

        MessageAccumulator accumulator = MessageAccumulator.create();
        try (StreamResponse<RawMessageStreamEvent> stream = anthropic.messages().createStreaming(params)) {
            stream.stream().forEach(accumulator::accumulate);
        }

        Message streamed = accumulator.message();
        assertThat(streamed.content()).hasSize(3);
        assertThat(streamed.content().get(0).asThinking().signature())
                .isEqualTo(whole.content().get(0).asThinking().signature());
        assertThat(streamed.content().get(1).asToolUse()._input())
                .isEqualTo(whole.content().get(1).asToolUse()._input());
        assertThat(streamed.stopReason()).isEqualTo(whole.stopReason());
        assertThat(streamed.usage().outputTokens()).isEqualTo(whole.usage().outputTokens());
        assertThat(streamed.usage().inputTokens()).isEqualTo(whole.usage().inputTokens());
    }

    @Test
    void anthropicRetriesAndKnowsItsErrors() {
        Message retried = anthropic
                .messages()
                .create(message("[[sim fault=529 times=1 retry-after=0]]").build());

        assertThat(retried.content()).isNotEmpty();
        assertThatThrownBy(() -> anthropic
                        .messages()
                        .create(message("[[sim fault=429 retry-after=0]]").build()))
                .isInstanceOf(RateLimitException.class);
    }

    @Test
    void openaiReadsAStreamLikeTheUnaryAnswer() {
        ChatCompletion whole = openai.chat().completions().create(chat("Hello").build());
        ChatCompletionCreateParams params = chat("Hello")
                .streamOptions(
                        ChatCompletionStreamOptions.builder().includeUsage(true).build())
                .build();

        ChatCompletionAccumulator accumulator = ChatCompletionAccumulator.create();
        try (com.openai.core.http.StreamResponse<ChatCompletionChunk> stream =
                openai.chat().completions().createStreaming(params)) {
            stream.stream().forEach(accumulator::accumulate);
        }

        ChatCompletion streamed = accumulator.chatCompletion();
        assertThat(streamed.choices().getFirst().message().content())
                .isEqualTo(whole.choices().getFirst().message().content());
        assertThat(streamed.usage().orElseThrow().completionTokens())
                .isEqualTo(whole.usage().orElseThrow().completionTokens());
    }

    @Test
    void openaiKnowsItsErrors() {
        assertThatThrownBy(() -> openai.chat()
                        .completions()
                        .create(chat("[[sim fault=429 retry-after=0]]").build()))
                .isInstanceOf(com.openai.errors.RateLimitException.class);
    }

    @Test
    void bothListTheirModels() {
        assertThat(anthropic.models().list().items()).isNotEmpty();
        assertThat(openai.models().list().items()).isNotEmpty();
    }
}
