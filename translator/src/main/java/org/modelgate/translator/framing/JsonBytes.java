package org.modelgate.translator.framing;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Looks at JSON text as bytes, eight at a time, where decoding would only make garbage. */
public final class JsonBytes {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH = 0x8080808080808080L;
    private static final long QUOTE = '"' * ONES;
    private static final long BACKSLASH = '\\' * ONES;
    private static final int NEAR = 16;

    private JsonBytes() {}

    /** Index of the quote that closes a string whose content begins at {@code from}, or {@code to} if there is none. */
    public static int closingQuote(byte[] b, int from, int to) {
        int near = Math.min(to, from + NEAR);
        int i = from;
        // Most strings are short, a few are huge.
        while (i < near && b[i] != '\\') {
            if (b[i] == '"') {
                return i;
            }
            i++;
        }
        while (i < to) {
            i = quoteOrBackslash(b, i, to);
            if (i >= to || b[i] == '"') {
                return Math.min(i, to);
            }
            i += 2;
        }
        return to;
    }

    /** Index of the first of the two in {@code [from, to)}, or an index from {@code to} on. */
    public static int quoteOrBackslash(byte[] b, int from, int to) {
        int i = from;
        for (; i + Long.BYTES <= to; i += Long.BYTES) {
            long word = (long) LONGS.get(b, i);
            long hits = zeroBytes(word ^ QUOTE) | zeroBytes(word ^ BACKSLASH);
            if (hits != 0) {
                return i + (Long.numberOfTrailingZeros(hits) >>> 3);
            }
        }
        while (i < to && b[i] != '"' && b[i] != '\\') {
            i++;
        }
        return i;
    }

    /** Only the lowest hit is sure, which is the one that is used. */
    private static long zeroBytes(long word) {
        return (word - ONES) & ~word & HIGH;
    }

    /** UTF-8 bytes of the text that a string's raw content {@code [from, to)} stands for. */
    public static int utf8Length(byte[] b, int from, int to) {
        int length = to - from;
        int i = from;
        while (i < to) {
            i = quoteOrBackslash(b, i, to);
            if (i + 1 >= to) {
                break;
            }
            if (b[i + 1] != 'u') {
                length -= 1;
                i += 2;
            } else {
                length -= 6 - utf8LengthOfUnit(b, i + 2, to);
                i += 6;
            }
        }
        return Math.max(length, 0);
    }

    /** A surrogate pair takes four bytes: two for each half. */
    public static int utf8LengthOfUnit(byte[] b, int from, int to) {
        int unit = 0;
        for (int i = from; i < Math.min(from + 4, to); i++) {
            unit = unit * 16 + Math.max(0, Character.digit(b[i], 16));
        }
        if (unit < 0x80) {
            return 1;
        }
        return unit < 0x800 || Character.isSurrogate((char) unit) ? 2 : 3;
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

    /** Whether {@code [from, to)} are these bytes. */
    public static boolean equal(byte[] b, int from, int to, byte[] other) {
        return Arrays.equals(b, from, to, other, 0, other.length);
    }

    /** Whether {@code [from, to)} begins with these bytes. */
    public static boolean startsWith(byte[] b, int from, int to, byte[] prefix) {
        return to - from >= prefix.length && equal(b, from, from + prefix.length, prefix);
    }
}
