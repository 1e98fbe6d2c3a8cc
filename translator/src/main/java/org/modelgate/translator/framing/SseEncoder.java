package org.modelgate.translator.framing;

import java.nio.charset.StandardCharsets;

/** Frames JSON documents as server-sent events. A document must not hold raw line breaks, which Jackson's output doesn't. */
public final class SseEncoder {
    private static final byte[] DATA = "data: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] EVENT = "event: ".getBytes(StandardCharsets.US_ASCII);

    private SseEncoder() {}

    /** {@code data: json} and an empty line. */
    public static byte[] data(byte[] json) {
        byte[] out = new byte[DATA.length + json.length + 2];
        System.arraycopy(DATA, 0, out, 0, DATA.length);
        System.arraycopy(json, 0, out, DATA.length, json.length);
        out[out.length - 2] = '\n';
        out[out.length - 1] = '\n';
        return out;
    }

    /** {@code event: name}, {@code data: json} and an empty line. */
    public static byte[] event(String name, byte[] json) {
        byte[] head = name.getBytes(StandardCharsets.US_ASCII);
        byte[] data = data(json);
        byte[] out = new byte[EVENT.length + head.length + 1 + data.length];
        System.arraycopy(EVENT, 0, out, 0, EVENT.length);
        System.arraycopy(head, 0, out, EVENT.length, head.length);
        out[EVENT.length + head.length] = '\n';
        System.arraycopy(data, 0, out, EVENT.length + head.length + 1, data.length);
        return out;
    }

    /** As {@link #event}, for a document of others: line breaks between its tokens become blanks. */
    public static byte[] foreignEvent(String name, byte[] json) {
        int at = LineEnds.find(json, 0, json.length);
        if (at == json.length) {
            return event(name, json);
        }
        byte[] oneLine = json.clone();
        while (at < oneLine.length) {
            oneLine[at] = ' ';
            at = LineEnds.find(oneLine, at + 1, oneLine.length);
        }
        return event(name, oneLine);
    }

    public static byte[] comment(String text) {
        return (": " + text + "\n\n").getBytes(StandardCharsets.UTF_8);
    }
}
