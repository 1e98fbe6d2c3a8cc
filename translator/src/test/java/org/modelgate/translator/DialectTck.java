package org.modelgate.translator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.inference.FinishReason;
import org.modelgate.common.inference.StreamEvent;
import org.modelgate.common.inference.Usage;

/** What every dialect that clients speak must hold to, beside what it must as a provider's. */
public abstract class DialectTck extends ProviderTck {
    /** What a block of a canonical stream is. */
    protected enum BlockKind {
        TEXT,
        THINKING,
        TOOL
    }

    @Override
    protected abstract ClientDialect dialect();

    /** Fails unless these bytes are a legal, whole stream that holds the texts, thoughts and arguments in this order. */
    protected abstract void checkWhole(byte[] stream, String text, String thinking, List<String> arguments);

    /** Fails unless these bytes are a legal stream that ends with an error. */
    protected abstract void checkFailed(byte[] stream);

    @Property(tries = 300)
    void canonicalStreamsEncodeToLegalStreams(
            @ForAll @Size(max = 6) List<BlockKind> kinds, @ForAll long seed, @ForAll boolean ends) {
        Random random = new Random(seed);
        List<List<StreamEvent>> blocks = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        StringBuilder thinking = new StringBuilder();
        List<String> arguments = new ArrayList<>();
        for (int i = 0; i < kinds.size(); i++) {
            blocks.add(block(i, kinds.get(i), random, text, thinking, arguments, ends));
        }
        StreamEncoder encoder = dialect().streams().encoder(Samples.answer(Samples.request(Samples.tool("f"))), 0);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(encoder.encode(new StreamEvent.Start("up", "m", Usage.of(3, 0))));
        interleaved(blocks, kinds, random).forEach(e -> out.writeBytes(encoder.encode(e)));
        out.writeBytes(encoder.encode(new StreamEvent.UsageUpdate(Usage.of(3, 4))));
        out.writeBytes(encoder.encode(new StreamEvent.Finish(FinishReason.STOP, null, null)));
        out.writeBytes(encoder.encode(new StreamEvent.Done()));
        out.writeBytes(encoder.finish(Samples.CHARGE));
        assertThat(encoder.finish(Samples.CHARGE)).as("one terminal").isEmpty();
        checkWhole(out.toByteArray(), text.toString(), thinking.toString(), arguments);
    }

    /** Fails unless these bytes are a legal, whole stream that ends as at its cap, for lack of credit; it may have open items' text. */
    protected abstract void checkCut(byte[] stream, String text);

    @Property(tries = 200)
    void aTranslatedStreamThatTheGatewayEndsIsWholeWhereverItEnds(
            @ForAll @Size(max = 5) List<BlockKind> kinds, @ForAll long seed, @ForAll @IntRange(max = 60) int given) {
        List<StreamEvent> all = events(kinds, seed);
        int end = Math.min(given, all.size());
        while (end > 0 && endsInHalf(all.get(end - 1))) {
            // no provider's bytes do
            end--;
        }
        List<StreamEvent> seen = all.subList(0, end);
        StreamEncoder encoder = dialect().streams().encoder(Samples.answer(Samples.request(Samples.tool("f"))), 0);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(encoder.encode(new StreamEvent.Start("up", "m", Usage.of(3, 0))));
        seen.forEach(e -> out.writeBytes(encoder.encode(e)));
        out.writeBytes(encoder.encode(new StreamEvent.UsageUpdate(Usage.of(3, 4))));
        dialect().streams().decoder().cut(e -> out.writeBytes(encoder.encode(e)));
        out.writeBytes(encoder.finish(Samples.CUT_CHARGE));
        checkCut(out.toByteArray(), text(seen));
    }

