package org.modelgate.translator.dialect.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.modelgate.common.error.ErrorCode;
import org.modelgate.common.inference.GatewayUsage;
import org.modelgate.common.inference.Usage;
import org.modelgate.translator.StreamTap.Phase;

class AnthropicStreamTapTest {
    private static final GatewayUsage CHARGE = new GatewayUsage(17, 3, 1_500_000, "sim", false);
    private static final String GATEWAY_USAGE =
            ",\"gateway_usage\":{\"tokens_charged\":17,\"request_ms\":3,\"cost_usd\":0.0015,\"provider\":\"sim\",\"cached\":false}";

    private static final String PREAMBLE = """
            event: message_start
            data: {"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"m","content":[],"stop_reason":null,"usage":{"input_tokens":12,"cache_read_input_tokens":3,"output_tokens":1}}}

            event: content_block_start
            data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

            event: ping
            data: {"type":"ping"}

            """;
    private static final String CONTENT = """
            event: content_block_delta
            data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hello"}}

            event: unknown_beta
            data: {"type":"unknown_beta","x":1}

            event: content_block_stop
            data: {"type":"content_block_stop","index":0}

            """;
    private static final String DELTA =
            "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\",\"stop_sequence\":null},\"usage\":{\"output_tokens\":5}";
    private static final String TAIL =
            "event: message_delta\ndata: " + DELTA + "}\n\nevent: message_stop\ndata: {\"type\":\"message_stop\"}\n\n";

    private final AnthropicStreamTap tap = new AnthropicStreamTap();

    @Test
    void preambleIsHeldUntilTheFirstContentAndTheTailUntilTheCharge() {
        assertThat(feed(PREAMBLE)).isEmpty();
        assertThat(tap.phase()).isEqualTo(Phase.PREAMBLE);
        assertThat(tap.contentSeen()).isFalse();
        assertThat(feed(CONTENT)).isEqualTo(PREAMBLE + CONTENT);
        assertThat(tap.phase()).isEqualTo(Phase.CONTENT);
        assertThat(feed(TAIL)).isEmpty();
        assertThat(tap.phase()).isEqualTo(Phase.COMPLETE);
        assertThat(text(tap.rawTail())).isEqualTo(TAIL);
        assertThat(text(tap.tail(CHARGE))).isEqualTo(TAIL.replace(DELTA, DELTA + GATEWAY_USAGE));
        assertThat(tap.usage()).isEqualTo(new Usage(12, 3, 0, 0, 5, 0, 0));
        assertThat(tap.usageFinal()).isTrue();
        assertThat(tap.textBytes()).isEqualTo(5);
        assertThat(tap.upstreamId()).isEqualTo("msg_1");
        tap.end();
        assertThat(tap.error()).isNull();
    }

    @Test
    void aChunkOfWholeContentEventsIsGivenOutWithoutACopy() {
        feed(PREAMBLE + CONTENT);
        byte[] chunk = CONTENT.getBytes(StandardCharsets.UTF_8);
        assertThat(tap.feed(chunk)).isSameAs(chunk);
    }

    @Property(tries = 200)
    void anySplitGivesTheSameBytes(@ForAll List<Integer> cuts) {
        AnthropicStreamTap fresh = new AnthropicStreamTap();
        byte[] all = (PREAMBLE + CONTENT + CONTENT + TAIL).getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int at = 0;
        for (int cut : cuts) {
            int to = Math.min(all.length, at + Math.floorMod(cut, 60));
            out.writeBytes(fresh.feed(Arrays.copyOfRange(all, at, to)));
            at = to;
        }
        out.writeBytes(fresh.feed(Arrays.copyOfRange(all, at, all.length)));
        fresh.end();
        assertThat(fresh.phase()).isEqualTo(Phase.COMPLETE);
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(PREAMBLE + CONTENT + CONTENT);
        assertThat(text(fresh.rawTail())).isEqualTo(TAIL);
        assertThat(fresh.textBytes()).isEqualTo(10);
    }

    @Test
    void pitfall44ACutStreamIsAnErrorNeverAnEnd() {
        feed(PREAMBLE + CONTENT);
        tap.end();
        assertThat(tap.phase()).isEqualTo(Phase.FAILED);
        assertThat(tap.error().code()).isEqualTo(ErrorCode.PROVIDER_ERROR);
        assertThat(tap.contentSeen()).isTrue();
        assertThat(tap.usage()).isEqualTo(new Usage(12, 3, 0, 0, 1, 0, 0));
        assertThat(tap.usageFinal()).isFalse();
    }

    @Test
    void anErrorEventBeforeContentLeavesTheWayToAnotherTargetOpen() {
        feed(
                PREAMBLE
                        + "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}\n\n");
        assertThat(tap.phase()).isEqualTo(Phase.FAILED);
        assertThat(tap.error().code()).isEqualTo(ErrorCode.OVERLOADED);
        assertThat(tap.contentSeen()).isFalse();
    }

