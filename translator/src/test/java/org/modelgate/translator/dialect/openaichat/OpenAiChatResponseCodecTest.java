package org.modelgate.translator.dialect.openaichat;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.modelgate.translator.dialect.openaichat.Fixtures.CHARGE;
import static org.modelgate.translator.dialect.openaichat.Fixtures.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.modelgate.common.error.ErrorCode;
import org.modelgate.common.error.GatewayException;
import org.modelgate.common.inference.ContentPart;
import org.modelgate.common.inference.FinishReason;
import org.modelgate.common.inference.InferenceResponse;
import org.modelgate.common.inference.Usage;

class OpenAiChatResponseCodecTest {
    private final OpenAiChatResponseCodec codec = new OpenAiChatResponseCodec();

    private InferenceResponse decode(String body) {
        return codec.decode(body.getBytes(UTF_8));
    }

    private JsonNode encode(FinishReason finish, ContentPart... parts) {
        InferenceResponse response = new InferenceResponse(
                "msg_1",
                "claude-opus",
                List.of(parts),
                finish,
                null,
                null,
                new Usage(200, 2000, 300, 100, 300, 128, 0),
                "standard",
                null);
        return json(codec.encode(response, Fixtures.answer(new Fixtures.Request().build()), CHARGE));
    }

    @Test
    void readsAnAnswerWithReasoningTextAndCalls() {
        InferenceResponse response = decode("""
                {"id":"c1","created":7,"model":"deepseek","service_tier":"default","choices":[{"index":0,"finish_reason":"stop","message":{
                 "role":"assistant","reasoning_content":"hm","content":"Hi","tool_calls":[
                  {"id":"a","type":"function","function":{"name":"f","arguments":"{\\"x\\":1}"}},{"id":"","function":{"name":"g","arguments":{"y":2}}}]}}],
                 "usage":{"prompt_tokens":2600,"completion_tokens":300,"prompt_tokens_details":{"cached_tokens":2000,"cache_write_tokens":400}}}
                """);

        assertThat(response.parts())
                .containsExactly(
                        new ContentPart.Thinking("hm", null),
                        ContentPart.Text.of("Hi"),
                        new ContentPart.ToolCall("a", "f", "{\"x\":1}", null),
                        new ContentPart.ToolCall("call_1", "g", "{\"y\":2}", null));
        assertThat(response.finish()).isEqualTo(FinishReason.TOOL_CALLS);
        assertThat(response.usage()).isEqualTo(new Usage(200, 2000, 400, 0, 300, 0, 0));
        assertThat(response.createdSeconds()).isEqualTo(7);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"error\":{\"message\":\"x\",\"code\":503}}|OVERLOADED",
                "{\"choices\":[]}|PROVIDER_ERROR",
                "<html>|PROVIDER_ERROR",
                "|PROVIDER_ERROR",
                "{\"choices\":[{\"message\":{\"content\":\"x\"},\"finish_reason\":\"error\"}]}|PROVIDER_ERROR",
            })
    void whatIsNoAnswerIsAProviderError(String body, ErrorCode code) {
        assertThatThrownBy(() -> decode(body == null ? "" : body))
                .isInstanceOfSatisfying(
                        GatewayException.class,
                        e -> assertThat(e.error().code()).isEqualTo(code));
    }

    @Test
    void pitfall32UsageIsOneSumForChatClients() {
        JsonNode answer = encode(FinishReason.STOP, ContentPart.Text.of("Hi"));

        assertThat(answer.path("usage"))
                .isEqualTo(
                        json(
                                "{\"prompt_tokens\":2600,\"completion_tokens\":300,\"total_tokens\":2900,\"prompt_tokens_details\":{\"cached_tokens\":2000,\"cache_write_tokens\":400},\"completion_tokens_details\":{\"reasoning_tokens\":128}}"));
        assertThat(answer.at("/gateway_usage/tokens_charged").asLong()).isEqualTo(19);
        assertThat(answer.path("model").asText()).isEqualTo("claude-x");
        assertThat(answer.path("service_tier").asText()).isEqualTo("default");
    }

    @Test
    void writesContentNullWithCallsOnly() {
        JsonNode message = encode(FinishReason.TOOL_CALLS, new ContentPart.ToolCall("t", "f", "", null))
                .at("/choices/0/message");

        assertThat(message.path("content").isNull()).isTrue();
        assertThat(message.at("/tool_calls/0/function/arguments").asText()).isEqualTo("{}");
    }

    @Test
    void pitfall48ARefusalIsToldAndAnEmptyAnswerIsNoCrash() {
        JsonNode refused = encode(FinishReason.REFUSAL);
        JsonNode empty = encode(FinishReason.STOP);

        assertThat(refused.at("/choices/0/finish_reason").asText()).isEqualTo("content_filter");
        assertThat(refused.at("/choices/0/message/refusal").asText()).isNotEmpty();
        assertThat(empty.at("/choices/0/message/content").asText("x")).isEmpty();
    }

    @Test
    void reasoningGoesOutWithItsSeal() {
        JsonNode message = encode(
                        FinishReason.STOP,
                        new ContentPart.Thinking("a", "EoUB"),
                        new ContentPart.Thinking("", "EoUC"),
                        new ContentPart.RedactedThinking("EmwK"),
                        ContentPart.Text.of("Hi"))
                .at("/choices/0/message");

        assertThat(message.path("reasoning_content").asText()).isEqualTo("a");
        assertThat(message.path("reasoning_details")).hasSize(3);
        assertThat(message.at("/reasoning_details/1/signature").asText()).startsWith("gw1.thinking.");
        assertThat(message.at("/reasoning_details/2/data").asText()).startsWith("gw1.redacted.");
        assertThat(message.path("reasoning_details").findValuesAsText("index")).containsExactly("0", "1", "2");
    }
}
