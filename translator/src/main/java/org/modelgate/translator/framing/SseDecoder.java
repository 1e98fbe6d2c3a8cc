package org.modelgate.translator.framing;

import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Server-sent events from bytes that are split anywhere. Lines end at LF, CR or CRLF only. An event that is complete in one
 * chunk isn't copied. Throws {@link org.modelgate.common.error.GatewayException} ({@code provider_error}) when a line or an
 * event is too long; the stream is of no use after that.
 */
public final class SseDecoder {
    static final int LINE_BYTES_MAX = 10 * 1024 * 1024;
    static final int EVENT_BYTES_MAX = 16 * 1024 * 1024;
    static final int RAW_BYTES_MAX = 64 * 1024;

    private static final byte[] BOM = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
    private static final byte[] LF = {'\n'};
    private static final byte[] NO_BYTES = {};
    private static final SseEvent COMMENT = new SseEvent(SseEvent.Kind.COMMENT, "", NO_BYTES, 0, 0);

    private final Growing line = new Growing(LINE_BYTES_MAX, "line");
    private final Growing joined = new Growing(EVENT_BYTES_MAX, "event");
    private final Growing raw = new Growing(RAW_BYTES_MAX, "error");

    /** Bytes of a byte order mark seen at the very start; -1 once that question is settled. */
    private int bomSeen;

    private boolean swallowLf;
    private boolean rawMode;
    private String name = "";
    private String lastName = "";
    private int dataLines;

    /** Where the only data line of the current event lies, as long as it wasn't copied to {@code joined}. */
    private byte @Nullable [] slice;

    private int sliceStart;
    private int sliceEnd;

    public void feed(byte[] chunk, Consumer<SseEvent> out) {
        int at = bomSeen < 0 ? 0 : skipBom(chunk);
        int end = chunk.length;
        while (at < end && !rawMode) {
            if (swallowLf) {
                swallowLf = false;
                if (chunk[at] == '\n') {
                    at++;
                    continue;
                }
            }
            int lineEnd = LineEnds.find(chunk, at, end);
            if (lineEnd == end) {
                line.append(chunk, at, end);
                break;
            }
            endOfLine(chunk, at, lineEnd, out);
            swallowLf = chunk[lineEnd] == '\r';
            at = lineEnd + 1;
        }
        if (rawMode) {
            keepRaw(chunk, at, end);
        }
        copySlice();
    }

    /**
     * The source ended. An event that wasn't closed by an empty line comes out too: whether the stream is whole is for the
     * dialect's terminal marker to say.
     */
    public void end(Consumer<SseEvent> out) {
        if (bomSeen > 0) {
            line.append(BOM, 0, bomSeen);
        }
        bomSeen = -1;
        if (line.length > 0 && !rawMode) {
            endOfLine(NO_BYTES, 0, 0, out);
        }
        if (rawMode) {
            out.accept(new SseEvent(SseEvent.Kind.RAW_JSON, "", raw.bytes, 0, raw.length));
            rawMode = false;
        } else {
            dispatch(out);
        }
    }

    private int skipBom(byte[] chunk) {
        int at = 0;
        while (at < chunk.length && bomSeen < BOM.length && chunk[at] == BOM[bomSeen]) {
            at++;
            bomSeen++;
        }
        if (at == chunk.length && bomSeen < BOM.length) {
            return at;
        }
        if (bomSeen < BOM.length) {
            line.append(BOM, 0, bomSeen);
        }
        bomSeen = -1;
        return at;
    }

    /** The line is what was kept of it, and {@code [start, end)} of this chunk. */
    private void endOfLine(byte[] chunk, int start, int end, Consumer<SseEvent> out) {
        if (line.length == 0) {
            line(chunk, start, end, true, out);
        } else {
            line.append(chunk, start, end);
            line(line.bytes, 0, line.length, false, out);
            line.clear();
        }
    }

    private void line(byte[] b, int start, int end, boolean stable, Consumer<SseEvent> out) {
        if (start == end) {
            dispatch(out);
            return;
        }
        switch (b[start]) {
            case ':' -> out.accept(COMMENT);
            case '{', '[' -> {
                rawMode = true;
                keepRaw(b, start, end);
                keepRaw(LF, 0, 1);
            }
            default -> field(b, start, end, stable);
        }
    }

    private void field(byte[] b, int start, int end, boolean stable) {
        int colon = start;
        while (colon < end && b[colon] != ':') {
            colon++;
        }
        int value = Math.min(end, colon + 1);
        if (value < end && b[value] == ' ') {
            value++;
        }
        if (SseFields.isData(b, start, colon)) {
            dataLine(b, value, end, stable);
        } else if (SseFields.isEvent(b, start, colon)) {
            name = intern(b, value, end);
        }
    }

    private void dataLine(byte[] b, int start, int end, boolean stable) {
        if (dataLines++ == 0 && stable) {
            slice = b;
            sliceStart = start;
            sliceEnd = end;
            return;
        }
        copySlice();
        if (dataLines > 1) {
            joined.append(LF, 0, 1);
        }
        joined.append(b, start, end);
    }

    private void copySlice() {
        if (slice != null) {
            joined.append(slice, sliceStart, sliceEnd);
            slice = null;
        }
    }

    private void dispatch(Consumer<SseEvent> out) {
        if (dataLines > 0) {
            out.accept(
                    slice == null
                            ? new SseEvent(SseEvent.Kind.EVENT, name, joined.bytes, 0, joined.length)
                            : new SseEvent(SseEvent.Kind.EVENT, name, slice, sliceStart, sliceEnd - sliceStart));
        }
        slice = null;
        joined.clear();
        dataLines = 0;
        name = "";
    }

    /** Streams repeat the same name, so the last one is kept. */
    private String intern(byte[] b, int start, int end) {
        if (!SseFields.matches(b, start, end, lastName)) {
            lastName = new String(b, start, end - start, StandardCharsets.UTF_8);
        }
        return lastName;
    }

    private void keepRaw(byte[] b, int start, int end) {
        raw.append(b, start, Math.max(start, Math.min(end, start + RAW_BYTES_MAX - raw.length)));
    }

    /** Bytes that are held for an unfinished line or event. */
    int heldBytes() {
        return line.length + joined.length + raw.length;
    }
}
