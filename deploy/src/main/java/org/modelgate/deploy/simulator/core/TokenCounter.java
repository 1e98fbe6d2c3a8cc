package org.modelgate.deploy.simulator.core;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The simulator's tokenizer. Every text costs {@code ceil(utf8 bytes / 4)} tokens; what surrounds it costs the fixed
 * amounts below. The same rule gives {@code count_tokens}, {@code input_tokens} and {@code prompt_tokens}, so that a test
 * can say beforehand what a request costs.
 */
public final class TokenCounter {

    /** Once for each request. */
    public static final int PER_REQUEST = 3;
    /** Once for each message, and for the system prompt. */
    public static final int PER_MESSAGE = 4;
    /** Once for each tool definition, on top of its name, description and schema. */
    public static final int PER_TOOL = 8;
    /** Once for each tool call or tool result, asked or answered. */
    public static final int PER_CALL = 4;
    /** Each image, document, file or sound, whatever its size. */
    public static final int PER_ATTACHMENT = 256;

    private static final int BYTES_PER_TOKEN = 4;

    private TokenCounter() {}

    public static int text(String text) {
        return ofBytes(text.getBytes(StandardCharsets.UTF_8).length);
    }

    /** What the parts of a request cost together. */
    public static int request(List<Segment> segments) {
        return PER_REQUEST + segments.stream().mapToInt(Segment::tokens).sum();
    }

    /** What a call costs the one who makes it. */
    public static int call(String name, String arguments) {
        return PER_CALL + text(name) + text(arguments);
    }

    /** The longest head of the text that costs no more than this, cut between characters. */
    public static String head(String text, int tokens) {
        long bytesMax = (long) tokens * BYTES_PER_TOKEN;
        long bytes = 0;
        int at = 0;
        while (at < text.length()) {
            int codePoint = text.codePointAt(at);
            bytes += utf8Length(codePoint);
            if (bytes > bytesMax) {
                return text.substring(0, at);
            }
            at += Character.charCount(codePoint);
        }
        return text;
    }

    static int ofBytes(int bytes) {
        return Math.ceilDiv(bytes, BYTES_PER_TOKEN);
    }

    static int utf8Length(int codePoint) {
        if (codePoint < 0x80) {
            return 1;
        }
        if (codePoint < 0x800) {
            return 2;
        }
        return codePoint < 0x10000 ? 3 : 4;
    }
}
