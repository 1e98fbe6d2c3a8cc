package org.modelgate.translator.framing;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A few replacements in a byte array, made in one copy. They may be added in any order but must not overlap. */
public final class Splices {
    private static final byte[] NOTHING = {};
    private static final byte[] COMMA = {','};

    private record Splice(int start, int end, byte[] replacement) {}

    private final byte[] source;
    private final List<Splice> splices = new ArrayList<>(4);

    public Splices(byte[] source) {
        this.source = source;
    }

    public Splices replace(int start, int end, byte[] replacement) {
        splices.add(new Splice(start, end, replacement));
        return this;
    }

    public Splices cut(int start, int end) {
        return replace(start, end, NOTHING);
    }

    /** All of an object's cuts, after its last member. */
    public void cut(MemberCuts cuts) {
        cuts.cuts().forEach(span -> cut(span.start(), span.end()));
    }

    public Splices insert(int at, byte[] bytes) {
        return replace(at, at, bytes);
    }

    /** The object that closes at the end of {@code [from, to)} with one more member, in whatever it is part of. */
    public static byte[] withMember(byte[] bytes, int from, int to, byte[] member) {
        int close = JsonBytes.closingBrace(bytes, from, to);
        if (close < 0) {
            return bytes;
        }
        Splices splices = new Splices(bytes);
        if (!JsonBytes.isEmptyObject(bytes, from, close)) {
            splices.insert(close, COMMA);
        }
        return splices.insert(close, member).apply();
    }

    /** The result; the source itself if there is nothing to do. */
    public byte[] apply() {
        if (splices.isEmpty()) {
            return source;
        }
        // what is inserted in front of a cut comes before it
        splices.sort(Comparator.comparingInt(Splice::start).thenComparingInt(Splice::end));
        int length = source.length;
        for (Splice s : splices) {
            length += s.replacement().length - (s.end() - s.start());
        }
        byte[] out = new byte[length];
        int from = 0;
        int to = 0;
        for (Splice s : splices) {
            System.arraycopy(source, from, out, to, s.start() - from);
            to += s.start() - from;
            System.arraycopy(s.replacement(), 0, out, to, s.replacement().length);
            to += s.replacement().length;
            from = s.end();
        }
        System.arraycopy(source, from, out, to, source.length - from);
        return out;
    }
}
