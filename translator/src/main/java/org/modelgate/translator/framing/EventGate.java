package org.modelgate.translator.framing;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/**
 * What of a tapped stream goes on and what is held back, by whole events of a scanner: {@link #open} with each chunk, then
 * {@link #pass}, {@link #hold} or nothing for each event, then {@link #taken}. A chunk that goes on whole isn't copied.
 */
public final class EventGate {
    private static final byte[] NOTHING = {};

    private final SseScanner events;
    private final ByteArrayOutputStream held = new ByteArrayOutputStream(512);

    /** What of the scanner's buffer goes on in this turn, or -1, and what goes before it. */
    private int from = -1;

    private int to;
    private byte[] before = NOTHING;
    private boolean passed;

    public EventGate(SseScanner events) {
        this.events = events;
    }

    /** A chunk was fed to the scanner. */
    public void open() {
        from = -1;
        before = NOTHING;
    }

    /** The current event goes on. */
    public void pass() {
        passed = true;
        if (from < 0) {
            from = events.start();
        }
        to = events.end();
    }

    /** The current event is kept. */
    public void hold() {
        held.write(events.buffer(), events.start(), events.end() - events.start());
    }

    /** The empty line that the last event lacks. */
    public void closeHeld() {
        held.write('\n');
        held.write('\n');
    }

    /** All that is held goes on, behind what went on in this turn and in front of what passes next. */
    public void release() {
        byte[] first = taken();
        from = -1;
        before = held.toByteArray();
        if (first.length > 0) {
            byte[] joined = Arrays.copyOf(first, first.length + before.length);
            System.arraycopy(before, 0, joined, first.length, before.length);
            before = joined;
        }
        passed |= before.length > 0;
        held.reset();
    }

    /** What goes on in this turn; the fed chunk itself if that is all of it. */
    public byte[] taken() {
        if (from < 0) {
            return before;
        }
        byte[] buffer = events.buffer();
        if (before.length == 0) {
            boolean whole = from == 0 && to == buffer.length && events.onChunk();
            return whole ? buffer : Arrays.copyOfRange(buffer, from, to);
        }
        byte[] out = Arrays.copyOf(before, before.length + to - from);
        System.arraycopy(buffer, from, out, before.length, to - from);
        return out;
    }

    /** Whether anything ever went on. */
    public boolean passed() {
        return passed;
    }

    public int heldBytes() {
        return held.size();
    }

    /** A copy of what is held. */
    public byte[] held() {
        return held.toByteArray();
    }
}
