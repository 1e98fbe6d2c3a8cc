package org.modelgate.deploy.simulator.bedrock;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/** Frames of {@code application/vnd.amazon.eventstream}: lengths, headers, payload, each under a CRC-32. */
final class EventFrame {

    private static final int PRELUDE = 12;
    private static final int CHECKSUM = 4;
    private static final byte STRING = 7;

    private EventFrame() {}

    static Buffer event(String type, String json) {
        return frame("event", ":event-type", type, json);
    }

    /** An error after the 200; nothing follows it. */
    static Buffer exception(String type, String json) {
        return frame("exception", ":exception-type", type, json);
    }

    private static Buffer frame(String messageType, String typeHeader, String type, String json) {
        Buffer headers = Buffer.buffer();
        header(headers, typeHeader, type);
        header(headers, ":content-type", "application/json");
        header(headers, ":message-type", messageType);
        byte[] payload = json.getBytes(StandardCharsets.UTF_8);
        int total = PRELUDE + headers.length() + payload.length + CHECKSUM;
        Buffer frame = Buffer.buffer(total).appendInt(total).appendInt(headers.length());
        frame.appendInt(checksum(frame));
        frame.appendBuffer(headers).appendBytes(payload);
        return frame.appendInt(checksum(frame));
    }

    private static void header(Buffer headers, String name, String value) {
        byte[] nameBytes = name.getBytes(StandardCharsets.UTF_8);
        byte[] valueBytes = value.getBytes(StandardCharsets.UTF_8);
        headers.appendByte((byte) nameBytes.length).appendBytes(nameBytes);
        headers.appendByte(STRING).appendShort((short) valueBytes.length).appendBytes(valueBytes);
    }

    private static int checksum(Buffer bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes.getBytes());
        return (int) crc.getValue();
    }
}
