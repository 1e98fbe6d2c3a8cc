package org.modelgate.translator.dialect.openaichat;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;
import org.modelgate.translator.framing.JsonBytes;
import org.modelgate.translator.framing.JsonCursor;

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
    private final JsonCursor json = new JsonCursor();
    private final DeltaScan delta = new DeltaScan(json);

    private byte[] prefix = new byte[0];
    private int prefixTries;

    boolean content;
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
        boolean known = prefix.length > 0 && JsonBytes.startsWith(bytes, from, to, prefix);
        if (known) {
            json.i = from + prefix.length;
            choices();
            top(false, from);
        } else {
            json.space();
            if (json.take('{')) {
                top(true, from);
            } else {
                json.bad = true;
            }
        }
        json.space();
        return !json.bad && json.i == json.end;
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
        json.reset(bytes, from, to);
        content = false;
        choices = 0;
        textBytes = 0;
        finishedLow = 0;
        finishedHigh = 0;
        usageStart = usageEnd = errorStart = errorEnd = idStart = idEnd = 0;
    }

    private void top(boolean first, int objectStart) {
        boolean plain = true;
        for (boolean more = json.member(first); more; more = json.member(false)) {
            if (json.key(CHOICES)) {
                if (plain) {
                    keepPrefix(objectStart);
                }
                choices();
            } else if (json.key(ID)) {
                id();
            } else if (json.key(USAGE)) {
                plain = false;
                usage();
            } else if (json.key(GROQ)) {
                plain = false;
                groq();
            } else if (json.key(ERROR)) {
                plain = false;
                error();
            } else {
                json.skip();
            }
        }
    }

    private void keepPrefix(int objectStart) {
        int length = json.i - objectStart;
        if (length <= PREFIX_BYTES_MAX && prefixTries < PREFIX_TRIES_MAX) {
            prefixTries++;
            prefix = Arrays.copyOfRange(json.b, objectStart, json.i);
        }
    }

    private void id() {
        int from = json.i + 1;
        boolean string = json.peek() == '"';
        json.skip();
        if (string && !json.bad) {
            idStart = from;
            idEnd = json.i - 1;
        }
    }

    private void usage() {
        int from = json.i;
        boolean object = json.peek() == '{';
        json.skip();
        if (object) {
            usageStart = from;
            usageEnd = json.i;
        }
    }

    private void groq() {
        if (!json.take('{')) {
            json.skip();
            return;
        }
        for (boolean more = json.member(true); more; more = json.member(false)) {
            if (json.key(USAGE) && !hasUsage()) {
                usage();
            } else {
                json.skip();
            }
        }
    }

    private void error() {
        int from = json.i;
        boolean filled = json.filled();
        if (filled) {
            errorStart = from;
            errorEnd = json.i;
        }
    }

    private void choices() {
        json.space();
        if (!json.take('[')) {
            json.skip();
            return;
        }
        for (boolean more = json.element(true); more; more = json.element(false)) {
            choice(choices++);
        }
    }

    private void choice(int position) {
        if (!json.take('{')) {
            json.skip();
            return;
        }
        int index = position;
        boolean finish = false;
        for (boolean more = json.member(true); more; more = json.member(false)) {
            if (json.key(DELTA) || json.key(MESSAGE)) {
                content |= delta.scan();
                textBytes += delta.textBytes();
            } else if (json.key(FINISH_REASON)) {
                finish = json.peek() == '"' && json.i + 1 < json.end && json.b[json.i + 1] != '"';
                json.skip();
            } else if (json.key(INDEX)) {
                index = json.number(position);
            } else {
                json.skip();
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

    private static byte[] ascii(String name) {
        return name.getBytes(US_ASCII);
    }
}
