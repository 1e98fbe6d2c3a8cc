package org.modelgate.translator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.NotEmpty;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.modelgate.common.inference.ContentPart;
import org.modelgate.common.inference.FinishReason;
import org.modelgate.common.inference.InferenceResponse;
import org.modelgate.common.inference.StreamEvent;
import org.modelgate.common.inference.Usage;

/** Pitfall 54: an answer is cut exactly at a stop string that the provider wasn't told. */
class StopStringsTest {
    private static final StreamEvent.Finish END = new StreamEvent.Finish(FinishReason.STOP, null, null);

    /** Each byte fed is one event of the list. */
    private static final class Scripted implements StreamDecoder {
        private final List<StreamEvent> events;
        private int next;

        Scripted(List<StreamEvent> events) {
            this.events = events;
        }

        @Override
        public void feed(byte[] bytes, Consumer<StreamEvent> out) {
            for (int i = 0; i < bytes.length; i++) {
                out.accept(events.get(next++));
            }
        }

        @Override
        public void end(Consumer<StreamEvent> out) {
            out.accept(new StreamEvent.Done());
        }
    }

    private static List<StreamEvent> seen(List<String> stops, StreamEvent... events) {
        List<StreamEvent> seen = new ArrayList<>();
        StreamDecoder decoder = StopStrings.in(new Scripted(List.of(events)), stops);
        decoder.feed(new byte[events.length], seen::add);
        decoder.end(seen::add);
        return seen;
    }

    private static String text(List<StreamEvent> events) {
        StringBuilder text = new StringBuilder();
        for (StreamEvent event : events) {
            if (event instanceof StreamEvent.Text piece) {
                text.append(piece.text());
            }
        }
        return text.toString();
    }

    private static StreamEvent text(String text) {
        return new StreamEvent.Text(0, text);
    }

    private static InferenceResponse whole(String text) {
        ContentPart call = new ContentPart.ToolCall("c", "f", "{}", null);
        return new InferenceResponse(
                "id", "m", List.of(ContentPart.Text.of(text), call), FinishReason.STOP, null, null, null, null, null);
    }

    @Test
    void pitfall54AStopStringOverTheBordersOfChunksCutsTheStream() {
        List<StreamEvent> seen = seen(List.of("STOP"), text("one S"), text("TO"), text("P two"), text("three"), END);
        assertThat(text(seen)).isEqualTo("one ");
        assertThat(seen)
                .endsWith(
                        new StreamEvent.BlockEnd(0),
                        new StreamEvent.Finish(FinishReason.STOP_SEQUENCE, "STOP", null),
                        new StreamEvent.Done());
    }

    @Test
    void pitfall54ABeginningThatIsNoneComesOut() {
        List<StreamEvent> seen = seen(List.of("STOP"), text("ST"), text("ART ST"), END);
        assertThat(text(seen)).isEqualTo("START ST");
        assertThat(seen).endsWith(END, new StreamEvent.Done());
    }

    @Test
    void pitfall54NothingIsHeldThatBeginsNoStopString() {
        List<StreamEvent> seen = new ArrayList<>();
        StreamDecoder decoder = StopStrings.in(new Scripted(List.of(text("hello S"), text("x"))), List.of("STOP"));
        decoder.feed(new byte[1], seen::add);
        assertThat(text(seen)).isEqualTo("hello ");
        decoder.feed(new byte[1], seen::add);
        assertThat(text(seen)).isEqualTo("hello Sx");
    }

    @Test
    void pitfall54PairsOfSurrogatesStayWhole() {
        List<StreamEvent> seen =
                seen(List.of("\uD83D\uDE00"), text("a\uD83D"), text("\uDE80b\uD83D"), text("\uDE00c"), END);
        assertThat(text(seen)).isEqualTo("a\uD83D\uDE80b");
    }

    @Test
    void whatTheModelDidBehindTheStopStringIsNotShownButItsUsageIs() {
        Usage usage = Usage.of(3, 9);
        List<StreamEvent> seen = seen(
                List.of("."),
                text("a. b"),
                new StreamEvent.ToolCallStart(1, "c", "f"),
                new StreamEvent.Ping(),
                new StreamEvent.UsageUpdate(usage),
                END);
        assertThat(seen)
                .containsExactly(
                        text("a"),
                        new StreamEvent.BlockEnd(0),
                        new StreamEvent.Ping(),
                        new StreamEvent.UsageUpdate(usage),
                        new StreamEvent.Finish(FinishReason.STOP_SEQUENCE, ".", null),
                        new StreamEvent.Done());
    }

    @Test
    void reasoningIsNotSearched() {
        StreamEvent thought = new StreamEvent.Thinking(0, "a STOP b");
        assertThat(seen(List.of("STOP"), thought, END)).containsExactly(thought, END, new StreamEvent.Done());
    }

