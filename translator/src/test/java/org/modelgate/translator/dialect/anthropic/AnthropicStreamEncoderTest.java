package org.modelgate.translator.dialect.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.inference.DialectId;
import org.modelgate.common.inference.FinishReason;
import org.modelgate.common.inference.InferenceRequest;
import org.modelgate.common.inference.Reasoning;
import org.modelgate.common.inference.StreamEvent;
import org.modelgate.common.inference.Usage;
import org.modelgate.translator.Samples;
import org.modelgate.translator.ToolNames;

/** The writer of Messages streams; the pitfalls are those of the translation table, section 15. */
class AnthropicStreamEncoderTest {
    private static final StreamEvent START = new StreamEvent.Start("up", "m", null);
    private static final StreamEvent STOP = new StreamEvent.Finish(FinishReason.STOP, null, null);

    @Test
    void inputTokensOfTheFirstEventAreRealOrEstimatedAndNeverZero() {
        assertThat(firstInput(null, 12)).isEqualTo(12);
        assertThat(firstInput(Usage.NONE, 12)).isEqualTo(12);
        assertThat(firstInput(Usage.NONE, 0)).isEqualTo(1);
        assertThat(firstInput(Usage.of(7, 0), 12)).isEqualTo(7);
        assertThat(firstInput(new Usage(0, 9, 0, 0, 0, 0, 0), 12))
                .as("all of it from the cache")
                .isZero();
    }

    private static long firstInput(@Nullable Usage usage, long estimate) {
        byte[] first = new AnthropicStreamEncoder(Samples.answer(Samples.request()), estimate)
                .encode(new StreamEvent.Start("up", "m", usage));
        Matcher found = Pattern.compile("\"input_tokens\":(\\d+)").matcher(new String(first, StandardCharsets.UTF_8));
        assertThat(found.find()).isTrue();
        return Long.parseLong(found.group(1));
    }

    @Test
    void pitfall16ACallWithoutArgumentsIsAnEmptyObject() {
        JsonNode message = whole(START, call(0, "a"), STOP);
        assertThat(message.at("/content/0/input").isObject()).isTrue();
        assertThat(message.at("/content/0/input")).isEmpty();
    }

    @Test
    void pitfall17ACallComesBackUnderTheClientsName() {
        String name = "n".repeat(70);
        InferenceRequest request = Samples.request(Samples.tool(name));
        String sent = ToolNames.fit(name, 64);
        JsonNode message = whole(request, START, new StreamEvent.ToolCallStart(0, "a", sent), STOP);
        assertThat(message.at("/content/0/name").asText()).isEqualTo(name);
    }

    @Test
    void pitfall29ASignatureComesInExactlyOneDelta() {
        JsonNode message =
                whole(START, thinking(0, "a"), new StreamEvent.ThinkingSignature(0, "sig"), text(1, "b"), STOP);
        String sealed = message.at("/content/0/signature").asText();
        assertThat(Samples.carriers("acme").open(sealed, "sim", "target-model"))
                .hasValueSatisfying(o -> assertThat(o.payload()).isEqualTo("sig"));
    }

    /** Claude Code takes a message's last block for its answer: behind a thinking block it answers nothing. */
    @Test
    void aMessageNeverEndsWithASignatureBehindItsText() {
        StreamEvent late = new StreamEvent.ThinkingSignature(1, "sig");

        JsonNode ended =
                whole(START, text(0, "a"), new StreamEvent.BlockEnd(0), late, new StreamEvent.BlockEnd(1), STOP);
        JsonNode called = whole(START, text(0, "a"), late, call(2, "b"), STOP);

        assertThat(ended.path("content").findValuesAsText("type")).containsExactly("text");
        assertThat(called.path("content").findValuesAsText("type")).containsExactly("text", "thinking", "tool_use");
        assertThat(called.at("/content/1/signature").asText()).isNotEmpty();
    }

    @Test
    void pitfall30CallsDecideTheStopReason() {
        assertThat(whole(START, text(0, "a"), call(1, "a"), STOP)
                        .path("stop_reason")
                        .asText())
                .isEqualTo("tool_use");
        StreamEvent cut = new StreamEvent.Finish(FinishReason.LENGTH, null, null);
        assertThat(whole(START, call(1, "a"), cut).path("stop_reason").asText()).isEqualTo("max_tokens");
        StreamEvent calls = new StreamEvent.Finish(FinishReason.TOOL_CALLS, null, null);
        assertThat(whole(START, text(0, "a"), calls).path("stop_reason").asText())
                .isEqualTo("end_turn");
    }

    @Test
    void pitfall31UsageBehindTheFinishIsInTheOnlyMessageDelta() {
        JsonNode message =
                whole(START, text(0, "a"), STOP, new StreamEvent.UsageUpdate(new Usage(200, 2000, 400, 0, 30, 4, 0)));
        assertThat(message.at("/usage/input_tokens").asInt()).isEqualTo(200);
        assertThat(message.at("/usage/cache_read_input_tokens").asInt()).isEqualTo(2000);
        assertThat(message.at("/usage/cache_creation_input_tokens").asInt()).isEqualTo(400);
        assertThat(message.at("/usage/output_tokens").asInt()).isEqualTo(30);
    }

