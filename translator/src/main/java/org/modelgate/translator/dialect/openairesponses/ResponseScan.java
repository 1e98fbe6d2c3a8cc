package org.modelgate.translator.dialect.openairesponses;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;
import org.modelgate.common.inference.Usage;
import org.modelgate.translator.framing.JsonBytes;
import org.modelgate.translator.framing.JsonCursor;
import org.modelgate.translator.openai.OpenAiUsage;

/** One pass over a response object that finds what metering must know, without a tree. */
final class ResponseScan {
    private static final byte[] ID = ascii("id");
    private static final byte[] STATUS = ascii("status");
    private static final byte[] OUTPUT = ascii("output");
    private static final byte[] USAGE = ascii("usage");
    private static final byte[] TOOL_USAGE = ascii("tool_usage");
    private static final byte[] WEB_SEARCH = ascii("web_search");
    private static final byte[] REQUESTS = ascii("num_requests");
    private static final byte[] ERROR = ascii("error");
    private static final byte[] FAILED = ascii("failed");
    private static final byte[] CANCELLED = ascii("cancelled");
    private static final byte[] COMPLETED = ascii("completed");
    private static final byte[] INCOMPLETE = ascii("incomplete");

    private final JsonCursor json = new JsonCursor();
    private byte[] bytes = new byte[0];
    private int usageStart;
    private int usageEnd;
    private int searches;

    @Nullable String id;

    /** Bytes of what the model wrote in the output. */
    long textBytes;

    boolean hasOutput;
    /** Whether the output holds anything. */
    boolean filled;

    boolean hasError;
    boolean failed;
    /** Whether the status, if there is one, is that of an answer. */
    boolean answered;

    /** @return false if the bytes are no JSON object */
    boolean scan(byte[] source, int from, int to) {
        bytes = source;
        json.reset(source, from, to);
        usageStart = usageEnd = searches = 0;
        id = null;
        textBytes = 0;
        hasOutput = filled = hasError = failed = false;
        answered = true;
        json.space();
        if (!json.take('{')) {
            return false;
        }
        for (boolean more = json.member(true); more; more = json.member(false)) {
            member();
        }
        json.space();
        return !json.bad && json.i == json.end;
    }

    private void member() {
        if (json.key(OUTPUT)) {
            hasOutput = json.peek() == '[';
            int from = json.i;
            textBytes = OutputMeter.bytes(json);
            filled = hasOutput && json.i - from > 2;
        } else if (json.key(USAGE)) {
            usageStart = json.i;
            json.skip();
            usageEnd = json.i;
        } else if (json.key(ID)) {
            id = string();
        } else if (json.key(STATUS)) {
            int from = json.i + 1;
            json.skip();
            int to = Math.max(from, json.i - 1);
            failed = is(from, to, FAILED) || is(from, to, CANCELLED);
            answered = is(from, to, COMPLETED) || is(from, to, INCOMPLETE);
        } else if (json.key(ERROR)) {
            hasError = json.filled();
        } else if (json.key(TOOL_USAGE)) {
            searches = number(WEB_SEARCH);
        } else {
            json.skip();
        }
    }

    private boolean is(int from, int to, byte[] word) {
        return JsonBytes.equal(bytes, from, to, word);
    }

    private @Nullable String string() {
        int from = json.i + 1;
        boolean string = json.peek() == '"';
        json.skip();
        return string && !json.bad ? new String(bytes, from, json.i - 1 - from, UTF_8) : null;
    }

    /** The number of requests in the object of this name, in the object that stands here. */
    private int number(byte[] name) {
        int found = 0;
        if (!json.take('{')) {
            json.skip();
            return 0;
        }
        for (boolean more = json.member(true); more; more = json.member(false)) {
            if (json.key(REQUESTS)) {
                found = json.number(0);
            } else if (json.key(name) && json.peek() == '{') {
                found = number(name);
            } else {
                json.skip();
            }
        }
        return found;
    }

    @Nullable Usage usage() {
        return ResponseUsage.withSearches(OpenAiUsage.read(bytes, usageStart, usageEnd), searches);
    }

    private static byte[] ascii(String name) {
        return name.getBytes(US_ASCII);
    }
}
