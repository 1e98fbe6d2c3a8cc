package org.modelgate.translator.dialect.openairesponses;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.modelgate.common.error.ErrorCode;
import org.modelgate.common.inference.GatewayUsage;
import org.modelgate.common.inference.Usage;
import org.modelgate.translator.StreamTap;
import org.modelgate.translator.StreamTap.Phase;
import org.modelgate.translator.openai.OpenAiTap;

class ResponsesStreamTapTest {
    private static final GatewayUsage CHARGE = new GatewayUsage(19, 5, 1_500, "p", false);
    private static final String CHARGED =
            ",\"gateway_usage\":{\"tokens_charged\":19,\"request_ms\":5,\"cost_usd\":0.0000015,\"provider\":\"p\",\"cached\":false}";
    private static final String CREATED =
            event("response.created", "\"response\":{\"id\":\"resp_1\",\"status\":\"in_progress\",\"output\":[]}");
    private static final String PROGRESS =
            event("response.in_progress", "\"response\":{\"id\":\"resp_1\",\"status\":\"in_progress\",\"output\":[]}");
    private static final String ADDED =
            event("response.output_item.added", "\"output_index\":0,\"item\":{\"id\":\"msg_1\",\"type\":\"message\"}");
    private static final String HEL = delta("Hel");
    private static final String LO = delta("l\\u00f6 \\\"type\\\":\\\"response.completed\\\"");
    private static final String OUTPUT =
            "[{\"type\":\"message\",\"content\":[{\"type\":\"output_text\",\"text\":\"x\"}]}]";
    private static final String COMPLETED = event(
            "response.completed",
            "\"response\":{\"id\":\"resp_1\",\"status\":\"completed\",\"error\":null,\"output\":" + OUTPUT
                    + ",\"usage\":{\"input_tokens\":16,\"input_tokens_details\":{\"cached_tokens\":6,\"cache_write_tokens\":4},\"output_tokens\":3,\"output_tokens_details\":{\"reasoning_tokens\":1},\"total_tokens\":19},\"tool_usage\":{\"image_gen\":{},\"web_search\":{\"num_requests\":2}}}");

    private static String event(String type, String members) {
        return "event: " + type + "\ndata: {\"type\":\"" + type + "\",\"sequence_number\":0," + members + "}\n\n";
    }

    private static String delta(String text) {
        return event(
                "response.output_text.delta",
                "\"item_id\":\"msg_1\",\"output_index\":0,\"content_index\":0,\"delta\":\"" + text
                        + "\",\"logprobs\":[]");
    }

    private static StreamTap tap() {
        return new OpenAiTap(new ResponsesTapEvents());
    }

    private static String feed(StreamTap tap, String... chunks) {
        StringBuilder out = new StringBuilder();
        for (String chunk : chunks) {
            out.append(new String(tap.feed(chunk.getBytes(UTF_8)), UTF_8));
        }
        return out.toString();
    }

    private static String charged(String event) {
        return event.substring(0, event.length() - 4) + CHARGED + "}}\n\n";
    }

    @Test
    void holdsThePreambleUntilTheFirstDelta() {
        StreamTap tap = tap();

        assertThat(feed(tap, ": hello\n\n", CREATED, PROGRESS, ADDED)).isEmpty();
        assertThat(tap.phase()).isEqualTo(Phase.PREAMBLE);
        assertThat(tap.contentSeen()).isFalse();
        assertThat(tap.upstreamId()).isEqualTo("resp_1");
        assertThat(feed(tap, HEL)).isEqualTo(CREATED + PROGRESS + ADDED + HEL);
        assertThat(tap.phase()).isEqualTo(Phase.CONTENT);
    }

    @Test
    void aChunkOfContentGoesOnAsTheSameArray() {
        StreamTap tap = tap();
        feed(tap, CREATED, HEL);
        byte[] chunk = (LO + ": ping\n\n" + ADDED + HEL).getBytes(UTF_8);

        assertThat(tap.feed(chunk)).isSameAs(chunk);
    }

    @Test
    void keepsTheTerminalEventUntilTheChargeIsKnown() {
        StreamTap tap = tap();

        String out = feed(tap, CREATED, HEL, LO + COMPLETED + "data: [DONE]\n\n");
        tap.end();

        assertThat(out).isEqualTo(CREATED + HEL + LO);
        assertThat(tap.phase()).isEqualTo(Phase.COMPLETE);
        assertThat(tap.usage()).isEqualTo(new Usage(6, 6, 4, 0, 3, 1, 2));
        assertThat(tap.usageFinal()).isTrue();
        assertThat(tap.textBytes()).isEqualTo("Hellö \"type\":\"response.completed\"".getBytes(UTF_8).length);
        assertThat(new String(tap.tail(CHARGE), UTF_8)).isEqualTo(charged(COMPLETED));
        assertThat(new String(tap.rawTail(), UTF_8)).isEqualTo(COMPLETED);
    }

