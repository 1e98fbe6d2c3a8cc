package org.modelgate.translator.framing;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Search for CR or LF, eight bytes at a time. */
final class LineEnds {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH = 0x8080808080808080L;
    private static final long LF = '\n' * ONES;
    private static final long CR = '\r' * ONES;

    private LineEnds() {}

    /** Index of the first CR or LF in {@code [from, to)}, or {@code to}. */
    static int find(byte[] bytes, int from, int to) {
        int i = from;
        for (; i + Long.BYTES <= to; i += Long.BYTES) {
            long word = (long) LONGS.get(bytes, i);
            long hits = zeroBytes(word ^ LF) | zeroBytes(word ^ CR);
            if (hits != 0) {
                return i + (Long.numberOfTrailingZeros(hits) >>> 3);
            }
        }
        for (; i < to; i++) {
            if (bytes[i] == '\n' || bytes[i] == '\r') {
                return i;
            }
        }
        return to;
    }

    /** High bit of each byte that is zero; bytes above the first zero byte may be wrong, which is why only the first is used. */
    private static long zeroBytes(long word) {
        return (word - ONES) & ~word & HIGH;
    }
}
