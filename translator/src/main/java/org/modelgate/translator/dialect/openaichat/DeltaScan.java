package org.modelgate.translator.dialect.openaichat;

import static java.nio.charset.StandardCharsets.US_ASCII;

import org.modelgate.translator.framing.JsonBytes;
import org.modelgate.translator.framing.JsonCursor;

/** The delta of a chunk, or the message of a whole answer: whether there is something in it, and how much the model wrote. */
final class DeltaScan {
    private static final int DEPTH_MAX = 32;

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

    private final JsonCursor json;
    private int textBytes;

    /** @param json walked over up to the delta's value */
    DeltaScan(JsonCursor json) {
        this.json = json;
    }

    /** Goes over a delta; whether it holds anything but a role. */
    boolean scan() {
        textBytes = 0;
        if (!json.take('{')) {
            json.skip();
            return false;
        }
        boolean content = false;
        boolean reasoning = false;
        for (boolean more = json.member(true); more; more = json.member(false)) {
            if (json.key(ROLE)) {
                json.skip();
                continue;
            }
            boolean counts = !json.oneOf(WITHOUT_NEW_TEXT);
            if (counts && (json.key(REASONING) || json.key(REASONING_CONTENT))) {
                counts = !reasoning;
                reasoning = reasoning || json.peek() == '"';
            }
            content |= counts ? value(0) : json.filled();
        }
        return content;
    }

    /** UTF-8 bytes of what the model wrote in it. */
    int textBytes() {
        return textBytes;
    }

    /** Goes over a value, counting the texts in it; whether it holds anything. */
    private boolean value(int depth) {
        return switch (depth < DEPTH_MAX ? json.peek() : 0) {
            case '"' -> string(json.oneOf(TEXTS));
            case '{' -> object(depth + 1);
            case '[' -> array(depth + 1);
            default -> json.filled();
        };
    }

    private boolean string(boolean text) {
        int from = json.i + 1;
        json.skip();
        if (text && !json.bad) {
            textBytes += JsonBytes.utf8Length(json.b, from, json.i - 1);
        }
        return json.i - 1 > from;
    }

    private boolean object(int depth) {
        json.i++;
        boolean any = false;
        for (boolean more = json.member(true); more; more = json.member(false)) {
            value(depth);
            any = true;
        }
        return any;
    }

    private boolean array(int depth) {
        json.i++;
        boolean any = false;
        for (boolean more = json.element(true); more; more = json.element(false)) {
            value(depth);
            any = true;
        }
        return any;
    }

    private static byte[] ascii(String name) {
        return name.getBytes(US_ASCII);
    }
}
