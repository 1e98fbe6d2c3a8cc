package org.modelgate.translator.dialect.openaichat;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.modelgate.common.error.ErrorCode;
import org.modelgate.common.inference.GatewayUsage;
import org.modelgate.common.inference.Usage;
import org.modelgate.translator.StreamTap;
import org.modelgate.translator.StreamTap.Phase;
import org.modelgate.translator.openai.OpenAiTap;

class ChatStreamTapTest {
    private static final GatewayUsage CHARGE = new GatewayUsage(19, 5, 1_500, "p", false);
    private static final String CHARGED =
            ",\"gateway_usage\":{\"tokens_charged\":19,\"request_ms\":5,\"cost_usd\":0.0000015,\"provider\":\"p\",\"cached\":false}";
    private static final String HEAD = "data: {\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"model\":\"m\",";
    private static final String ROLE = HEAD
            + "\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\",\"refusal\":null},\"finish_reason\":null}],\"usage\":null}\n\n";
    private static final String HEL = content(0, "Hel");
    private static final String LO = content(0, "l\\u00f6 \\\"finish_reason\\\":\\\"stop\\\"");
    private static final String STOP = finish(0, "");
    private static final String USAGE =
            HEAD + "\"choices\":[],\"usage\":{\"prompt_tokens\":16,\"completion_tokens\":3,\"total_tokens\":19}}\n\n";
    private static final String DONE = "data: [DONE]\n\n";

    private static String content(int index, String text) {
        return HEAD + "\"choices\":[{\"index\":" + index + ",\"delta\":{\"content\":\"" + text
                + "\"},\"finish_reason\":null}],\"usage\":null}\n\n";
    }

    private static String finish(int index, String members) {
        return HEAD + "\"choices\":[{\"index\":" + index + ",\"delta\":{},\"finish_reason\":\"stop\"}]" + members
                + "}\n\n";
    }

    private static String feed(StreamTap tap, String... chunks) {
        StringBuilder out = new StringBuilder();
        for (String chunk : chunks) {
            out.append(new String(tap.feed(chunk.getBytes(UTF_8)), UTF_8));
        }
        return out.toString();
    }

    private static String tail(StreamTap tap) {
        return new String(tap.tail(CHARGE), UTF_8);
    }

    private static String charged(String event) {
        return event.substring(0, event.length() - 3) + CHARGED + "}\n\n";
    }

    @Test
    void holdsThePreambleAndGivesItOutWithTheFirstContent() {
        StreamTap tap = ChatTapEvents.tap(1, true);

        assertThat(feed(tap, ": OPENROUTER PROCESSING\n\n", ROLE)).isEmpty();
        assertThat(tap.phase()).isEqualTo(Phase.PREAMBLE);
        assertThat(tap.contentSeen()).isFalse();
        assertThat(feed(tap, HEL)).isEqualTo(ROLE + HEL);
        assertThat(tap.phase()).isEqualTo(Phase.CONTENT);
        assertThat(tap.contentSeen()).isTrue();
    }

    @Test
    void aChunkOfContentGoesOnAsTheSameArray() {
        StreamTap tap = ChatTapEvents.tap(1, true);
        feed(tap, ROLE, HEL);
        byte[] chunk = (LO + ": ping\n\n" + HEL).getBytes(UTF_8);

        assertThat(tap.feed(chunk)).isSameAs(chunk);
    }

    @Test
    void keepsTheTailUntilTheChargeIsKnown() {
        StreamTap tap = ChatTapEvents.tap(1, true);

        String out = feed(tap, ROLE, HEL, LO + STOP + USAGE + DONE);
        tap.end();

        assertThat(out).isEqualTo(ROLE + HEL + LO);
        assertThat(tap.phase()).isEqualTo(Phase.COMPLETE);
        assertThat(tap.usage()).isEqualTo(Usage.of(16, 3));
        assertThat(tap.usageFinal()).isTrue();
        assertThat(tap.upstreamId()).isEqualTo("c1");
        assertThat(tap.textBytes()).isEqualTo("Hellö \"finish_reason\":\"stop\"".getBytes(UTF_8).length);
        assertThat(tail(tap)).isEqualTo(STOP + charged(USAGE) + DONE);
        assertThat(new String(tap.rawTail(), UTF_8)).isEqualTo(STOP + USAGE + DONE);
    }

