package org.modelgate.translator.framing;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Walks over the raw bytes of a stream, event by event, without creating an object for each: for code that passes bytes on and
 * only looks at few of them. Use: {@link #feed}, then {@link #next} until it is false; after each true the positions tell where
 * in {@link #buffer} the event lies. An unfinished event is kept and completed by later chunks; its bytes aren't scanned again.
 */
public final class SseScanner {
    private final SseFields fields = new SseFields();
    private final Growing held = new Growing(SseDecoder.EVENT_BYTES_MAX, "event");

    private byte[] buf = new byte[0];
    private int limit;
    /** Whether {@code buf} is our own. */
    private boolean onHeld;

    /** Start of the event that is being scanned. */
    private int eventAt;
    /** Start of the line that is being scanned, and how far it was searched for its end. */
    private int lineAt;

    private int searched;
    private boolean swallowLf;
    private long count;
    private boolean fresh = true;

    private int start;
    private int end;

    /**
     * Takes the next bytes; all whole events of the bytes before must have been taken with {@link #next}. The chunk must not
     * be changed afterwards. {@link #buffer} stays as it is until the next call.
     */
    public void feed(byte[] chunk) {
        if (eventAt == limit) {
            held.clear();
            onHeld = false;
            buf = chunk;
            limit = chunk.length;
            eventAt = 0;
            lineAt = 0;
            searched = 0;
            return;
        }
        if (!onHeld || eventAt > 0) {
            keepRest();
        }
        held.append(chunk, 0, chunk.length);
        onHeld = true;
        buf = held.bytes;
        limit = held.length;
    }

    /** Goes to the next whole event; false if there is none (yet). */
    public boolean next() {
        if (fresh) {
            forget();
        }
        while (searched < limit) {
            if (swallowLf) {
                swallowLf = false;
                if (buf[lineAt] == '\n') {
                    searched = ++lineAt;
                    continue;
                }
            }
            int lineEnd = LineEnds.find(buf, searched, limit);
            searched = lineEnd;
            if (lineEnd == limit) {
                break;
            }
            boolean empty = lineEnd == lineAt;
            if (!empty) {
                fields.line(buf, lineAt, lineEnd);
            }
            advanceBehind(lineEnd);
            if (empty) {
                start = eventAt;
                end = lineAt;
                eventAt = lineAt;
                fresh = true;
                count++;
                return true;
            }
        }
        return false;
    }

    /** Whole events so far, comments among them. */
    public long count() {
        return count;
    }

    /** Treats the rest as one event, at the end of the source; false if there is no rest. */
    public boolean last() {
        if (eventAt == limit) {
            return false;
        }
        if (lineAt < limit) {
            fields.line(buf, lineAt, limit);
        }
        start = eventAt;
        end = limit;
        eventAt = limit;
        lineAt = limit;
        searched = limit;
        fresh = true;
        return true;
    }

    private void advanceBehind(int lineEnd) {
        lineAt = lineEnd + 1;
        if (buf[lineEnd] == '\r') {
            if (lineAt < limit && buf[lineAt] == '\n') {
                lineAt++;
            } else {
                swallowLf = lineAt == limit;
            }
        }
        searched = lineAt;
    }

    private void forget() {
        fresh = false;
        fields.forget(eventAt);
    }

    /** Moves the unfinished event to the front of a buffer of our own. */
    private void keepRest() {
        int by = eventAt;
        byte[] from = buf;
        held.clear();
        held.append(from, by, limit);
        buf = held.bytes;
        limit -= by;
        eventAt = 0;
        lineAt -= by;
        searched -= by;
        fields.move(by);
    }

    /** The bytes that the positions point into; the fed chunk itself whenever no event was cut. */
    public byte[] buffer() {
        return buf;
    }

    /** Whether {@link #buffer} is the chunk that was fed last, so that it may be passed on as it is. */
    public boolean onChunk() {
        return !onHeld;
    }

    /** First byte of the event. */
    public int start() {
        return start;
    }

    /** Behind the empty line that closes the event. */
    public int end() {
        return end;
    }

    /** Whether the event's name is this (ASCII). */
    public boolean named(String name) {
        return SseFields.matches(buf, fields.nameStart, fields.nameEnd, name);
    }

    /** The event's name, empty if it has none: for the rare kinds that {@link #named} doesn't find. */
    public String name() {
        return new String(buf, fields.nameStart, fields.nameEnd - fields.nameStart, StandardCharsets.UTF_8);
    }

    public boolean hasName() {
        return fields.nameEnd > fields.nameStart;
    }

    /** First byte of the first data line's value. */
    public int dataStart() {
        return fields.dataStart;
    }

    /** Behind the last data line's value; further {@code data:} field names lie between if {@link #dataLines} is over 1. */
    public int dataEnd() {
        return fields.dataEnd;
    }

    /** Data lines of the event; 0 for comments and other events without data. */
    public int dataLines() {
        return fields.dataLines;
    }

    /** Whether a line began with a brace or bracket: what comes is no SSE but a bare JSON answer. */
    public boolean rawJson() {
        return fields.rawJson;
    }

    /** The event's data, joined as the standard says. */
    public byte[] data() {
        if (fields.dataLines <= 1) {
            return Arrays.copyOfRange(buf, fields.dataStart, fields.dataEnd);
        }
        byte[][] found = new byte[1][];
        SseDecoder decoder = new SseDecoder();
        decoder.feed(Arrays.copyOfRange(buf, start, end), e -> found[0] = e.data());
        decoder.end(e -> found[0] = e.data());
        return found[0] == null ? new byte[0] : found[0];
    }

    /** Bytes of an unfinished event, as they came. */
    public byte[] rest() {
        return Arrays.copyOfRange(buf, eventAt, limit);
    }
}
