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
