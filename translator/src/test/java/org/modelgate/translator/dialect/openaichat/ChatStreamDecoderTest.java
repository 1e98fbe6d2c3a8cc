package org.modelgate.translator.dialect.openaichat;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.modelgate.common.error.ErrorCode;
import org.modelgate.common.inference.FinishReason;
import org.modelgate.common.inference.StreamEvent;
import org.modelgate.common.inference.StreamEvent.BlockEnd;
import org.modelgate.common.inference.StreamEvent.Done;
import org.modelgate.common.inference.StreamEvent.Failed;
import org.modelgate.common.inference.StreamEvent.Finish;
import org.modelgate.common.inference.StreamEvent.RedactedThinking;
import org.modelgate.common.inference.StreamEvent.Refusal;
import org.modelgate.common.inference.StreamEvent.Start;
import org.modelgate.common.inference.StreamEvent.Text;
import org.modelgate.common.inference.StreamEvent.Thinking;
import org.modelgate.common.inference.StreamEvent.ThinkingSignature;
import org.modelgate.common.inference.StreamEvent.ToolCallArguments;
import org.modelgate.common.inference.StreamEvent.ToolCallStart;
import org.modelgate.common.inference.StreamEvent.UsageUpdate;
import org.modelgate.common.inference.Usage;
import org.modelgate.translator.StreamDecoder;

class ChatStreamDecoderTest {
    private static final String DONE = "data: [DONE]\n\n";
    private static final Start START = new Start("c1", "m", null);

    private static String delta(String delta) {
        return "data: {\"id\":\"c1\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":" + delta
                + ",\"finish_reason\":null}]}\n\n";
    }

    private static String finish(String reason) {
        return "data: {\"id\":\"c1\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\""
                + reason + "\"}]}\n\n";
    }

    private static List<StreamEvent> decode(String... chunks) {
        StreamDecoder decoder = new OpenAiChatStreamCodec().decoder();
        List<StreamEvent> events = new ArrayList<>();
        for (String chunk : chunks) {
            decoder.feed(chunk.getBytes(UTF_8), events::add);
        }
        decoder.end(events::add);
        return events;
    }

    private static Finish end(FinishReason reason) {
        return new Finish(reason, null, null);
    }

    @Test
    void readsText() {
        assertThat(decode(
                        delta("{\"role\":\"assistant\",\"content\":\"\",\"refusal\":null}"),
                        delta("{\"content\":\"Hel\"}"),
                        delta("{\"content\":\"lo\"}"),
                        finish("stop"),
                        "data: {\"id\":\"c1\",\"choices\":[],\"usage\":{\"prompt_tokens\":16,\"completion_tokens\":3}}\n\n",
                        DONE))
                .containsExactly(
                        START,
                        new Text(0, "Hel"),
                        new Text(0, "lo"),
                        new UsageUpdate(Usage.of(16, 3)),
                        new BlockEnd(0),
                        end(FinishReason.STOP),
                        new Done());
    }

    @Test
    void pitfall34ReasoningTextReasoningAreThreeBlocks() {
        assertThat(decode(
                        delta("{\"reasoning_content\":\"a\"}"),
                        delta("{\"reasoning_content\":\"\",\"content\":\"b\"}"),
                        delta("{\"reasoning\":\"c\",\"reasoning_content\":\"c\"}"),
                        finish("stop"),
                        DONE))
                .containsExactly(
                        START,
                        new Thinking(0, "a"),
                        new BlockEnd(0),
                        new Text(1, "b"),
                        new BlockEnd(1),
                        new Thinking(2, "c"),
                        new BlockEnd(2),
                        end(FinishReason.STOP),
                        new Done());
    }

    @Test
    void pitfall35InterleavedCallsKeepTheirBlocks() {
        assertThat(decode(
                        delta(
                                "{\"tool_calls\":[{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"\"}}]}"),
                        delta(
                                "{\"tool_calls\":[{\"index\":1,\"id\":\"b\",\"function\":{\"name\":\"g\",\"arguments\":\"{\"}}]}"),
                        delta("{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"{}\"}}]}"),
                        delta(
                                "{\"tool_calls\":[{\"index\":1,\"id\":\"b\",\"function\":{\"name\":\"\",\"arguments\":\"}\"}}]}"),
                        finish("tool_calls"),
                        DONE))
                .containsExactly(
                        START,
                        new ToolCallStart(0, "a", "f"),
                        new ToolCallStart(1, "b", "g"),
                        new ToolCallArguments(1, "{"),
                        new ToolCallArguments(0, "{}"),
                        new ToolCallArguments(1, "}"),
                        new BlockEnd(0),
                        new BlockEnd(1),
                        end(FinishReason.TOOL_CALLS),
                        new Done());
    }

    @Test
    void pitfall30CallsDecideNotTheReason() {
        assertThat(decode(
                        delta("{\"content\":\"x\"}"),
                        delta("{\"tool_calls\":[{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"f\"}}]}"),
                        finish("stop"),
                        DONE))
                .contains(end(FinishReason.TOOL_CALLS));
    }

