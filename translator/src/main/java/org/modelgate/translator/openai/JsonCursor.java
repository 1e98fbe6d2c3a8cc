package org.modelgate.translator.openai;

/**
 * Walks over JSON bytes by structure, without creating an object. A loop over an object is {@code for (boolean more = member(true);
 * more; more = member(false))}, over an array the same with {@code element}; each round must go over the value. What isn't JSON
 * makes it {@link #bad}, and ends all loops.
 */
public final class JsonCursor {
    /** What is walked over; {@code i} is the position. */
    public byte[] b = new byte[0];

    public int i;
    public int end;
    public boolean bad;
    private int keyStart;
    private int keyEnd;

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
        keyEnd = RawText.closingQuote(b, i, end);
        i = keyEnd + 1;
        space();
        if (!take(':')) {
            return fail();
        }
        space();
        return true;
    }

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

    public void skip() {
        int depth = 0;
        do {
            if (i >= end) {
                fail();
                return;
            }
            switch (b[i]) {
                case '"' -> {
                    i = RawText.closingQuote(b, i + 1, end) + 1;
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

    public boolean key(byte[] name) {
        return keyEnd - keyStart == name.length && RawText.equal(b, keyStart, keyEnd, name);
    }

    public boolean oneOf(byte[][] names) {
        for (byte[] name : names) {
            if (key(name)) {
                return true;
            }
        }
        return false;
    }

    public byte peek() {
        return i < end ? b[i] : 0;
    }

    public boolean take(char c) {
        if (i < end && b[i] == c) {
            i++;
            return true;
        }
        return false;
    }

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