    @Test
    void aUsageChunkThatTheClientDidNotAskForIsFiltered() {
        StreamTap tap = ChatTapEvents.tap(1, false);
        feed(tap, ROLE, HEL, STOP, USAGE, DONE);

        assertThat(tail(tap)).isEqualTo(charged(STOP) + DONE);
    }

    @Test
    void aMissingDoneIsAddedWhenTheAnswerWasFinished() {
        StreamTap tap = ChatTapEvents.tap(1, true);
        feed(tap, ROLE, HEL, STOP, USAGE.stripTrailing());
        tap.end();

        assertThat(tap.phase()).isEqualTo(Phase.COMPLETE);
        assertThat(tap.usage()).isEqualTo(Usage.of(16, 3));
        assertThat(tail(tap)).isEqualTo(STOP + charged(USAGE) + DONE);
    }

    @Test
    void aCutStreamFails() {
        StreamTap tap = ChatTapEvents.tap(1, true);
        feed(tap, ROLE, HEL, STOP.substring(0, 60));
        tap.end();

        assertThat(tap.phase()).isEqualTo(Phase.FAILED);
        assertThat(tap.error().code()).isEqualTo(ErrorCode.PROVIDER_ERROR);
        assertThat(tap.contentSeen()).isTrue();
    }

    @Test
    void withSeveralChoicesTheTailBeginsWhenAllHaveFinished() {
        StreamTap tap = ChatTapEvents.tap(2, false);

        String out = feed(tap, ROLE, content(0, "a"), finish(0, ""), content(1, "b"), finish(1, ""), USAGE, DONE);

        assertThat(out).isEqualTo(ROLE + content(0, "a") + finish(0, "") + content(1, "b"));
        assertThat(tail(tap)).isEqualTo(charged(finish(1, "")) + DONE);
    }

