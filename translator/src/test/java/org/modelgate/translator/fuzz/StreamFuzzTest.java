package org.modelgate.translator.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.provider.MethodSource;
import org.modelgate.common.inference.BodyScan;
import org.modelgate.common.inference.StreamEvent;
import org.modelgate.common.inference.Usage;
import org.modelgate.common.json.Json;
import org.modelgate.translator.ClientDialect;
import org.modelgate.translator.Dialect;
import org.modelgate.translator.Dialects;
import org.modelgate.translator.Samples;
import org.modelgate.translator.StreamDecoder;
import org.modelgate.translator.StreamEncoder;
import org.modelgate.translator.StreamTap;
import org.modelgate.translator.framing.SseDecoder;
import org.modelgate.translator.framing.SseEvent;
import org.modelgate.translator.framing.SseScanner;

/** Streams of providers, read by each dialect, whatever they hold and however they are cut. */
class StreamFuzzTest {
    private static final BodyScan SCAN = Dialects.clients()
            .getFirst()
            .scanner()
            .scan(
                    "{\"model\":\"m\",\"max_tokens\":9,\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}"
                            .getBytes(StandardCharsets.UTF_8));

    private record Tapped(
            String given,
            String rest,
            StreamTap.Phase phase,
            boolean contentSeen,
            @Nullable Usage usage,
            boolean usageFinal,
            long textBytes,
            @Nullable String upstreamId) {}

    @MethodSource("org.modelgate.translator.fuzz.Seeds#streams")
    @FuzzTest
    void decodersEndOnceAndGiveTheSameEventsForAnySplit(byte[] bytes) {
        for (Dialect dialect : Dialects.all()) {
            List<StreamEvent> events = decoded(dialect, List.of(bytes));
            assertThat(events.subList(0, events.size() - 1)).noneMatch(StreamFuzzTest::isEnd);
            assertThat(events.getLast()).matches(StreamFuzzTest::isEnd);
            assertThat(decoded(dialect, Pieces.of(bytes))).isEqualTo(events);
        }
    }

    @MethodSource("org.modelgate.translator.fuzz.Seeds#streams")
    @FuzzTest
    void tapsPassWhatCameForAnySplitAndKnowAWholeAnswer(byte[] bytes) {
        for (Dialect dialect : Dialects.all()) {
            Tapped tapped = tapped(dialect, List.of(bytes));
            assertThat(tapped(dialect, Pieces.of(bytes))).isEqualTo(tapped);
            assertBegins(bytes, tapped.given);
            if (tapped.phase == StreamTap.Phase.COMPLETE) {
                assertBegins(bytes, tapped.given + tapped.rest);
            }
            if (namesAreTypes(bytes) && decoded(dialect, List.of(bytes)).getLast() instanceof StreamEvent.Done) {
                assertThat(tapped.phase).isEqualTo(StreamTap.Phase.COMPLETE);
            }
        }
    }

    @MethodSource("org.modelgate.translator.fuzz.Seeds#streams")
    @FuzzTest
    void whatADialectReadsEachClientsDialectWritesAsAStreamThatItReads(byte[] bytes) {
        for (Dialect provider : Dialects.all()) {
            List<StreamEvent> events = decoded(provider, List.of(bytes));
            for (ClientDialect client : Dialects.clients()) {
                List<StreamEvent> again = decoded(client, List.of(encoded(client, events)));
                assertThat(again.getLast()).hasSameClassAs(events.getLast());
            }
        }
    }

    private static byte[] encoded(ClientDialect client, List<StreamEvent> events) {
        StreamEncoder encoder = client.streams().encoder(Samples.answer(Samples.request()), 3);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        events.forEach(event -> out.writeBytes(encoder.encode(event)));
        out.writeBytes(
                events.getLast() instanceof StreamEvent.Failed failed
                        ? encoder.fail(failed.error())
                        : encoder.finish(Samples.CHARGE));
        return out.toByteArray();
    }

    private static boolean isEnd(StreamEvent event) {
        return event instanceof StreamEvent.Done || event instanceof StreamEvent.Failed;
    }

    private static List<StreamEvent> decoded(Dialect dialect, List<byte[]> pieces) {
        List<StreamEvent> events = new ArrayList<>();
        StreamDecoder decoder = dialect.streams().decoder();
        pieces.forEach(piece -> decoder.feed(piece, events::add));
        decoder.end(events::add);
        return events;
    }

    /** The tap's own bytes are ISO 8859-1 text, so that a failed comparison can be read. */
    private static Tapped tapped(Dialect dialect, List<byte[]> pieces) {
        StreamTap tap = dialect.meter().streamTap(SCAN);
        ByteArrayOutputStream given = new ByteArrayOutputStream();
        pieces.forEach(piece -> given.writeBytes(tap.feed(piece)));
        tap.end();
        assertThat(tap.phase()).isIn(StreamTap.Phase.COMPLETE, StreamTap.Phase.FAILED);
        assertThat(tap.error() != null).isEqualTo(tap.phase() == StreamTap.Phase.FAILED);
        byte[] tail = tap.tail(Samples.CHARGE);
        assertThat(tail).isNotNull();
        return new Tapped(
                given.toString(StandardCharsets.ISO_8859_1),
                new String(tap.rawTail(), StandardCharsets.ISO_8859_1),
                tap.phase(),
                tap.contentSeen(),
                tap.usage(),
                tap.usageFinal(),
                tap.textBytes(),
                tap.upstreamId());
    }

    /** The events of the stream begin with those. */
    private static void assertBegins(byte[] stream, String latin1) {
        List<String> all = dataEvents(stream);
        List<String> some = dataEvents(latin1.getBytes(StandardCharsets.ISO_8859_1));
        assertThat(all.subList(0, Math.min(some.size(), all.size()))).isEqualTo(some);
    }

    /** A tap may go by an event's name where a decoder goes by the type in its data. */
    private static boolean namesAreTypes(byte[] stream) {
        boolean[] same = {true};
        SseDecoder decoder = new SseDecoder();
        Consumer<SseEvent> look = event -> same[0] &= event.name().isEmpty() || isType(event);
        decoder.feed(stream, look);
        decoder.end(look);
        return same[0];
    }

    private static boolean isType(SseEvent event) {
        try {
            JsonNode type = Json.document(event.buffer(), event.offset(), event.length())
                    .path("type");
            return type.isMissingNode() || type.asText().equals(event.name());
        } catch (JsonProcessingException e) {
            return true;
        }
    }

    /** Data of the events; comments and blank lines may be left out on the way. */
    private static List<String> dataEvents(byte[] stream) {
        SseScanner scanner = new SseScanner();
        List<String> events = new ArrayList<>();
        scanner.feed(stream);
        while (scanner.next() || scanner.last()) {
            if (scanner.dataLines() > 0) {
                events.add(new String(scanner.data(), StandardCharsets.ISO_8859_1));
            }
        }
        return events;
    }
}
