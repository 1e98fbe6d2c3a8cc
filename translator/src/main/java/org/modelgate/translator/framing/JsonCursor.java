package org.modelgate.translator.framing;

import java.util.Arrays;

/**
 * Walks over JSON bytes by structure, without creating an object. A loop over an object is {@code for (boolean more = member(true);
 * more; more = member(false))}, over an array the same with {@code element}; each round must go over the value. What isn't JSON
 * makes it {@link #bad}, and ends all loops. For the hot path, whose scanners read its position directly: hence the open fields.
 */
public final class JsonCursor {
    /** What is walked over. */
    public byte[] b = new byte[0];

    /** The position. */
    public int i;

    /** Behind the last byte to walk over. */
    public int end;

    /** Whether something was no JSON. */
    public boolean bad;

    private int keyStart;
    private int keyEnd;

    /** Starts anew over {@code [from, to)}. */
    public void reset(byte[] bytes, int from, int to) {
        b = bytes;
        i = from;
        end = to;
        bad = false;
    }

    /** Skips a value; whether it is more than null, false, "", {} or []. */
    public boolean filled() {
        int from = i;
        skip();
        return switch (from < i ? b[from] : 'n') {
            case 'n', 'f' -> false;
            case '"' -> i - from > 2;
            case '{', '[' -> {
                int at = from + 1;
                while (at < i - 1 && b[at] <= ' ') {
                    at++;
                }
                yield at < i - 1;
            }
            default -> true;
        };
    }

    /** Goes to the value of the next member, whose name is then the key; false behind the closing brace. */
    public boolean member(boolean first) {
        space();
        if (take('}')) {
            return false;
        }
        if (!first && !take(',')) {
            return fail();
        }
        space();
        if (!take('"')) {
            return fail();
        }
        keyStart = i;
        keyEnd = JsonBytes.closingQuote(b, i, end);
        i = keyEnd + 1;
        space();
        if (!take(':')) {
            return fail();
        }
        space();
        return true;
    }

    /** Goes to the next element; false behind the closing bracket. */
    public boolean element(boolean first) {
        space();
        if (take(']')) {
            return false;
        }
        if (!first && !take(',')) {
            return fail();
        }
        space();
        return i < end || fail();
    }

    /** Goes over a value of any kind. */
    public void skip() {
        int depth = 0;
        do {
            if (i >= end) {
                fail();
                return;
            }
            switch (b[i]) {
                case '"' -> {
                    i = JsonBytes.closingQuote(b, i + 1, end) + 1;
                    if (i > end) {
                        fail();
                        return;
                    }
                }
                case '{', '[' -> {
                    depth++;
                    i++;
                }
                case '}', ']' -> {
                    depth--;
                    i++;
                    if (depth < 0) {
                        fail();
                        return;
                    }
                }
                case ',', ':', ' ', '\n', '\r', '\t' -> {
                    if (depth == 0) {
                        fail();
                        return;
                    }
                    i++;
                }
                default -> literal();
            }
        } while (depth > 0);
    }

    private void literal() {
        int from = i;
        while (i < end && isLiteral(b[i])) {
            i++;
        }
        if (i == from) {
            fail();
            i = end;
        }
    }

    private static boolean isLiteral(byte c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '+' || c == '.' || c == 'E';
    }

    /** Where the current member begins: the quote in front of its name. */
    public int memberStart() {
        return keyStart - 1;
    }

    /** Whether the current member has this name. */
    public boolean key(byte[] name) {
        return keyEnd - keyStart == name.length && Arrays.equals(b, keyStart, keyEnd, name, 0, name.length);
    }

    /** Whether the current member has one of these names. */
    public boolean oneOf(byte[][] names) {
        for (byte[] name : names) {
            if (key(name)) {
                return true;
            }
        }
        return false;
    }

    /** The next byte, 0 at the end. */
    public byte peek() {
        return i < end ? b[i] : 0;
    }

    /** Goes over the next byte if it is this. */
    public boolean take(char c) {
        if (i < end && b[i] == c) {
            i++;
            return true;
        }
        return false;
    }

    /** Goes over white space. */
    public void space() {
        while (i < end && (b[i] == ' ' || b[i] == '\n' || b[i] == '\r' || b[i] == '\t')) {
            i++;
        }
    }

    /** Ends all loops: nothing can be taken at the end. */
    public boolean fail() {
        bad = true;
        i = end;
        return false;
    }

    /** A number without fraction and sign, else the given one. */
    public int number(int otherwise) {
        int value = 0;
        int from = i;
        while (i < end && b[i] >= '0' && b[i] <= '9' && i - from < 9) {
            value = value * 10 + (b[i++] - '0');
        }
        if (i == from) {
            skip();
            return otherwise;
        }
        return value;
    }
}