    @Test
    void contentBeforeAnErrorIsGivenOut() {
        String out = feed(PREAMBLE + CONTENT
                + "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"api_error\",\"message\":\"x\"}}\n\n"
                + CONTENT);
        assertThat(out).isEqualTo(PREAMBLE + CONTENT);
        assertThat(tap.phase()).isEqualTo(Phase.FAILED);
        assertThat(feed(CONTENT)).isEmpty();
    }

    @Test
    void jsonInsteadOfAStreamIsReadAsAnError() {
        feed("{\"type\":\"error\",\n\"error\":{\"type\":\"rate_limit_error\",\n\n\"message\":\"slow down\"}}");
        tap.end();
        assertThat(tap.phase()).isEqualTo(Phase.FAILED);
        assertThat(tap.error().status()).isEqualTo(429);
    }

    @Test
    void garbageIsAnError() {
        feed("<html><body>Bad gateway</body></html>");
        tap.end();
        assertThat(tap.error().code()).isEqualTo(ErrorCode.PROVIDER_ERROR);
        AnthropicStreamTap other = new AnthropicStreamTap();
        other.feed("event: message_start\ndata: {oops\n\n".getBytes(StandardCharsets.UTF_8));
        assertThat(other.phase()).isEqualTo(Phase.FAILED);
    }

    @Test
    void anAnswerWithoutContentIsWhole() {
        String refusal = """
                event: message_delta
                data: {"type":"message_delta","delta":{"stop_reason":"refusal"},"usage":{"output_tokens":5}}

                event: message_stop
                data: {"type":"message_stop"}

                """;
        String start = PREAMBLE.substring(0, PREAMBLE.indexOf("event: content_block_start"));
        assertThat(feed(start + refusal)).isEmpty();
        assertThat(tap.phase()).isEqualTo(Phase.COMPLETE);
        assertThat(text(tap.tail(CHARGE))).startsWith(start).contains("gateway_usage");
        assertThat(text(tap.rawTail())).isEqualTo(start + refusal);
    }

    @Test
    void contentBehindAMessageDeltaStillGoesOut() {
        String early =
                "event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{},\"usage\":{\"output_tokens\":2}}\n\n";
        assertThat(feed(PREAMBLE + CONTENT + early + CONTENT + TAIL)).isEqualTo(PREAMBLE + CONTENT + early + CONTENT);
        assertThat(text(tap.tail(CHARGE))).isEqualTo(TAIL.replace(DELTA, DELTA + GATEWAY_USAGE));
        assertThat(tap.phase()).isEqualTo(Phase.COMPLETE);
    }

    @Test
    void figuresThatCannotBeTrueAreNoFigures() {
        feed(PREAMBLE + CONTENT + TAIL.replace("\"output_tokens\":5", "\"output_tokens\":5000000000"));
        assertThat(tap.phase()).isEqualTo(Phase.COMPLETE);
        assertThat(tap.usage()).isNull();
        assertThat(tap.usageFinal()).isFalse();
    }

    @Test
    void eventsWithoutNamesAreKnownByTheirType() {
        String nameless = (PREAMBLE + CONTENT).replaceAll("event: .*\n", "");
        assertThat(feed(nameless)).isEqualTo(nameless);
        feed(TAIL.replaceAll("event: .*\n", ""));
        assertThat(tap.phase()).isEqualTo(Phase.COMPLETE);
        assertThat(tap.usage().output()).isEqualTo(5);
    }

    @Test
    void aTerminalEventWithoutItsEmptyLineCounts() {
        feed(PREAMBLE + CONTENT + TAIL.strip());
        tap.end();
        assertThat(tap.phase()).isEqualTo(Phase.COMPLETE);
        assertThat(text(tap.rawTail())).isEqualTo(TAIL);
    }

    @Test
    void anEndlessStartUpIsNotHeld() {
        String ping = "event: ping\ndata: {\"type\":\"ping\"}\n\n";
        assertThat(feed(ping.repeat(100))).isEqualTo(ping.repeat(100));
        assertThat(tap.contentSeen()).isTrue();
    }

    @Test
    void cacheWritesAndHiddenRoundsAreCounted() {
        feed(PREAMBLE.replace(
                        "\"usage\":{\"input_tokens\":12,",
                        "\"usage\":{\"cache_creation_input_tokens\":300,\"cache_creation\":{\"ephemeral_5m_input_tokens\":100,\"ephemeral_1h_input_tokens\":200},\"server_tool_use\":{\"web_search_requests\":2},\"iterations\":[{\"type\":\"compaction\",\"input_tokens\":50,\"output_tokens\":7},{\"type\":\"message\",\"input_tokens\":12}],\"input_tokens\":12,")
                + CONTENT
                + TAIL);
        assertThat(tap.usage()).isEqualTo(new Usage(62, 3, 100, 200, 12, 0, 2));
    }

    private String feed(String bytes) {
        return text(tap.feed(bytes.getBytes(StandardCharsets.UTF_8)));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
