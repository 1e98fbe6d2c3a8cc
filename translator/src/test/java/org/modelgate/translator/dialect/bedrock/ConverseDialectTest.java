package org.modelgate.translator.dialect.bedrock;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.modelgate.common.error.ErrorCode;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.inference.FinishReason;
import org.modelgate.common.inference.StreamEvent;
import org.modelgate.common.inference.Usage;
import org.modelgate.translator.Dialect;
import org.modelgate.translator.ProviderTck;
import org.modelgate.translator.StreamDecoder;

class ConverseDialectTest extends ProviderTck {
    private static final String METADATA =
            "event: metadata\ndata: {\"usage\":{\"inputTokens\":1,\"outputTokens\":2}}\n\n";

    @Override
    protected Dialect dialect() {
        return new ConverseDialect();
    }

    @Override
    protected List<String> providerStreams() {
        return List.of(resource("tools-and-reasoning.sse"));
    }

    @Test
    void aStreamComesWithAllItsBlocksAndBuckets() {
        assertThat(events(resource("tools-and-reasoning.sse")))
                .containsExactly(
                        new StreamEvent.Start("", "", null),
                        new StreamEvent.Thinking(0, "Oslo, "),
                        new StreamEvent.Thinking(0, "then Bergen."),
                        new StreamEvent.ThinkingSignature(0, "EqQBCgwI"),
                        new StreamEvent.BlockEnd(0),
                        new StreamEvent.RedactedThinking(1, "c2VjcmV0"),
                        new StreamEvent.BlockEnd(1),
                        new StreamEvent.Text(2, "Let me \"look\", Zo\u00eb."),
                        new StreamEvent.BlockEnd(2),
                        new StreamEvent.ToolCallStart(3, "tooluse_1", "weather"),
                        new StreamEvent.ToolCallArguments(3, "{\"ci"),
                        new StreamEvent.ToolCallArguments(3, "ty\":\"Oslo\"}"),
                        new StreamEvent.BlockEnd(3),
                        new StreamEvent.ToolCallStart(4, "tooluse_2", "now"),
                        new StreamEvent.BlockEnd(4),
                        new StreamEvent.Finish(FinishReason.TOOL_CALLS, null, null),
                        new StreamEvent.UsageUpdate(new Usage(20, 900, 60, 40, 30, 0, 0)),
                        new StreamEvent.Done());
    }

    @Test
    void anEndBehindMessageStopButBeforeUsageIsACut() {
        String stream = resource("tools-and-reasoning.sse");
        assertThat(events(stream.substring(0, stream.indexOf("event: metadata"))))
                .last()
                .isInstanceOf(StreamEvent.Failed.class);
    }

    @Test
    void aSignatureThatNoStopFollowsComesBeforeTheEnd() {
        assertThat(events("event: contentBlockDelta\n"
                        + "data: {\"contentBlockIndex\":0,\"delta\":{\"reasoningContent\":{\"signature\":\"a\"}}}\n\n"
                        + "event: messageStop\ndata: {\"stopReason\":\"end_turn\"}\n\n" + METADATA))
                .containsSubsequence(
                        new StreamEvent.ThinkingSignature(0, "a"),
                        new StreamEvent.Finish(FinishReason.STOP, null, null));
    }

    @ParameterizedTest
    @CsvSource({
        "end_turn, STOP",
        "tool_use, TOOL_CALLS",
        "max_tokens, LENGTH",
        "stop_sequence, STOP_SEQUENCE",
        "guardrail_intervened, REFUSAL",
        "content_filtered, REFUSAL",
        "model_context_window_exceeded, CONTEXT_WINDOW",
        "something_new, STOP"
    })
    void stopReasonsMeanTheSame(String said, FinishReason reason) {
        assertThat(events("event: messageStop\ndata: {\"stopReason\":\"" + said + "\"}\n\n" + METADATA))
                .contains(new StreamEvent.Finish(reason, null, null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"malformed_model_output", "malformed_tool_use"})
    void anAnswerThatTheModelGotWrongIsAFailure(String said) {
        assertThat(events("event: messageStop\ndata: {\"stopReason\":\"" + said + "\"}\n\n" + METADATA))
                .last()
                .isInstanceOfSatisfying(
                        StreamEvent.Failed.class,
                        f -> assertThat(f.error().code()).isEqualTo(ErrorCode.PROVIDER_ERROR));
        byte[] whole = ("{\"output\":{\"message\":{\"content\":[]}},\"stopReason\":\"" + said + "\"}")
                .getBytes(StandardCharsets.UTF_8);
        GatewayError error = dialect().meter().read(whole).error();
        assertThat(error).isNotNull();
    }

    @ParameterizedTest
    @CsvSource({
        "throttlingException, RATE_LIMIT_EXCEEDED",
        "validationException, INVALID_REQUEST",
        "modelStreamErrorException, PROVIDER_ERROR",
        "serviceUnavailableException, UNAVAILABLE",
        "internalServerException, PROVIDER_ERROR",
        "brandNewException, PROVIDER_ERROR",
        "error, PROVIDER_ERROR"
    })
    void anExceptionEndsTheStream(String name, ErrorCode code) {
        String stream = "event: messageStart\ndata: {\"role\":\"assistant\"}\n\n" + "event: " + name
                + "\ndata: {\"message\":\"m\"}\n\n" + METADATA;
        assertThat(events(stream))
                .last()
                .isInstanceOfSatisfying(
                        StreamEvent.Failed.class,
                        f -> assertThat(f.error().code()).isEqualTo(code));
    }

    @Test
    void whatIsToComeIsPassedOver() {
        assertThat(events("event: brandNew\ndata: {\"x\":1}\n\n"
                        + "event: contentBlockStart\ndata: {\"contentBlockIndex\":0,\"start\":{\"image\":{\"format\":\"png\"}}}\n\n"
                        + "event: contentBlockDelta\ndata: {\"contentBlockIndex\":0,\"delta\":{\"image\":{\"source\":{\"bytes\":\"x\"}}}}\n\n"
                        + "event: contentBlockDelta\ndata: {\"contentBlockIndex\":0,\"delta\":{\"toolResult\":[{\"text\":\"x\"}]}}\n\n"
                        + "event: messageStop\ndata: {\"stopReason\":\"end_turn\"}\n\n" + METADATA))
                .containsExactly(
                        new StreamEvent.Finish(FinishReason.STOP, null, null),
                        new StreamEvent.UsageUpdate(Usage.of(1, 2)),
                        new StreamEvent.Done());
    }

    private List<StreamEvent> events(String stream) {
        List<StreamEvent> events = new ArrayList<>();
        StreamDecoder decoder = dialect().streams().decoder();
        decoder.feed(stream.getBytes(StandardCharsets.UTF_8), events::add);
        decoder.end(events::add);
        return events;
    }

    static String resource(String name) {
        try (var in = ConverseDialectTest.class.getResourceAsStream("/bedrock/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
