package org.modelgate.translator.dialect.bedrock;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.modelgate.common.error.ErrorCode;
import org.modelgate.common.inference.Usage;
import org.modelgate.translator.AnswerFacts;
import org.modelgate.translator.StreamTap;
import org.modelgate.translator.StreamTap.Phase;

class ConverseStreamTapTest {
    private static final String START = "event: messageStart\ndata: {\"role\":\"assistant\",\"p\":\"abc\"}\n\n";
    private static final String DELTA =
            "event: contentBlockDelta\ndata: {\"contentBlockIndex\":0,\"delta\":{\"text\":\"Hi\"},\"p\":\"abcdef\"}\n\n";
    private static final String STOP = """
            event: contentBlockStop
            data: {"contentBlockIndex":0}

            event: messageStop
            data: {"stopReason":"end_turn"}

            """;
    private static final String METADATA =
            "event: metadata\ndata: {\"usage\":{\"inputTokens\":3,\"outputTokens\":1,\"totalTokens\":4}}\n\n";

    private final StreamTap tap = new ConverseStreamTap();

    private String feed(String sse) {
        return new String(tap.feed(sse.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
    }

    @Test
    void theStartIsKeptUntilContentComesAndTheEndUntilTheChargeIsKnown() {
        assertThat(feed(START)).isEmpty();
        assertThat(tap.phase()).isEqualTo(Phase.PREAMBLE);
        assertThat(tap.contentSeen()).isFalse();
        assertThat(feed(DELTA)).isEqualTo(START + DELTA);
        assertThat(tap.contentSeen()).isTrue();
        assertThat(feed(STOP)).startsWith("event: contentBlockStop").doesNotContain("messageStop");
        assertThat(tap.phase()).isEqualTo(Phase.TAIL);
        assertThat(tap.usageFinal()).isFalse();
        assertThat(feed(METADATA)).isEmpty();
        assertThat(tap.phase()).isEqualTo(Phase.COMPLETE);
        assertThat(tap.usage()).isEqualTo(Usage.of(3, 1));
        assertThat(tap.usageFinal()).isTrue();
        assertThat(new String(tap.rawTail(), StandardCharsets.UTF_8))
                .startsWith("event: messageStop")
                .endsWith(METADATA);
    }

    @Test
    void paddingAndSignaturesAreNoText() {
        feed(START + DELTA);
        assertThat(tap.textBytes()).isEqualTo(2);
        feed("""
                event: contentBlockDelta
                data: {"delta":{"reasoningContent":{"signature":"abcdef"}}}

                event: contentBlockDelta
                data: {"delta":{"toolUse":{"input":"{}"}},"p":"x"}

                event: contentBlockDelta
                data: {"delta":{"reasoningContent":{"text":"abc"}}}

                """);
        assertThat(tap.textBytes()).isEqualTo(2 + 2 + 3);
    }

    @Test
    void aStreamWithoutItsUsageIsCut() {
        feed(START + DELTA + STOP);
        tap.end();
        assertThat(tap.phase()).isEqualTo(Phase.FAILED);
        assertThat(tap.error()).isNotNull();
    }

    @Test
    void aLastEventWithoutItsEmptyLineCounts() {
        feed(START + DELTA + STOP + METADATA.stripTrailing());
        tap.end();
        assertThat(tap.phase()).isEqualTo(Phase.COMPLETE);
        assertThat(new String(tap.rawTail(), StandardCharsets.UTF_8)).endsWith("\n\n");
    }

    @Test
    void anExceptionBeforeContentLeavesAnotherTargetATry() {
        assertThat(feed(START + "event: throttlingException\ndata: {\"message\":\"wait\"}\n\n" + DELTA))
                .isEmpty();
        assertThat(tap.phase()).isEqualTo(Phase.FAILED);
        assertThat(tap.contentSeen()).isFalse();
        assertThat(tap.error()).satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.RATE_LIMIT_EXCEEDED));
    }

    @Test
    void aMalformedAnswerIsAFailureThoughContentWentOut() {
        feed(START + DELTA + "event: messageStop\ndata: {\"p\":1, \"stopReason\" : \"malformed_tool_use\"}\n\n");
        assertThat(tap.phase()).isEqualTo(Phase.FAILED);
        assertThat(tap.contentSeen()).isTrue();
    }

    @Test
    void whatIsNoStreamFails() {
        feed("{\"message\":\"no\"}\n\n");
        tap.end();
        assertThat(tap.phase()).isEqualTo(Phase.FAILED);
    }

    @Test
    void absurdFiguresAreNone() {
        feed(START + DELTA + STOP + METADATA.replace("\"inputTokens\":3", "\"inputTokens\":-3"));
        assertThat(tap.phase()).isEqualTo(Phase.COMPLETE);
        assertThat(tap.usage()).isNull();
        assertThat(tap.usageFinal()).isFalse();
    }

    @Test
    void deepNonsenseInADeltaIsPassedOver() {
        feed(START + "event: contentBlockDelta\ndata: {\"delta\":" + "{\"a\":".repeat(100_000) + "1"
                + "}".repeat(100_001) + "\n\n");
        assertThat(tap.textBytes()).isZero();
    }

    @Property(tries = 200)
    void anySplitGivesOutTheSameBytes(@ForAll @Size(max = 40) List<@IntRange(max = 60) Integer> steps) {
        byte[] stream = ConverseDialectTest.resource("tools-and-reasoning.sse").getBytes(StandardCharsets.UTF_8);
        StreamTap split = new ConverseStreamTap();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int at = 0;
        for (int step : steps) {
            int to = Math.min(stream.length, at + step);
            out.writeBytes(split.feed(Arrays.copyOfRange(stream, at, to)));
            at = to;
        }
        out.writeBytes(split.feed(Arrays.copyOfRange(stream, at, stream.length)));
        out.writeBytes(split.rawTail());
        assertThat(out.toByteArray()).isEqualTo(stream);
        assertThat(split.phase()).isEqualTo(Phase.COMPLETE);
        assertThat(split.usage()).isEqualTo(new Usage(20, 900, 60, 40, 30, 0, 0));
        // the texts as they stand in JSON
        assertThat(split.textBytes())
                .isEqualTo("Oslo, then Bergen.Let me \\\"look\\\", Zo\u00eb.{\\\"city\\\":\\\"Oslo\\\"}"
                        .getBytes(StandardCharsets.UTF_8)
                        .length);
    }

    @Test
    void aWholeAnswerTellsItsUsageAndText() {
        String body = "{\"metrics\":{\"latencyMs\":9},\"output\":{\"message\":{\"role\":\"assistant\",\"content\":["
                + "{\"text\":\"Hi\"},{\"toolUse\":{\"toolUseId\":\"t\",\"name\":\"f\",\"input\":{\"a\":\"bc\"}}}]}},"
                + "\"stopReason\":\"tool_use\",\"usage\":{\"inputTokens\":3,\"outputTokens\":1,\"cacheReadInputTokens\":null}}";
        AnswerFacts facts = new ConverseMeter().read(body.getBytes(StandardCharsets.UTF_8));
        assertThat(facts.error()).isNull();
        assertThat(facts.usage()).isEqualTo(Usage.of(3, 1));
        assertThat(facts.textBytes()).isEqualTo(2 + 1 + 2);
        assertThat(new ConverseMeter()
                        .read("<html>".getBytes(StandardCharsets.UTF_8))
                        .error())
                .isNotNull();
        assertThat(new ConverseMeter()
                        .read("{}".getBytes(StandardCharsets.UTF_8))
                        .error())
                .isNotNull();
    }
}