    @Test
    void pitfall34And36EachSegmentIsABlockAndNoFirstDeltaIsLost() {
        JsonNode message = whole(START, thinking(0, "a"), text(1, "b"), thinking(0, "c"), text(1, "d"), STOP);
        assertThat(message.path("content").findValuesAsText("type"))
                .containsExactly("thinking", "text", "thinking", "text");
        assertThat(message.at("/content/2/thinking").asText()).isEqualTo("c");
        assertThat(message.at("/content/3/text").asText()).isEqualTo("d");
    }

    @Test
    void pitfall35InterleavedCallsBecomeBlocksOneAfterTheOther() {
        JsonNode message = whole(
                START,
                call(0, "a"),
                arguments(0, "{\"x\""),
                call(1, "b"),
                arguments(1, "{\"y\":"),
                text(9, "t"),
                arguments(0, ":1}"),
                arguments(1, "2}"),
                STOP);
        assertThat(message.at("/content/0/input/x").asInt()).isEqualTo(1);
        assertThat(message.at("/content/1/input/y").asInt()).isEqualTo(2);
        assertThat(message.at("/content/2/text").asText()).isEqualTo("t");
    }

    @Test
    void aFinishedCallLetsTheNextOneStreamAtOnce() {
        AnthropicStreamEncoder encoder = encoder(Samples.request());
        encoder.encode(START);
        encoder.encode(call(0, "a"));
        encoder.encode(arguments(0, "{\"x\":\"}{\\\"\"}"));
        assertThat(new String(encoder.encode(call(1, "b")), StandardCharsets.UTF_8))
                .contains("content_block_stop", "\"id\":\"b\"");
    }

    @Test
    void pitfall37HiddenBlocksLeaveNoGap() {
        JsonNode message = whole(
                Samples.request(Reasoning.UNSPECIFIED),
                START,
                thinking(0, "unasked"),
                new StreamEvent.Opaque(1, DialectId.OPENAI_CHAT, "hosted", "{}"),
                new StreamEvent.BlockEnd(1),
                text(2, ""),
                text(3, "a"),
                STOP);
        assertThat(message.path("content")).hasSize(1);
    }

    @Test
    void pitfall41AndRule1KeepAliveStartsTheMessage() {
        AnthropicStreamEncoder encoder = encoder(Samples.request());
        byte[] first = encoder.encode(new StreamEvent.Ping());
        assertThat(MessageStreamChecker.types(first)).containsExactly("message_start", "ping");
        assertThat(encoder.encode(START)).isEmpty();
    }

    @Test
    void inputTokensStandInTheFirstEvent() {
        AnthropicStreamEncoder encoder = new AnthropicStreamEncoder(Samples.answer(Samples.request()), 77);
        assertThat(new String(encoder.encode(START), StandardCharsets.UTF_8)).contains("\"input_tokens\":77");
    }

    @Test
    void anAnswerWithoutFiguresShowsTheChargedTokens() {
        JsonNode message = whole(START, text(0, "a"), STOP);
        assertThat(message.at("/usage/output_tokens").asInt()).isEqualTo(17);
    }

    @Test
    void pitfall44AFailureIsTheLastWord() {
        AnthropicStreamEncoder encoder = encoder(Samples.request());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (StreamEvent event : List.of(START, text(0, "a"))) {
            out.writeBytes(encoder.encode(event));
        }
        out.writeBytes(encoder.fail(GatewayError.provider("gone")));
        out.writeBytes(encoder.encode(text(0, "late")));
        out.writeBytes(encoder.finish(Samples.CHARGE));
        assertThat(MessageStreamChecker.types(out.toByteArray()))
                .containsExactly("message_start", "content_block_start", "content_block_delta", "error");
    }

    @Test
    void pitfall48ARefusalWithoutWordsIsWhole() {
        JsonNode message = whole(START, new StreamEvent.Finish(FinishReason.REFUSAL, null, null));
        assertThat(message.path("content")).isEmpty();
        assertThat(message.path("stop_reason").asText()).isEqualTo("refusal");
        assertThat(message.at("/stop_details/type").asText()).isEqualTo("refusal");
    }

    private static StreamEvent text(int block, String text) {
        return new StreamEvent.Text(block, text);
    }

    private static StreamEvent thinking(int block, String text) {
        return new StreamEvent.Thinking(block, text);
    }

    private static StreamEvent call(int block, String id) {
        return new StreamEvent.ToolCallStart(block, id, "f");
    }

    private static StreamEvent arguments(int block, String fragment) {
        return new StreamEvent.ToolCallArguments(block, fragment);
    }

    private static AnthropicStreamEncoder encoder(InferenceRequest request) {
        return new AnthropicStreamEncoder(Samples.answer(request), 0);
    }

    private static JsonNode whole(StreamEvent... events) {
        return whole(Samples.request(), events);
    }

    private static JsonNode whole(InferenceRequest request, StreamEvent... events) {
        AnthropicStreamEncoder encoder = encoder(request);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (StreamEvent event : events) {
            out.writeBytes(encoder.encode(event));
        }
        out.writeBytes(encoder.finish(Samples.CHARGE));
        return MessageStreamChecker.message(out.toByteArray());
    }
}
