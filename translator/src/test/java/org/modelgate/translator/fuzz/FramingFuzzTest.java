package org.modelgate.translator.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.provider.MethodSource;
import org.modelgate.common.error.GatewayException;
import org.modelgate.translator.framing.EventStreamDecoder;
import org.modelgate.translator.framing.SseDecoder;
import org.modelgate.translator.framing.SseEvent;
import org.modelgate.translator.framing.SseScanner;

class FramingFuzzTest {
    /** An event as it was while it was handled. */
    private record Seen(SseEvent.Kind kind, String name, String data) {
        Seen(SseEvent event) {
            this(event.kind(), event.name(), event.text());
        }
    }

    @MethodSource("org.modelgate.translator.fuzz.Seeds#streams")
    @FuzzTest
    void sseDecoderGivesTheSameEventsForAnySplit(byte[] bytes) {
        assertThat(decoded(Pieces.of(bytes))).isEqualTo(decoded(List.of(bytes)));
    }

    @MethodSource("org.modelgate.translator.fuzz.Seeds#streams")
    @FuzzTest
    void sseScannerLosesNoByteAndSeesWhatTheDecoderSees(byte[] bytes) {
        SseScanner scanner = new SseScanner();
        ByteArrayOutputStream passed = new ByteArrayOutputStream();
        List<String> scanned = new ArrayList<>();
        boolean bare = false;
        for (byte[] piece : Pieces.of(bytes)) {
            scanner.feed(piece);
            while (scanner.next()) {
                bare |= scanner.rawJson();
                take(scanner, passed, bare, scanned);
            }
        }
        if (scanner.last()) {
            bare |= scanner.rawJson();
            take(scanner, passed, bare, scanned);
        }

        assertThat(passed.toByteArray()).isEqualTo(bytes);
        assertThat(scanned)
                .isEqualTo(decoded(List.of(bytes)).stream()
                        .filter(event -> event.kind() == SseEvent.Kind.EVENT)
                        .map(Seen::data)
                        .toList());
    }

    /** A broken frame gives the same refusal, behind the same frames. */
    @FuzzTest
    @MethodSource("org.modelgate.translator.fuzz.Seeds#eventStreams")
    void eventStreamGivesTheSameFramesForAnySplit(byte[] bytes) {
        assertThat(frames(Pieces.of(bytes))).isEqualTo(frames(List.of(bytes)));
    }

    private static List<String> frames(List<byte[]> pieces) {
        List<String> frames = new ArrayList<>();
        EventStreamDecoder decoder = new EventStreamDecoder();
        try {
            for (byte[] piece : pieces) {
                decoder.feed(piece, f -> frames.add(f.kind() + f.type() + f.message() + f.text()));
            }
            decoder.end();
        } catch (GatewayException e) {
            frames.add("refused");
        }
        return frames;
    }

    private static void take(SseScanner scanner, ByteArrayOutputStream passed, boolean bare, List<String> scanned) {
        passed.write(scanner.buffer(), scanner.start(), scanner.end() - scanner.start());
        if (!bare && scanner.dataLines() > 0) {
            scanned.add(new String(scanner.data(), StandardCharsets.UTF_8));
        }
    }

    private static List<Seen> decoded(List<byte[]> pieces) {
        List<Seen> events = new ArrayList<>();
        SseDecoder decoder = new SseDecoder();
        pieces.forEach(piece -> decoder.feed(piece, event -> events.add(new Seen(event))));
        decoder.end(event -> events.add(new Seen(event)));
        return events;
    }
}
