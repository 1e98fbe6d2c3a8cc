package org.modelgate.translator.dialect.openaichat;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;

/**
 * One pass over a chat chunk or a whole chat answer that finds what the hot path must know, without creating an object. It
 * follows the structure (a text that looks like a field can't mislead it), and skips the start that all chunks of a stream share.
 * One instance per stream.
 */
final class ChunkScan {
    private static final int PREFIX_BYTES_MAX = 1024;
    private static final int PREFIX_TRIES_MAX = 4;

    private static final byte[] ID = ascii("id");
    private static final byte[] CHOICES = ascii("choices");
    private static final byte[] USAGE = ascii("usage");
    private static final byte[] GROQ = ascii("x_groq");
    private static final byte[] ERROR = ascii("error");
    private static final byte[] INDEX = ascii("index");
    private static final byte[] DELTA = ascii("delta");
    private static final byte[] MESSAGE = ascii("message");
    private static final byte[] FINISH_REASON = ascii("finish_reason");
    private static final byte[] ROLE = ascii("role");
    private static final byte[] REASONING = ascii("reasoning");
    private static final byte[] REASONING_CONTENT = ascii("reasoning_content");

    /** Fields of a delta whose strings the model wrote; those of reasoning_details repeat what stands beside them. */
    private static final byte[][] TEXTS = {
        ascii("content"),
        REASONING_CONTENT,
        REASONING,
        ascii("arguments"),
        ascii("name"),
        ascii("refusal"),
        ascii("input"),
        ascii("text"),
        ascii("thinking"),
        ascii("transcript")
    };

    private static final byte[][] WITHOUT_NEW_TEXT = {
        ascii("reasoning_details"), ascii("thinking_blocks"), ascii("annotations"), ascii("images")
    };

    private byte[] b = new byte[0];
    private int i;
    private int end;
    private boolean bad;
    private int keyStart;
    private int keyEnd;

    private byte[] prefix = new byte[0];
    private int prefixTries;

    boolean content;
    boolean choicesSeen;
    int choices;
    int textBytes;
    /** Bit k: choice k has a finish_reason; indices from 128 on share the last bit. */
    long finishedLow;

    long finishedHigh;
    int usageStart;
    int usageEnd;
    int errorStart;
    int errorEnd;
    int idStart;
    int idEnd;

    /** @return false if the bytes are no JSON object */
    boolean scan(byte[] bytes, int from, int to) {
        reset(bytes, from, to);
        boolean known = prefix.length > 0 && RawText.startsWith(bytes, from, to, prefix);
        if (known) {
            i = from + prefix.length;
            choices();
            top(false, from);
        } else {
            space();
            if (take('{')) {
                top(true, from);
            } else {
                bad = true;
            }
        }
        space();
        return !bad && i == end;
    }

    boolean hasUsage() {
        return usageEnd > usageStart;
    }

    boolean hasError() {
        return errorEnd > errorStart;
    }

    boolean hasId() {
        return idEnd > idStart;
    }

    boolean finished() {
        return (finishedLow | finishedHigh) != 0;
    }

    /** What all chunks of this stream begin with, up to the value of {@code choices}; empty if not known. */
    byte[] prefix() {
        return prefix;
    }

    private void reset(byte[] bytes, int from, int to) {
        b = bytes;
        i = from;
        end = to;
        bad = false;
        content = false;
        choicesSeen = false;
        choices = 0;
        textBytes = 0;
        finishedLow = 0;
        finishedHigh = 0;
        usageStart = usageEnd = errorStart = errorEnd = idStart = idEnd = 0;
    }

    private void top(boolean first, int objectStart) {
        boolean plain = true;
        for (boolean more = member(first); more; more = member(false)) {
            if (key(CHOICES)) {
                if (plain) {
                    keepPrefix(objectStart);
                }
                choices();
            } else if (key(ID)) {
                id();
            } else if (key(USAGE)) {
                plain = false;
                usage();
            } else if (key(GROQ)) {
                plain = false;
                groq();
            } else if (key(ERROR)) {
                plain = false;
                error();
            } else {
                skip();
            }
        }
    }

    private void keepPrefix(int objectStart) {
        int length = i - objectStart;
        if (length <= PREFIX_BYTES_MAX && prefixTries < PREFIX_TRIES_MAX) {
            prefixTries++;
            prefix = Arrays.copyOfRange(b, objectStart, i);
        }
    }

