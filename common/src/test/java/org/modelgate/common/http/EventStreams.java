package org.modelgate.common.http;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.zip.CRC32;

/** Writes frames as Amazon's services do, for tests. */
public final class EventStreams {
    private EventStreams() {}

    /** An event with a JSON payload. */
    public static byte[] event(String type, String payload) {
        return frame(payload, ":event-type", type, ":content-type", "application/json", ":message-type", "event");
    }

    public static byte[] exception(String type, String message) {
        return frame(
                "{\"message\":\"" + message + "\"}",
                ":exception-type",
                type,
                ":content-type",
                "application/json",
                ":message-type",
                "exception");
    }

    /** The event that InvokeModel wraps a model's own event in. */
    public static byte[] chunk(String json) {
        String bytes = Base64.getEncoder().encodeToString(json.getBytes(StandardCharsets.UTF_8));
        return event("chunk", "{\"bytes\":\"" + bytes + "\",\"p\":\"abcdef\"}");
    }

    /** @param headers names and values in turns */
    public static byte[] frame(String payload, String... headers) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < headers.length; i += 2) {
            out.writeBytes(header(headers[i], headers[i + 1]));
        }
        return frame(out.toByteArray(), payload.getBytes(StandardCharsets.UTF_8));
    }

    public static byte[] header(String name, String value) {
        byte[] text = value.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(4 + name.length() + text.length)
                .put((byte) name.length())
                .put(name.getBytes(StandardCharsets.US_ASCII))
                .put((byte) 7)
                .putShort((short) text.length)
                .put(text)
                .array();
    }

    public static byte[] frame(byte[] headers, byte[] payload) {
        ByteBuffer frame = ByteBuffer.allocate(16 + headers.length + payload.length)
                .putInt(16 + headers.length + payload.length)
                .putInt(headers.length);
        CRC32 crc = new CRC32();
        crc.update(frame.array(), 0, 8);
        frame.putInt((int) crc.getValue()).put(headers).put(payload);
        crc.reset();
        crc.update(frame.array(), 0, frame.position());
        return frame.putInt((int) crc.getValue()).array();
    }

    public static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
