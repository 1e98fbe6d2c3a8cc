package org.modelgate.translator.framing;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Looks at the raw bytes of JSON that a parser has found valid. */
public final class JsonBytes {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long QUOTES = '"' * ONES;
    private static final long SLASHES = '\\' * ONES;
    private static final long HIGH = 0x8080808080808080L;

    private JsonBytes() {}

    /** Position of the quote that closes the string whose opening quote is at {@code open}, or {@code limit}. */
    public static int closingQuote(byte[] json, int open, int limit) {
        int i = open + 1;
        while (i < limit) {
            if (i + Long.BYTES <= limit && isPlain((long) LONGS.get(json, i))) {
                i += Long.BYTES;
                continue;
            }
            byte b = json[i];
            if (b == '"') {
                return i;
            }
            i += b == '\\' ? 2 : 1;
        }
        return limit;
    }

    /** Whether a word holds neither quote nor backslash. */
    private static boolean isPlain(long word) {
        long quote = word ^ QUOTES;
        long slash = word ^ SLASHES;
        return ((((quote - ONES) & ~quote) | ((slash - ONES) & ~slash)) & HIGH) == 0;
    }

    /** How many bytes in {@code [from, to)} aren't ASCII. */
    public static int nonAscii(byte[] bytes, int from, int to) {
        int count = 0;
        int i = from;
        for (; i + Long.BYTES <= to; i += Long.BYTES) {
            count += Long.bitCount((long) LONGS.get(bytes, i) & HIGH);
        }
        for (; i < to; i++) {
            count += bytes[i] < 0 ? 1 : 0;
        }
        return count;
    }

    /** Position of the brace that closes the document in {@code [from, to)}, or -1 if it doesn't end with one. */
    public static int closingBrace(byte[] json, int from, int to) {
        int i = to - 1;
        while (i >= from && isBlank(json[i])) {
            i--;
        }
        return i >= from && json[i] == '}' ? i : -1;
    }

    /** Whether the object that closes at {@code close} has no members. */
    public static boolean isEmptyObject(byte[] json, int from, int close) {
        int i = close - 1;
        while (i >= from && isBlank(json[i])) {
            i--;
        }
        return i >= from && json[i] == '{';
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\n' || b == '\r' || b == '\t';
    }
}