    private void id() {
        int from = i + 1;
        boolean string = peek() == '"';
        skip();
        if (string && !bad) {
            idStart = from;
            idEnd = i - 1;
        }
    }

    private void usage() {
        int from = i;
        boolean object = peek() == '{';
        skip();
        if (object) {
            usageStart = from;
            usageEnd = i;
        }
    }

    private void groq() {
        if (!take('{')) {
            skip();
            return;
        }
        for (boolean more = member(true); more; more = member(false)) {
            if (key(USAGE) && !hasUsage()) {
                usage();
            } else {
                skip();
            }
        }
    }

    private void error() {
        int from = i;
        boolean filled = filled();
        if (filled) {
            errorStart = from;
            errorEnd = i;
        }
    }

    private void choices() {
        space();
        if (!take('[')) {
            skip();
            return;
        }
        choicesSeen = true;
        for (boolean more = element(true); more; more = element(false)) {
            choice(choices++);
        }
    }

    private void choice(int position) {
        if (!take('{')) {
            skip();
            return;
        }
        int index = position;
        boolean finish = false;
        for (boolean more = member(true); more; more = member(false)) {
            if (key(DELTA) || key(MESSAGE)) {
                delta();
            } else if (key(FINISH_REASON)) {
                finish = peek() == '"' && i + 1 < end && b[i + 1] != '"';
                skip();
            } else if (key(INDEX)) {
                index = number(position);
            } else {
                skip();
            }
        }
        if (finish) {
            int bit = Math.clamp(index, 0, 127);
            if (bit < Long.SIZE) {
                finishedLow |= 1L << bit;
            } else {
                finishedHigh |= 1L << (bit - Long.SIZE);
            }
        }
    }

    private int number(int otherwise) {
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

    private void delta() {
        if (!take('{')) {
            skip();
            return;
        }
        boolean reasoning = false;
        for (boolean more = member(true); more; more = member(false)) {
            if (key(ROLE)) {
                skip();
                continue;
            }
            boolean counts = !oneOf(WITHOUT_NEW_TEXT);
            if (counts && (key(REASONING) || key(REASONING_CONTENT))) {
                counts = !reasoning;
                reasoning = reasoning || peek() == '"';
            }
            content |= value(counts);
        }
    }

    /** Goes over a value, counting the texts in it; whether it holds anything. */
    private boolean value(boolean counts) {
        if (!counts) {
            return filled();
        }
        return switch (peek()) {
            case '"' -> string(oneOf(TEXTS));
            case '{' -> object();
            case '[' -> array();
            default -> filled();
        };
    }

    private boolean string(boolean text) {
        int from = i + 1;
        skip();
        if (text && !bad) {
            textBytes += RawText.utf8Length(b, from, i - 1);
        }
        return i - 1 > from;
    }

    private boolean object() {
        i++;
        boolean any = false;
        for (boolean more = member(true); more; more = member(false)) {
            value(true);
            any = true;
        }
        return any;
    }

    private boolean array() {
        i++;
        boolean any = false;
        for (boolean more = element(true); more; more = element(false)) {
            value(true);
            any = true;
        }
        return any;
    }

    /** Skips a value; whether it is more than null, false, "", {} or []. */
    private boolean filled() {
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
    private boolean member(boolean first) {
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

    private boolean element(boolean first) {
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

    private void skip() {
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

    private boolean key(byte[] name) {
        return keyEnd - keyStart == name.length && RawText.equal(b, keyStart, keyEnd, name);
    }

    private boolean oneOf(byte[][] names) {
        for (byte[] name : names) {
            if (key(name)) {
                return true;
            }
        }
        return false;
    }

    private byte peek() {
        return i < end ? b[i] : 0;
    }

    private boolean take(char c) {
        if (i < end && b[i] == c) {
            i++;
            return true;
        }
        return false;
    }

    private void space() {
        while (i < end && (b[i] == ' ' || b[i] == '\n' || b[i] == '\r' || b[i] == '\t')) {
            i++;
        }
    }

    /** Ends all loops: nothing can be taken at the end. */
    private boolean fail() {
        bad = true;
        i = end;
        return false;
    }

    private static byte[] ascii(String name) {
        return name.getBytes(US_ASCII);
    }
}
