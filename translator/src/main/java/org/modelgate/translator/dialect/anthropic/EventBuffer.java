package org.modelgate.translator.dialect.anthropic;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Builds the small events of a stream from constant pieces, without a generator for each. */
final class EventBuffer {
    private static final byte[] EVENT = ascii("event: ");
    private static final byte[] DATA = ascii("\ndata: ");
    private static final byte[] END = ascii("\n\n");
    private static final byte[] DELTA =
            ascii("event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":");
    private static final byte[] STOP =
            ascii("event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":");
    private static final byte[] START =
            ascii("event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":");
    private static final byte[] BLOCK = ascii(",\"content_block\":");

    /** What a kind of delta has in front of its text. */
    enum Delta {
        TEXT("text_delta", "text"),
        THINKING("thinking_delta", "thinking"),
        SIGNATURE("signature_delta", "signature"),
        ARGUMENTS("input_json_delta", "partial_json");

        private final String head;

        Delta(String type, String member) {
            head = ",\"delta\":{\"type\":\"" + type + "\",\"" + member + "\":\"";
        }
    }

    private final ByteArrayOutputStream out = new ByteArrayOutputStream(512);

    void event(String name, byte[] json) {
        out.writeBytes(EVENT);
        out.writeBytes(ascii(name));
        out.writeBytes(DATA);
        out.writeBytes(json);
        out.writeBytes(END);
    }

    void raw(byte[] bytes) {
        out.writeBytes(bytes);
    }

    void delta(int index, Delta delta, String text) {
        out.writeBytes(DELTA);
        out.writeBytes(ascii(index + delta.head));
        out.writeBytes(JsonStringEncoder.getInstance().quoteAsUTF8(text));
        out.writeBytes(ascii("\"}}"));
        out.writeBytes(END);
    }

    void citation(int index, String json) {
        out.writeBytes(DELTA);
        out.writeBytes(ascii(index + ",\"delta\":{\"type\":\"citations_delta\",\"citation\":"));
        out.writeBytes(json.getBytes(StandardCharsets.UTF_8));
        out.writeBytes(ascii("}}"));
        out.writeBytes(END);
    }

    void blockStart(int index, String blockJson) {
        out.writeBytes(START);
        out.writeBytes(ascii(Integer.toString(index)));
        out.writeBytes(BLOCK);
        out.writeBytes(blockJson.getBytes(StandardCharsets.UTF_8));
        out.writeBytes(ascii("}"));
        out.writeBytes(END);
    }

    void blockStop(int index) {
        out.writeBytes(STOP);
        out.writeBytes(ascii(index + "}"));
        out.writeBytes(END);
    }

    byte[] take() {
        byte[] bytes = out.toByteArray();
        out.reset();
        return bytes;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
