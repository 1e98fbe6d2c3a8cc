package org.modelgate.translator.dialect.gemini;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/** Where something stands in the bytes of a chunk; set again for each, so that none is created. */
final class Slice {
    private int from;
    private int to;

    void clear() {
        from = to = 0;
    }

    /** @param there whether there is something at all */
    void set(boolean there, int start, int end) {
        from = there ? start : 0;
        to = there ? end : 0;
    }

    boolean filled() {
        return to > from;
    }

    String text(byte[] bytes) {
        return to > from ? new String(bytes, from, to - from, UTF_8) : "";
    }

    byte[] bytes(byte[] bytes) {
        return Arrays.copyOfRange(bytes, from, to);
    }
}
