package org.modelgate.translator.dialect.openairesponses;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import java.nio.charset.StandardCharsets;
import org.modelgate.translator.framing.JsonTree;
import org.modelgate.translator.framing.SseScanner;

/** What a stream said before it broke: the number of its last event, and its response as it began. */
final class BrokenStream {
    private static final byte[] NUMBER = "\"sequence_number\":".getBytes(StandardCharsets.US_ASCII);

    private static final String ID_PREFIX = "resp_";
    private static final String ID = "\"id\":\"" + ID_PREFIX;

    private final ObjectNode response = JsonNodeFactory.instance.objectNode();
    private long next;

    /** A stream of which nothing is known. */
    BrokenStream(String requestId) {
        response.put("id", ID_PREFIX + requestId).put("object", "response");
    }

    /**
     * Reads what the client got.
     *
     * @param first bytes with the first event, as far as they came at once
     * @param last bytes with the last event
     */
    static BrokenStream of(String requestId, byte[] first, byte[] last) {
        BrokenStream stream = new BrokenStream(requestId);
        stream.begun(first);
        stream.next = Math.max(lastNumber(first), lastNumber(last)) + 1;
        return stream;
    }

    private void begun(byte[] first) {
        SseScanner events = new SseScanner();
        events.feed(first);
        while (events.next()) {
            byte[] data = events.data();
            if (events.dataLines() > 0
                    && JsonTree.of(data, 0, data.length).path("response") instanceof ObjectNode began) {
                response.setAll(began);
                return;
            }
        }
        idOf(new String(first, StandardCharsets.UTF_8));
    }

    /** A first event with long instructions may be cut. */
    private void idOf(String text) {
        int start = text.indexOf(ID);
        int end = start < 0 ? -1 : text.indexOf('"', start + ID.length());
        if (end > 0) {
            response.put("id", text.substring(start + ID.length() - ID_PREFIX.length(), end));
        }
    }

    /** -1 if there is none; a text can't hold it, for its quotes would be escaped. */
    static long lastNumber(byte[] bytes) {
        for (int at = bytes.length - NUMBER.length; at >= 0; at--) {
            if (startsAt(bytes, at)) {
                return number(bytes, at + NUMBER.length);
            }
        }
        return -1;
    }

    private static boolean startsAt(byte[] bytes, int at) {
        for (int i = 0; i < NUMBER.length; i++) {
            if (bytes[at + i] != NUMBER[i]) {
                return false;
            }
        }
        return true;
    }

    private static long number(byte[] bytes, int from) {
        long number = 0;
        int at = from;
        while (at < bytes.length && bytes[at] == ' ') {
            at++;
        }
        for (; at < bytes.length && bytes[at] >= '0' && bytes[at] <= '9' && number < Integer.MAX_VALUE; at++) {
            number = number * 10 + bytes[at] - '0';
        }
        return number;
    }

    long nextNumber() {
        return next;
    }

    /** @param error raw JSON */
    String failed(String error) {
        response.put("status", "failed").putNull("incomplete_details").putNull("usage");
        response.putRawValue("error", new RawValue(error));
        response.withArray("output");
        return response.toString();
    }
}
