package org.modelgate.translator.framing;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One event of a stream. The data bytes are a slice of a buffer that is only valid while the event is handled.
 *
 * @param kind what it is
 * @param name value of its {@code event} field, empty if there was none
 * @param buffer holds the data
 * @param offset where the data begin
 * @param length bytes of data
 */
public record SseEvent(Kind kind, String name, byte[] buffer, int offset, int length) {
    public enum Kind {
        EVENT,
        /** A comment line: a sign of life, without data. */
        COMMENT,
        /** No SSE at all but a line that began with <code>{</code> or <code>[</code>, and all that follows: a bare JSON error. */
        RAW_JSON
    }

    /** A copy of the data. */
    public byte[] data() {
        return Arrays.copyOfRange(buffer, offset, offset + length);
    }

    public String text() {
        return new String(buffer, offset, length, StandardCharsets.UTF_8);
    }

    /** Whether the data begin with these bytes; {@code data: [DONE] } with blanks behind is found so. */
    public boolean startsWith(byte[] prefix) {
        return length >= prefix.length
                && Arrays.equals(buffer, offset, offset + prefix.length, prefix, 0, prefix.length);
    }
}
