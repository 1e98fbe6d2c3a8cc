package org.modelgate.translator.framing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class SseScannerTest {
    private static final String STREAM =
            "\uFEFFevent: message_start\r\ndata: {\"a\":\"\u00e9\"}\r\n\r\n: c\n\ndata: 1\rdata: 2\r\r"
                    + "data:3\n\nevent: e\n\ndata: " + "x".repeat(300) + "\n\nevent: last\ndata: cut";

    @Test
    void findsNamesAndDataInPlace() {
        SseScanner scanner = new SseScanner();
        byte[] bytes = "event: ping\ndata: {}\n\ndata: [DONE]\n\n".getBytes(StandardCharsets.UTF_8);
        scanner.feed(bytes);

        assertThat(scanner.next()).isTrue();
        assertThat(scanner.named("ping")).isTrue();
        assertThat(scanner.buffer()).isSameAs(bytes);
        assertThat(new String(
                        bytes, scanner.dataStart(), scanner.dataEnd() - scanner.dataStart(), StandardCharsets.UTF_8))
                .isEqualTo("{}");
        assertThat(scanner.next()).isTrue();
        assertThat(scanner.hasName()).isFalse();
        assertThat(new String(scanner.data(), StandardCharsets.UTF_8)).isEqualTo("[DONE]");
        assertThat(scanner.end()).isEqualTo(bytes.length);
        assertThat(scanner.next()).isFalse();
        assertThat(scanner.last()).isFalse();
    }

    @Property(tries = 300)
    void anySplitGivesTheSameEventsAndKeepsEveryByte(@ForAll List<Integer> cuts) {
        byte[] bytes = STREAM.getBytes(StandardCharsets.UTF_8);
        List<String> expected = new ArrayList<>();
        assertThat(scan(bytes, List.of(), expected)).isEqualTo(bytes);
        List<String> events = new ArrayList<>();
        assertThat(scan(bytes, cuts, events)).isEqualTo(bytes);
        assertThat(events).isEqualTo(expected);
        assertThat(expected).contains("1\n2", "3", "cut");
    }

    @Test
    void memoryStaysSmallWhenEveryChunkEndsInsideAnEvent() {
        SseScanner scanner = new SseScanner();
        byte[] chunk = ("345\n\ndata: " + "y".repeat(1000) + "\n\ndata: 12").getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 50_000; i++) {
            scanner.feed(chunk);
            while (scanner.next()) {
                assertThat(scanner.buffer().length).isLessThan(8192);
            }
        }
    }

    @Test
    void bareJsonIsMarked() {
        SseScanner scanner = new SseScanner();
        scanner.feed("{\n\"error\":1}".getBytes(StandardCharsets.UTF_8));
        assertThat(scanner.next()).isFalse();
        assertThat(scanner.last()).isTrue();
        assertThat(scanner.rawJson()).isTrue();
    }

    private static byte[] scan(byte[] bytes, List<Integer> cuts, List<String> data) {
        SseScanner scanner = new SseScanner();
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        int at = 0;
        for (int cut : cuts) {
            int to = Math.min(bytes.length, at + Math.floorMod(cut, 40));
            take(scanner, Arrays.copyOfRange(bytes, at, to), all, data);
            at = to;
        }
        take(scanner, Arrays.copyOfRange(bytes, at, bytes.length), all, data);
        if (scanner.last()) {
            note(scanner, all, data);
        }
        return all.toByteArray();
    }

    private static void take(SseScanner scanner, byte[] chunk, ByteArrayOutputStream all, List<String> data) {
        scanner.feed(chunk);
        while (scanner.next()) {
            note(scanner, all, data);
        }
    }

    private static void note(SseScanner scanner, ByteArrayOutputStream all, List<String> data) {
        all.write(scanner.buffer(), scanner.start(), scanner.end() - scanner.start());
        if (scanner.dataLines() > 0) {
            data.add(new String(scanner.data(), StandardCharsets.UTF_8));
        }
    }
}