    @Test
    void theStopStringThatIsCompleteFirstCounts() {
        assertThat(text(seen(List.of("abc", "b"), text("xabc"), END))).isEqualTo("xa");
        InferenceResponse cut = StopStrings.in(whole("xabc"), List.of("abc", "b"));
        assertThat(cut.stopSequence()).isEqualTo("b");
    }

    @Test
    void aWholeAnswerEndsThere() {
        InferenceResponse cut = StopStrings.in(whole("one STOP two"), List.of("STOP"));
        assertThat(cut.parts()).containsExactly(ContentPart.Text.of("one "));
        assertThat(cut.finish()).isEqualTo(FinishReason.STOP_SEQUENCE);
        InferenceResponse untouched = whole("one");
        assertThat(StopStrings.in(untouched, List.of("STOP"))).isSameAs(untouched);
    }

    @Test
    void stopStringsWithoutBoundsAreNotWatchedFor() {
        Warnings warnings = new Warnings();
        assertThat(StopStrings.watched(List.of("a", "x".repeat(257), ""), "stop", warnings))
                .containsExactly("a");
        assertThat(warnings.entries()).containsExactly("stop;emulated", "stop;unsupported");
    }

    private static StreamEvent told(String... tokens) {
        return new StreamEvent.Text(0, String.join("", tokens), entries(tokens));
    }

    private static String entries(String... tokens) {
        List<String> entries = new ArrayList<>();
        for (String token : tokens) {
            entries.add("{\"token\":\"" + token + "\",\"logprob\":-1}");
        }
        return "[" + String.join(",", entries) + "]";
    }

    @Test
    void heldTextKeepsItsLogprobs() {
        assertThat(seen(List.of("STOP"), told("a"), told("b", " ST"), told("ART"), END))
                .containsExactly(told("a"), told("b", " ST"), told("ART"), END, new StreamEvent.Done());
    }

    @Test
    void tokensBehindTheCutAreNotTold() {
        assertThat(seen(List.of("STOP"), told("a "), told("b", "S"), told("TOP", "c"), END))
                .startsWith(told("a "), told("b"), new StreamEvent.BlockEnd(0));
        assertThat(seen(List.of("STOP"), told("a", "bSTOP"), END))
                .as("a token that is cut is lost, and the others keep their places")
                .startsWith(new StreamEvent.Text(0, "ab", entries("a")), new StreamEvent.BlockEnd(0));
    }

    @Test
    void tokensThatDoNotSpellTheirTextAreNotTold() {
        StreamEvent odd = new StreamEvent.Text(0, "aSTOP", entries("x", "STOP"));
        assertThat(seen(List.of("STOP"), odd, END)).startsWith(text("a"));
        ContentPart.Text whole = new ContentPart.Text("one STOP", null, null, entries("one", " STOP"));
        InferenceResponse answer =
                new InferenceResponse("id", "m", List.of(whole), FinishReason.STOP, null, null, null, null, null);
        assertThat(StopStrings.in(answer, List.of("STOP")).parts())
                .containsExactly(new ContentPart.Text("one ", null, null, entries("one")));
    }

    @Property(tries = 500)
    @Label("any split of a text is cut where the whole text is")
    void anySplitIsCutTheSame(
            @ForAll @StringLength(max = 40) @CharRange(from = 'a', to = 'c') String text,
            @ForAll @Size(min = 1, max = 3) List<@NotEmpty @StringLength(max = 4) @CharRange(from = 'a', to = 'c') String> stops,
            @ForAll @IntRange(min = 1, max = 5) int size,
            @ForAll boolean told) {
        List<StreamEvent> events = new ArrayList<>();
        for (int at = 0; at < text.length(); at += size) {
            String piece = text.substring(at, Math.min(text.length(), at + size));
            events.add(told ? told(piece.split("")) : text(piece));
        }
        events.add(END);
        InferenceResponse whole = StopStrings.in(whole(text), stops);
        String expected = ((ContentPart.Text) whole.parts().getFirst()).text();
        List<StreamEvent> seen = seen(stops, events.toArray(StreamEvent[]::new));
        assertThat(text(seen)).isEqualTo(expected);
        for (StreamEvent event : seen) {
            if (event instanceof StreamEvent.Text piece) {
                String[] tokens = piece.text().split("");
                assertThat(piece).isEqualTo(told ? told(tokens) : text(piece.text()));
            }
        }
        StreamEvent.Finish finish = (StreamEvent.Finish) seen.get(seen.size() - 2);
        assertThat(finish.stopSequence()).isEqualTo(whole.stopSequence());
    }
}