    @Test
    void callsAreFoundHoweverAServerMarksThem() {
        List<StreamEvent> twoUnderOneIndex = decode(
                delta(
                        "{\"tool_calls\":[{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}},{\"index\":0,\"id\":\"b\",\"function\":{\"name\":\"f\",\"arguments\":{\"k\":1}}}]}"),
                finish("tool_calls"));
        List<StreamEvent> withoutIndex = decode(
                delta("{\"tool_calls\":[{\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"{\"}}]}"),
                delta("{\"tool_calls\":[{\"function\":{\"arguments\":\"}\"}}]}"),
                finish(""),
                DONE);

        assertThat(twoUnderOneIndex)
                .contains(
                        new ToolCallStart(0, "a", "f"),
                        new ToolCallStart(1, "b", "f"),
                        new ToolCallArguments(1, "{\"k\":1}"));
        assertThat(withoutIndex)
                .containsSubsequence(
                        new ToolCallStart(0, "a", "f"), new ToolCallArguments(0, "{"), new ToolCallArguments(0, "}"))
                .contains(end(FinishReason.TOOL_CALLS));
    }

    @Test
    void readsReasoningDetailsRefusalsAndListsOfParts() {
        assertThat(decode(
                        delta(
                                "{\"reasoning_details\":[{\"type\":\"reasoning.text\",\"text\":\"t\",\"index\":0}],\"reasoning\":\"t\"}"),
                        delta(
                                "{\"reasoning_details\":[{\"type\":\"reasoning.text\",\"signature\":\"s\",\"index\":0}]}"),
                        delta(
                                "{\"reasoning_details\":[{\"type\":\"reasoning.encrypted\",\"data\":\"d\",\"index\":1}]}"),
                        delta(
                                "{\"content\":[{\"type\":\"thinking\",\"thinking\":[{\"type\":\"text\",\"text\":\"h\"}]},{\"type\":\"text\",\"text\":\"x\"}]}"),
                        delta("{\"refusal\":\"no\"}"),
                        finish("stop")))
                .containsExactly(
                        START,
                        new Thinking(0, "t"),
                        new ThinkingSignature(0, "s"),
                        new BlockEnd(0),
                        new RedactedThinking(1, "d"),
                        new BlockEnd(1),
                        new Thinking(2, "h"),
                        new BlockEnd(2),
                        new Text(3, "x"),
                        new BlockEnd(3),
                        new Refusal(4, "no"),
                        new BlockEnd(4),
                        end(FinishReason.STOP),
                        new Done());
    }

    @Test
    void toleratesStartUpChunksOfAzureAndUsageOfVllm() {
        assertThat(decode(
                        "data: {\"id\":\"\",\"model\":\"\",\"created\":0,\"choices\":[],\"prompt_filter_results\":[]}\n\n",
                        ": keep-alive\n\n",
                        delta("{\"content\":\"x\"}"),
                        finish("stop"),
                        "data: {\"choices\":null,\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1}}\r\n\r\n"))
                .contains(START, new Text(0, "x"), new UsageUpdate(Usage.of(1, 1)), new Done());
    }

    @ParameterizedTest
    @CsvSource({
        "stop, STOP",
        "end_turn, STOP",
        "eos, STOP",
        "length, LENGTH",
        "model_length, LENGTH",
        "content_filter, REFUSAL",
        "tool_calls, STOP"
    })
    void readsFinishReasons(String wire, FinishReason reason) {
        assertThat(decode(delta("{\"content\":\"x\"}"), finish(wire), DONE)).contains(end(reason));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "data: {\"error\":{\"message\":\"m\",\"type\":\"rate_limit_error\"}}|RATE_LIMIT_EXCEEDED",
                "data: {\"error\":{\"message\":\"m\",\"code\":429}}|RATE_LIMIT_EXCEEDED",
                "data: {\"error\":\"overloaded\"}|PROVIDER_ERROR",
                "event: error~data: {\"message\":\"m\",\"code\":\"server_is_overloaded\"}|OVERLOADED",
                "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"error\"}]}|PROVIDER_ERROR",
                "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"insufficient_system_resource\"}]}|OVERLOADED",
                "data: {\"choi|PROVIDER_ERROR",
                "data: []|PROVIDER_ERROR",
                "{\"error\":{\"message\":\"m\",\"code\":503}}|OVERLOADED",
                ": ping|PROVIDER_ERROR",
            })
    void everyWayToFailIsAFailure(String event, ErrorCode code) {
        List<StreamEvent> events = decode(event.replace('~', '\n') + "\n\n");

        assertThat(events.getLast())
                .isInstanceOfSatisfying(
                        Failed.class,
                        failed -> assertThat(failed.error().code()).isEqualTo(code));
        assertThat(events.stream().filter(Failed.class::isInstance)).hasSize(1);
    }

    @Test
    void pitfall44ACutStreamFails() {
        assertThat(decode(delta("{\"content\":\"x\"}")).getLast()).isInstanceOf(Failed.class);
        assertThat(decode(delta("{\"content\":\"x\"}"), DONE).getLast()).isInstanceOf(Done.class);
    }

    @Property(tries = 200)
    void anySplitOfTheBytesGivesTheSameEvents(@ForAll long seed) {
        String stream = "\uFEFF"
                + delta("{\"role\":\"assistant\",\"reasoning_content\":\"hé\"}").replace("\n", "\r\n")
                + delta("{\"content\":\"😀 \\u2028\"}")
                + ": ping\n\n"
                + delta(
                        "{\"tool_calls\":[{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]}")
                + finish("tool_calls") + DONE;
        StreamDecoder decoder = new OpenAiChatStreamCodec().decoder();
        List<StreamEvent> events = new ArrayList<>();
        for (byte[] piece : ChatStreamTapTest.pieces(stream.getBytes(UTF_8), new Random(seed))) {
            decoder.feed(piece, events::add);
        }
        decoder.end(events::add);

        assertThat(events).isEqualTo(decode(stream));
    }
}