    @Property(tries = 200)
    void aStreamOfTheClientsDialectThatTheGatewayEndsIsWholeWhereverItEnds(
            @ForAll @Size(min = 1, max = 5) List<BlockKind> kinds,
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 60) int given) {
        List<StreamEvent> all = events(kinds, seed);
        StreamEncoder encoder = dialect().streams().encoder(Samples.answer(Samples.request(Samples.tool("f"))), 0);
        StreamTap tap = dialect().meter().streamTap(Samples.scan(dialect()));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(tap.feed(encoder.encode(new StreamEvent.Start("up", "m", Usage.of(3, 0)))));
        List<StreamEvent> seen = new ArrayList<>();
        for (StreamEvent event : all) {
            if (seen.size() >= given && tap.phase() == StreamTap.Phase.CONTENT) {
                break;
            }
            seen.add(event);
            out.writeBytes(tap.feed(encoder.encode(event)));
        }
        if (tap.phase() == StreamTap.Phase.CONTENT) {
            out.writeBytes(tap.cut(Usage.of(3, 4), Samples.CUT_CHARGE));
            checkCut(out.toByteArray(), written(seen));
        }
    }

    private static List<StreamEvent> events(List<BlockKind> kinds, long seed) {
        Random random = new Random(seed);
        List<List<StreamEvent>> blocks = new ArrayList<>();
        for (int i = 0; i < kinds.size(); i++) {
            blocks.add(
                    block(i, kinds.get(i), random, new StringBuilder(), new StringBuilder(), new ArrayList<>(), true));
        }
        return interleaved(blocks, kinds, random);
    }

    /** All text; an encoder writes what it held back when it closes a block. */
    private static String text(List<StreamEvent> events) {
        StringBuilder text = new StringBuilder();
        for (StreamEvent event : events) {
            if (event instanceof StreamEvent.Text one) {
                text.append(one.text());
            }
        }
        return text.toString();
    }

    private static boolean endsInHalf(StreamEvent event) {
        String piece = switch (event) {
            case StreamEvent.Text text -> text.text();
            case StreamEvent.Thinking thinking -> thinking.text();
            default -> "";
        };
        return !piece.isEmpty() && Character.isHighSurrogate(piece.charAt(piece.length() - 1));
    }

    /** The text less half a character, which the encoder in front of the tap still holds. */
    private static String written(List<StreamEvent> events) {
        String text = text(events);
        boolean half = !text.isEmpty() && Character.isHighSurrogate(text.charAt(text.length() - 1));
        return half ? text.substring(0, text.length() - 1) : text;
    }

    @Property(tries = 100)
    void aStreamThatFailsEndsWithAnError(@ForAll @Size(max = 4) List<BlockKind> kinds, @ForAll long seed) {
        Random random = new Random(seed);
        StreamEncoder encoder = dialect().streams().encoder(Samples.answer(Samples.request(Samples.tool("f"))), 0);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(encoder.encode(new StreamEvent.Start("up", "m", null)));
        for (int i = 0; i < kinds.size(); i++) {
            block(i, kinds.get(i), random, new StringBuilder(), new StringBuilder(), new ArrayList<>(), false)
                    .forEach(e -> out.writeBytes(encoder.encode(e)));
        }
        out.writeBytes(encoder.fail(GatewayError.provider("broken")));
        assertThat(encoder.fail(GatewayError.provider("again")))
                .as("one terminal")
                .isEmpty();
        checkFailed(out.toByteArray());
    }

    @Property(tries = 200)
    void everyUpstreamErrorIsShownWithALegalStatus(@ForAll @IntRange(min = 300, max = 599) int status) {
        GatewayError error = dialect().errors().decode(status, Map.of(), new byte[0]);
        assertThat(dialect().errors().status(error)).isBetween(400, 599).isNotIn(401, 402, 403);
    }

    private static List<StreamEvent> block(
            int key,
            BlockKind kind,
            Random random,
            StringBuilder text,
            StringBuilder thinking,
            List<String> arguments,
            boolean ends) {
        List<StreamEvent> events = new ArrayList<>();
        switch (kind) {
            case TEXT -> {
                String value = "text " + key + " \u00e9\uD83D\uDE00\n\"q\"";
                text.append(value);
                pieces(value, random).forEach(p -> events.add(new StreamEvent.Text(key, p)));
            }
            case THINKING -> {
                String value = "thought " + key + " \u2028\uD83D\uDE00";
                thinking.append(value);
                pieces(value, random).forEach(p -> events.add(new StreamEvent.Thinking(key, p)));
            }
            case TOOL -> {
                String value = random.nextInt(4) == 0 ? "" : "{\"k" + key + "\":\"v\\\"}{\",\"n\":[1,{\"a\":null}]}";
                arguments.add(value.isEmpty() ? "{}" : value);
                events.add(new StreamEvent.ToolCallStart(key, "call_" + key, "f"));
                pieces(value, random).forEach(p -> events.add(new StreamEvent.ToolCallArguments(key, p)));
            }
        }
        if (ends) {
            events.add(new StreamEvent.BlockEnd(key));
        }
        return events;
    }

    /** Cuts anywhere, in the middle of surrogate pairs too. */
    private static List<String> pieces(String value, Random random) {
        List<String> pieces = new ArrayList<>();
        int at = 0;
        while (at < value.length()) {
            int to = Math.min(value.length(), at + 1 + random.nextInt(6));
            pieces.add(value.substring(at, to));
            at = to;
        }
        return pieces;
    }

    /** Calls that stand next to each other come mixed, as from a provider that runs them in parallel. */
    private static List<StreamEvent> interleaved(List<List<StreamEvent>> blocks, List<BlockKind> kinds, Random random) {
        List<StreamEvent> events = new ArrayList<>();
        int i = 0;
        while (i < blocks.size()) {
            int end = i + 1;
            while (end < blocks.size() && kinds.get(i) == BlockKind.TOOL && kinds.get(end) == BlockKind.TOOL) {
                end++;
            }
            mix(blocks.subList(i, end), random, events);
            i = end;
        }
        return events;
    }

    private static void mix(List<List<StreamEvent>> group, Random random, List<StreamEvent> out) {
        int[] next = new int[group.size()];
        int started = 0;
        while (true) {
            List<Integer> open = new ArrayList<>();
            for (int i = 0; i < started; i++) {
                if (next[i] < group.get(i).size()) {
                    open.add(i);
                }
            }
            if (open.isEmpty() && started == group.size()) {
                return;
            }
            if (started < group.size() && (open.isEmpty() || random.nextInt(3) == 0)) {
                out.add(group.get(started).get(next[started]++));
                started++;
            } else {
                int pick = open.get(random.nextInt(open.size()));
                out.add(group.get(pick).get(next[pick]++));
            }
        }
    }
}
