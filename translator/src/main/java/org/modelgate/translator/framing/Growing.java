package org.modelgate.translator.framing;

import java.util.Arrays;
import org.modelgate.common.error.GatewayError;

/** A byte array that grows up to a limit. */
final class Growing {
    private static final byte[] EMPTY = {};
    private final int limit;
    private final String name;
    byte[] bytes = EMPTY;
    int length;

    Growing(int limit, String name) {
        this.limit = limit;
        this.name = name;
    }

    void append(byte[] from, int start, int end) {
        int needed = length + (end - start);
        if (needed > limit || needed < 0) {
            throw GatewayError.provider("stream " + name + " is over " + limit + " bytes")
                    .asException();
        }
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.min(limit, Math.max(needed, Math.max(256, bytes.length * 2))));
        }
        System.arraycopy(from, start, bytes, length, end - start);
        length = needed;
    }

    /** Forgets the content; a large array isn't kept for the rest of the stream. */
    void clear() {
        length = 0;
        if (bytes.length > 64 * 1024) {
            bytes = EMPTY;
        }
    }
}
