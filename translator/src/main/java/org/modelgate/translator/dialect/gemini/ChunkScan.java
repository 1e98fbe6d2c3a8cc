package org.modelgate.translator.dialect.gemini;

import static java.nio.charset.StandardCharsets.US_ASCII;

import org.modelgate.translator.framing.JsonCursor;

/**
 * One pass over a chunk or a whole answer that finds what the hot path must know, by structure and without creating an object.
 * One instance per stream.
 */
final class ChunkScan {
    private static final byte[] CANDIDATES = ascii("candidates");
    private static final byte[] PROMPT_FEEDBACK = ascii("promptFeedback");
    private static final byte[] USAGE = ascii("usageMetadata");
    private static final byte[] MODEL = ascii("modelVersion");
    private static final byte[] ID = ascii("responseId");
    private static final byte[] ERROR = ascii("error");
    private static final byte[] CONTENT = ascii("content");
    private static final byte[] PARTS = ascii("parts");
    private static final byte[] FINISH_REASON = ascii("finishReason");
    private static final byte[] BLOCK_REASON = ascii("blockReason");
    private static final byte[] GROUNDING = ascii("groundingMetadata");
    private static final byte[] QUERIES = ascii("webSearchQueries");
    private static final byte[] TEXT = ascii("text");
    private static final byte[] THOUGHT = ascii("thought");
    private static final byte[] FUNCTION_CALL = ascii("functionCall");
    private static final byte[] SIGNATURE = ascii("thoughtSignature");

    private final JsonCursor json = new JsonCursor();

    /** Whether it is part of an answer at all. */
    boolean answers;
    /** Whether it brings text, thoughts or calls. */
    boolean content;
    /** Whether it brings more than thoughts. */
    boolean speaks;

    boolean blocked;
    int textBytes;
    int queries;
    private final Slice finish = new Slice();
    private final Slice usage = new Slice();
    private final Slice error = new Slice();
    private final Slice id = new Slice();
    private final Slice model = new Slice();

    /** @return false if the bytes are no JSON object */
    boolean scan(byte[] bytes, int from, int to) {
        json.reset(bytes, from, to);
        answers = false;
        content = false;
        speaks = false;
        blocked = false;
        textBytes = 0;
        queries = 0;
        finish.clear();
        usage.clear();
        error.clear();
        id.clear();
        model.clear();
        json.space();
        if (!json.take('{')) {
            return false;
        }
        for (boolean more = json.member(true); more; more = json.member(false)) {
            top();
        }
        json.space();
        return !json.bad && json.i == json.end;
    }

    private void top() {
        int from = json.i;
        if (json.key(CANDIDATES)) {
            candidates();
        } else if (json.key(USAGE)) {
            boolean object = json.peek() == '{';
            json.skip();
            usage.set(object, from, json.i);
            answers = true;
        } else if (json.key(ID)) {
            id.set(skipString(), from + 1, json.i - 1);
        } else if (json.key(MODEL)) {
            model.set(skipString(), from + 1, json.i - 1);
        } else if (json.key(PROMPT_FEEDBACK)) {
            promptFeedback();
        } else if (json.key(ERROR)) {
            error.set(json.filled(), from, json.i);
        } else {
            json.skip();
        }
    }

    /** Goes over a value; whether it is a string that isn't empty. */
    private boolean skipString() {
        int from = json.i;
        boolean string = json.peek() == '"';
        json.skip();
        return string && !json.bad && json.i - from > 2;
    }

    private void promptFeedback() {
        if (!json.take('{')) {
            json.skip();
            return;
        }
        for (boolean more = json.member(true); more; more = json.member(false)) {
            if (json.key(BLOCK_REASON)) {
                blocked = skipString();
                answers |= blocked;
            } else {
                json.skip();
            }
        }
    }

    private void candidates() {
        if (!json.take('[')) {
            json.skip();
            return;
        }
        boolean first = true;
        for (boolean more = json.element(true); more; more = json.element(false)) {
            if (first && json.take('{')) {
                answers = true;
                candidate();
            } else {
                json.skip();
            }
            first = false;
        }
    }

    private void candidate() {
        for (boolean more = json.member(true); more; more = json.member(false)) {
            if (json.key(CONTENT)) {
                content();
            } else if (json.key(FINISH_REASON)) {
                int from = json.i;
                finish.set(skipString(), from + 1, json.i - 1);
            } else if (json.key(GROUNDING)) {
                grounding();
            } else {
                json.skip();
            }
        }
    }

    private void grounding() {
        if (!json.take('{')) {
            json.skip();
            return;
        }
        for (boolean more = json.member(true); more; more = json.member(false)) {
            if (json.key(QUERIES) && json.take('[')) {
                for (boolean next = json.element(true); next; next = json.element(false)) {
                    json.skip();
                    queries++;
                }
            } else {
                json.skip();
            }
        }
    }

    private void content() {
        if (!json.take('{')) {
            json.skip();
            return;
        }
        for (boolean more = json.member(true); more; more = json.member(false)) {
            if (json.key(PARTS) && json.take('[')) {
                for (boolean next = json.element(true); next; next = json.element(false)) {
                    part();
                }
            } else {
                json.skip();
            }
        }
    }

    private void part() {
        if (!json.take('{')) {
            json.skip();
            return;
        }
        boolean thought = false;
        boolean says = false;
        for (boolean more = json.member(true); more; more = json.member(false)) {
            int from = json.i;
            if (json.key(TEXT)) {
                boolean text = skipString();
                says |= text;
                textBytes += text ? json.i - from - 2 : 0;
            } else if (json.key(THOUGHT)) {
                thought = json.peek() == 't';
                json.skip();
            } else if (json.key(FUNCTION_CALL)) {
                says |= json.filled();
                textBytes += json.i - from;
            } else if (json.key(SIGNATURE)) {
                json.skip();
            } else {
                says |= json.filled();
            }
        }
        content |= says;
        speaks |= says && !thought;
    }

    boolean hasUsage() {
        return usage.filled();
    }

    boolean hasError() {
        return error.filled();
    }

    /** Why the answer ended, empty if it did not. */
    String finishReason() {
        String reason = finish.text(json.b);
        return reason.equals("FINISH_REASON_UNSPECIFIED") ? "" : reason;
    }

    String id() {
        return id.text(json.b);
    }

    boolean hasId() {
        return id.filled();
    }

    String model() {
        return model.text(json.b);
    }

    /** The figures as they came. */
    byte[] usage() {
        return usage.bytes(json.b);
    }

    byte[] error() {
        return error.bytes(json.b);
    }

    private static byte[] ascii(String name) {
        return name.getBytes(US_ASCII);
    }
}
