package org.modelgate.translator.dialect.openairesponses;

import static java.nio.charset.StandardCharsets.US_ASCII;

import org.modelgate.translator.framing.JsonBytes;
import org.modelgate.translator.framing.JsonCursor;

/** Counts the UTF-8 bytes of what a model wrote in output items, for an estimate of their tokens. */
final class OutputMeter {
    private static final int DEPTH_MAX = 32;

    private static final byte[][] TEXTS = {
        ascii("text"),
        ascii("refusal"),
        ascii("arguments"),
        ascii("input"),
        ascii("name"),
        ascii("code"),
        ascii("query")
    };

    private OutputMeter() {}

    static long bytes(JsonCursor json) {
        return value(json, 0, false);
    }

    private static long value(JsonCursor json, int depth, boolean text) {
        return switch (depth < DEPTH_MAX ? json.peek() : 0) {
            case '"' -> string(json, text);
            case '{' -> object(json, depth + 1);
            case '[' -> array(json, depth + 1);
            default -> string(json, false);
        };
    }

    private static long string(JsonCursor json, boolean text) {
        int from = json.i + 1;
        json.skip();
        return text && !json.bad ? JsonBytes.utf8Length(json.b, from, json.i - 1) : 0;
    }

    private static long object(JsonCursor json, int depth) {
        long sum = 0;
        json.i++;
        for (boolean more = json.member(true); more; more = json.member(false)) {
            sum += value(json, depth, json.oneOf(TEXTS));
        }
        return sum;
    }

    private static long array(JsonCursor json, int depth) {
        long sum = 0;
        json.i++;
        for (boolean more = json.element(true); more; more = json.element(false)) {
            sum += value(json, depth, false);
        }
        return sum;
    }

    private static byte[] ascii(String name) {
        return name.getBytes(US_ASCII);
    }
}
