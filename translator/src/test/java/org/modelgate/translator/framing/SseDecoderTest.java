package org.modelgate.translator.framing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.modelgate.common.error.GatewayException;

/** Rules 1 to 9 of the transport notes, section 1: every input whole and byte by byte. */
class SseDecoderTest {

    static Stream<Arguments> inputs() {
        return Stream.of(
                Arguments.of("\uFEFFdata: a\r\n\r\n", List.of("|a")),
                Arguments.of("data: a\rdata: b\r\r", List.of("|a\nb")),
                Arguments.of("data: x\r\n\r\n", List.of("|x")),
                Arguments.of(": ping\n\ndata: y\n\n", List.of("comment", "|y")),
                Arguments.of("data:{\"t\":\"\u2028\u2029\u0085\"}\n\n", List.of("|{\"t\":\"\u2028\u2029\u0085\"}")),
                Arguments.of("data: \u00e9\n\n", List.of("|\u00e9")),
                Arguments.of("event: e\n\n", List.of()),
                Arguments.of("data\n\n", List.of("|")),
                Arguments.of("data: {\"a\":\ndata: 1}\n\n", List.of("|{\"a\":\n1}")),
                Arguments.of("{\n \"error\": {\"code\": 503}\n}", List.of("raw:{\n \"error\": {\"code\": 503}\n}")),
                Arguments.of("{\"error\":1}", List.of("raw:{\"error\":1}\n")),
                Arguments.of("data: z", List.of("|z")),
                Arguments.of("event: a\ndata: 1\n\ndata: 2\n\n", List.of("a|1", "|2")),
                Arguments.of("event: a\nevent: b\nid: 7\nretry: 5\nother: x\ndata:  1\n\n", List.of("b| 1")),
                Arguments.of("data: [DONE] \n\n", List.of("|[DONE] ")),
                Arguments.of("\n\n\r\n\rdata: q\n\n", List.of("|q")),
                Arguments.of(
                        "data: a\n\n{\"error\":{}}\n\ndata: b\n\n",
                        List.of("|a", "raw:{\"error\":{}}\n\ndata: b\n\n")));
    }

    @ParameterizedTest
    @MethodSource("inputs")
    void wholeAndByteByByteGiveTheSameEvents(String input, List<String> expected) {
        byte[] bytes = input.getBytes(StandardCharsets.UTF_8);
        assertThat(decode(bytes, bytes.length)).isEqualTo(expected);
        assertThat(decode(bytes, 1)).isEqualTo(expected);
        assertThat(decode(bytes, 3)).isEqualTo(expected);
    }

    @Test
    void aLineFeedBehindACarriageReturnAtTheEndOfAChunkIsSwallowed() {
        List<String> events = new ArrayList<>();
        SseDecoder decoder = new SseDecoder();
        decoder.feed("data: x\r".getBytes(StandardCharsets.UTF_8), e -> events.add(e.text()));
        decoder.feed("\n\r\n".getBytes(StandardCharsets.UTF_8), e -> events.add(e.text()));
        decoder.end(e -> events.add(e.text()));
        assertThat(events).containsExactly("x");
    }

    @Property(tries = 300)
    void anySplitGivesTheSameEvents(@ForAll List<Integer> cuts, @ForAll int seed) {
        byte[] bytes =
                ("\uFEFFevent: message_start\r\ndata: {\"a\":\"\u00e9\u20ac\uD83D\uDE00\"}\r\n\r\n: c\n\ndata: 1\rdata: 2\r\r"
                                + "data:3\n\nevent: e\n\ndata: " + "x".repeat(500 + Math.floorMod(seed, 50)) + "\n\n")
                        .getBytes(StandardCharsets.UTF_8);
        List<String> expected = decode(bytes, bytes.length);
        List<String> events = new ArrayList<>();
        SseDecoder decoder = new SseDecoder();
        int at = 0;
        for (int cut : cuts) {
            int to = Math.min(bytes.length, at + Math.floorMod(cut, 40));
            decoder.feed(Arrays.copyOfRange(bytes, at, to), e -> events.add(show(e)));
            at = to;
        }
        decoder.feed(Arrays.copyOfRange(bytes, at, bytes.length), e -> events.add(show(e)));
        decoder.end(e -> events.add(show(e)));
        assertThat(events).isEqualTo(expected);
    }

    @Test
    void aLineWithoutEndIsRefusedAtItsLimit() {
        SseDecoder decoder = new SseDecoder();
        byte[] chunk = new byte[1 << 20];
        Arrays.fill(chunk, (byte) 'x');
        for (int i = 0; i < 10; i++) {
            decoder.feed(chunk, e -> {});
        }
        assertThat(decoder.heldBytes()).isEqualTo(SseDecoder.LINE_BYTES_MAX);
        assertThatThrownBy(() -> decoder.feed(chunk, e -> {})).isInstanceOf(GatewayException.class);
    }

    @Test
    void anEventOfTooManyLinesIsRefused() {
        SseDecoder decoder = new SseDecoder();
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        line.writeBytes("data: ".getBytes(StandardCharsets.UTF_8));
        line.writeBytes("x".repeat(1 << 20).getBytes(StandardCharsets.UTF_8));
        line.write('\n');
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 17; i++) {
                        decoder.feed(line.toByteArray(), e -> {});
                    }
                })
                .isInstanceOf(GatewayException.class)
                .hasMessageContaining("event");
    }

    private static List<String> decode(byte[] bytes, int step) {
        List<String> events = new ArrayList<>();
        SseDecoder decoder = new SseDecoder();
        for (int at = 0; at < bytes.length; at += step) {
            decoder.feed(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + step)), e -> events.add(show(e)));
        }
        decoder.end(e -> events.add(show(e)));
        return events;
    }

    private static String show(SseEvent e) {
        return switch (e.kind()) {
            case EVENT -> e.name() + "|" + e.text();
            case COMMENT -> "comment";
            case RAW_JSON -> "raw:" + e.text();
        };
    }
}