    @Test
    void usageOnEveryChunkIsCumulativeAndFinalOnlyInTheTail() {
        StreamTap tap = ChatTapEvents.tap(1, false);
        String running = HEL.replace("\"usage\":null", "\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":1}");

        feed(tap, running);
        assertThat(tap.usage()).isEqualTo(Usage.of(9, 1));
        assertThat(tap.usageFinal()).isFalse();

        feed(tap, finish(0, ",\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":4}"), DONE);
        assertThat(tap.usage()).isEqualTo(Usage.of(9, 4));
        assertThat(tap.usageFinal()).isTrue();
        assertThat(tail(tap)).contains("\"completion_tokens\":4}" + CHARGED);
    }

    @Test
    void absurdUsageIsNoUsage() {
        StreamTap tap = ChatTapEvents.tap(1, true);
        feed(tap, ROLE, HEL, STOP, USAGE.replace("16", "-16"), DONE);

        assertThat(tap.usage()).isNull();
        assertThat(tap.phase()).isEqualTo(Phase.COMPLETE);
    }

    @Test
    void usageOfGroqIsRead() {
        StreamTap tap = ChatTapEvents.tap(1, true);
        feed(
                tap,
                ROLE,
                HEL,
                finish(0, ",\"x_groq\":{\"id\":\"r\",\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":2}}"));

        assertThat(tap.usage()).isEqualTo(Usage.of(7, 2));
    }

    @Test
    void anErrorInTheStreamFailsItAndIsNotGivenOut() {
        StreamTap tap = ChatTapEvents.tap(1, true);
        String error =
                "data: {\"error\":{\"message\":\"The server had an error\",\"type\":\"server_error\",\"param\":null,\"code\":null}}\n\n";

        assertThat(feed(tap, ROLE, HEL + error)).isEqualTo(ROLE + HEL);
        assertThat(tap.phase()).isEqualTo(Phase.FAILED);
        assertThat(tap.error().code()).isEqualTo(ErrorCode.PROVIDER_ERROR);
    }

    @Test
    void anErrorBesideChoicesAndANamedErrorEventAreErrorsToo() {
        StreamTap openRouter = ChatTapEvents.tap(1, true);
        feed(
                openRouter,
                HEAD
                        + "\"error\":{\"code\":502,\"message\":\"x\"},\"choices\":[{\"index\":0,\"delta\":{\"content\":\"\"},\"finish_reason\":\"error\"}]}\n\n");
        StreamTap groq = ChatTapEvents.tap(1, true);
        feed(groq, "event: error\ndata: {\"message\":\"x\",\"type\":\"rate_limit_exceeded\"}\n\n");

        assertThat(openRouter.error().code()).isEqualTo(ErrorCode.PROVIDER_ERROR);
        assertThat(groq.error().code()).isEqualTo(ErrorCode.RATE_LIMIT_EXCEEDED);
    }

    @Test
    void plainJsonInsteadOfAStreamFails() {
        StreamTap error = ChatTapEvents.tap(1, true);
        feed(error, "{\n \"error\": {\"code\": 503,\n\n", " \"message\": \"x\"}\n}");
        error.end();
        StreamTap answer = ChatTapEvents.tap(1, true);
        feed(answer, "{\"choices\":[{\"message\":{\"content\":\"hi\"}}]}");
        answer.end();
        StreamTap html = ChatTapEvents.tap(1, true);
        feed(html, "<html><body>Bad gateway</body></html>\n");
        html.end();

        assertThat(error.error().code()).isEqualTo(ErrorCode.OVERLOADED);
        assertThat(answer.error().code()).isEqualTo(ErrorCode.PROVIDER_ERROR);
        assertThat(html.error().code()).isEqualTo(ErrorCode.PROVIDER_ERROR);
    }

    @Test
    void garbageFailsTheStream() {
        StreamTap tap = ChatTapEvents.tap(1, true);
        feed(tap, ROLE, HEL, "data: {\"id\":\"c1\",\"choi\n\n");

        assertThat(tap.phase()).isEqualTo(Phase.FAILED);
    }

    @Test
    void anEmptyStreamFails() {
        StreamTap tap = ChatTapEvents.tap(1, true);
        feed(tap, DONE);

        assertThat(tap.phase()).isEqualTo(Phase.FAILED);
    }

    @Test
    void doneWithoutFinishReasonIsAnEndAndCarriesTheCharge() {
        StreamTap tap = ChatTapEvents.tap(1, true);
        assertThat(feed(tap, ROLE, HEL, DONE)).isEqualTo(ROLE + HEL);

        assertThat(tap.phase()).isEqualTo(Phase.COMPLETE);
        assertThat(tail(tap)).isEqualTo(HEAD + "\"choices\":[]" + CHARGED + "}\n\n" + DONE);
    }

    @Test
    void anAnswerWithoutContentStaysInTheTailWithItsPreamble() {
        StreamTap tap = ChatTapEvents.tap(1, false);
        assertThat(feed(tap, ROLE, STOP, DONE)).isEmpty();

        assertThat(tap.contentSeen()).isFalse();
        assertThat(tail(tap)).isEqualTo(ROLE + charged(STOP) + DONE);
        assertThat(new String(tap.rawTail(), UTF_8)).isEqualTo(ROLE + STOP + DONE);
    }

    @Test
    void everyKindOfContentEndsThePreamble() {
        for (String delta : List.of(
                "{\"role\":\"assistant\",\"content\":\"x\"}",
                "{\"content\":null,\"tool_calls\":[{\"index\":0,\"id\":\"c\",\"function\":{\"name\":\"f\"}}]}",
                "{\"reasoning_content\":\"x\"}",
                "{\"reasoning\":\"x\",\"content\":\"\"}",
                "{\"refusal\":\"x\"}",
                "{\"audio\":{\"id\":\"a\"}}",
                "{\"content\":[{\"type\":\"thinking\"}]}",
                "{\"images\":[{\"image_url\":{\"url\":\"data:\"}}]}")) {
            StreamTap tap = ChatTapEvents.tap(1, true);
            feed(tap, HEAD + "\"choices\":[{\"index\":0,\"delta\":" + delta + "}]}\n\n");
            assertThat(tap.phase()).as(delta).isEqualTo(Phase.CONTENT);
        }
        for (String choices : List.of(
                "[]",
                "null",
                "[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\",\"refusal\":null,\"tool_calls\":[ ]}}]",
                "[{\"index\":0,\"delta\":{}}]")) {
            StreamTap tap = ChatTapEvents.tap(1, true);
            feed(tap, "data: {\"choices\":" + choices + ",\"prompt_filter_results\":[{}]}\n\n");
            assertThat(tap.phase()).as(choices).isEqualTo(Phase.PREAMBLE);
        }
    }

    @Test
    void aPreambleThatNeverEndsIsGivenOut() {
        StreamTap tap = ChatTapEvents.tap(1, true);
        StringBuilder out = new StringBuilder();
        for (int i = 0; i <= OpenAiTap.PREAMBLE_EVENTS_MAX; i++) {
            out.append(feed(tap, ROLE));
        }

        assertThat(tap.phase()).isEqualTo(Phase.CONTENT);
        assertThat(out.toString()).isEqualTo(ROLE.repeat(OpenAiTap.PREAMBLE_EVENTS_MAX + 1));
    }

    @Test
    void aTailThatNeverEndsFails() {
        StreamTap tap = ChatTapEvents.tap(1, true);
        feed(tap, ROLE, HEL, STOP);
        String more = content(0, "x".repeat(100_000));
        for (int i = 0; i < 11; i++) {
            feed(tap, more);
        }

        assertThat(tap.phase()).isEqualTo(Phase.FAILED);
    }

    @Property(tries = 300)
    void anySplitOfTheBytesGivesTheSameAnswer(@ForAll long seed) {
        String crlf = ("\uFEFF" + ROLE + HEL + LO).replace("\n", "\r\n");
        String stream = crlf + HEL.replace("}],\"usage\"", "}],\r\ndata: \"usage\"") + STOP + USAGE + DONE;
        StreamTap whole = ChatTapEvents.tap(1, false);
        String expected = feed(whole, stream);
        StreamTap split = ChatTapEvents.tap(1, false);
        List<byte[]> given = new ArrayList<>();
        for (byte[] chunk : pieces(stream.getBytes(UTF_8), new Random(seed))) {
            given.add(split.feed(chunk));
        }
        // Put together late: what was given out must not change any more.
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        given.forEach(out::writeBytes);

        assertThat(out.toString(UTF_8)).isEqualTo(expected);
        assertThat(tail(split)).isEqualTo(tail(whole));
        assertThat(split.usage()).isEqualTo(whole.usage());
        assertThat(split.textBytes()).isEqualTo(whole.textBytes());
        assertThat(split.phase()).isEqualTo(Phase.COMPLETE);
    }

    static List<byte[]> pieces(byte[] bytes, Random random) {
        List<byte[]> pieces = new ArrayList<>();
        for (int at = 0; at < bytes.length; ) {
            int to = Math.min(bytes.length, at + 1 + random.nextInt(random.nextBoolean() ? 3 : 200));
            pieces.add(Arrays.copyOfRange(bytes, at, to));
            at = to;
        }
        return pieces;
    }
}