    @Test
    void anAnswerWithoutDeltasIsWholeInTheTail() {
        StreamTap tap = tap();

        assertThat(feed(tap, CREATED, COMPLETED)).isEmpty();

        assertThat(tap.phase()).isEqualTo(Phase.COMPLETE);
        assertThat(tap.contentSeen()).isTrue();
        assertThat(tap.textBytes()).isEqualTo(1);
        assertThat(new String(tap.tail(CHARGE), UTF_8)).isEqualTo(CREATED + charged(COMPLETED));
    }

    @Test
    void aTerminalEventThatLacksItsEmptyLineCounts() {
        StreamTap tap = tap();
        feed(tap, CREATED, HEL, COMPLETED.stripTrailing());
        tap.end();

        assertThat(tap.phase()).isEqualTo(Phase.COMPLETE);
        assertThat(new String(tap.tail(CHARGE), UTF_8)).isEqualTo(charged(COMPLETED));
    }

    @Test
    void eventsWithoutNamesAndInSeveralLinesAreRead() {
        StreamTap tap = tap();
        String data = COMPLETED.substring(COMPLETED.indexOf('\n') + 1);
        String lines = data.replace(",\"usage\"", "\ndata: ,\"usage\"");
        feed(tap, HEL.substring(HEL.indexOf('\n') + 1), lines);

        assertThat(tap.phase()).isEqualTo(Phase.COMPLETE);
        assertThat(tap.usage()).isEqualTo(new Usage(6, 6, 4, 0, 3, 1, 2));
        String tail = new String(tap.tail(CHARGE), UTF_8);
        assertThat(tail).startsWith("event: response.completed\ndata: {").contains(CHARGED + "}}\n\n");
    }

    @Test
    void anItemThatComesWholeIsContentAndCounted() {
        StreamTap tap = tap();
        String done = event(
                "response.output_item.done",
                "\"output_index\":0,\"item\":{\"id\":\"fc_1\",\"type\":\"function_call\",\"name\":\"f\",\"arguments\":\"{}\"}");

        assertThat(feed(tap, CREATED, done)).isEqualTo(CREATED + done);
        assertThat(tap.textBytes()).isEqualTo(3);
    }

    @Test
    @DisplayName("pitfall 45: errors in a stream are seen in each form")
    void errorsInAStreamAreSeen() {
        List<String> errors = List.of(
                event("error", "\"error\":{\"type\":\"tokens\",\"code\":\"rate_limit_exceeded\",\"message\":\"Slow\"}"),
                event("error", "\"code\":\"rate_limit_exceeded\",\"message\":\"Slow\""),
                "data: {\"error\":{\"code\":\"rate_limit_exceeded\",\"message\":\"Slow\"}}\n\n",
                event(
                        "response.failed",
                        "\"response\":{\"status\":\"failed\",\"error\":{\"code\":\"rate_limit_exceeded\",\"message\":\"Slow\"}}"));
        for (String error : errors) {
            StreamTap tap = tap();
            feed(tap, CREATED, error);

            assertThat(tap.phase()).as(error).isEqualTo(Phase.FAILED);
            assertThat(tap.contentSeen()).isFalse();
            assertThat(tap.error().code()).isEqualTo(ErrorCode.RATE_LIMIT_EXCEEDED);
        }
    }

    @Test
    @DisplayName("pitfall 43: a cut stream has failed")
    void aCutStreamHasFailed() {
        for (String cut : List.of("", COMPLETED.substring(0, 90), "data: [DONE]\n\n")) {
            StreamTap tap = tap();
            feed(tap, CREATED, HEL, cut);
            tap.end();

            assertThat(tap.phase()).isEqualTo(Phase.FAILED);
            assertThat(tap.contentSeen()).isTrue();
            assertThat(tap.error().code()).isEqualTo(ErrorCode.PROVIDER_ERROR);
        }
    }

    @Test
    void bareJsonIsAnErrorToo() {
        StreamTap tap = tap();
        feed(tap, "{\"error\":{\"code\":\"rate_limit_exceeded\",\"message\":\"Slow\"}}");
        tap.end();

        assertThat(tap.error().code()).isEqualTo(ErrorCode.RATE_LIMIT_EXCEEDED);
    }

    @Property(tries = 200)
    void anySplitOfTheBytesGivesTheSame(@ForAll @Size(max = 40) List<@IntRange(max = 60) Integer> steps) {
        for (String stream : List.of(resource("reasoning-and-tools.sse"), resource("web-search.sse"))) {
            StreamTap whole = tap();
            String expected = feed(whole, stream);
            byte[] bytes = stream.getBytes(UTF_8);
            StreamTap split = tap();
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            int at = 0;
            for (int step : steps) {
                int to = Math.min(bytes.length, at + step);
                out.writeBytes(split.feed(Arrays.copyOfRange(bytes, at, to)));
                at = to;
            }
            out.writeBytes(split.feed(Arrays.copyOfRange(bytes, at, bytes.length)));

            assertThat(out.toString(UTF_8)).isEqualTo(expected);
            assertThat(split.tail(CHARGE)).isEqualTo(whole.tail(CHARGE));
            assertThat(split.usage()).isEqualTo(whole.usage()).isNotNull();
            assertThat(split.textBytes()).isEqualTo(whole.textBytes());
        }
    }

    static String resource(String name) {
        try (var in = ResponsesStreamTapTest.class.getResourceAsStream("/openairesponses/" + name)) {
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
