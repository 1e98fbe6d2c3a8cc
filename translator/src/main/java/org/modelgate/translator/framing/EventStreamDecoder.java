package org.modelgate.translator.framing;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.error.GatewayException;
import org.modelgate.translator.framing.EventStreamFrame.Kind;

/**
 * Frames of {@code application/vnd.amazon.eventstream} from bytes that are split anywhere (wire notes on Bedrock, section 4). A
 * length is believed only once its checksum fits, and refused before anything is buffered if it is too large; a frame that is
 * complete in one chunk isn't copied. Throws {@link GatewayException} ({@code provider_error}) for anything that is no such frame;
 * the stream is of no use after that.
 */
public final class EventStreamDecoder {
    static final int HEADERS_BYTES_MAX = 128 * 1024;

    /** What becomes an SSE event mustn't be larger than one. */
    static final int PAYLOAD_BYTES_MAX = SseDecoder.EVENT_BYTES_MAX;

    private static final int PRELUDE = 12;
    private static final int CRC = 4;
    private static final int FRAME_MIN = PRELUDE + CRC;
    private static final int FRAME_MAX = FRAME_MIN + HEADERS_BYTES_MAX + PAYLOAD_BYTES_MAX;
    private static final int STRING = 7;
    private static final String[] KNOWN = {
        ":message-type", ":event-type", ":exception-type", ":error-code", ":error-message"
    };
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle SHORTS = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);

    private final Growing held = new Growing(FRAME_MAX, "frame");
    private final CRC32 crc = new CRC32();

    /** Length of the frame in {@code held}, 0 as long as its prelude isn't whole. */
    private int heldTotal;

    private String lastType = "";

    public void feed(byte[] chunk, Consumer<EventStreamFrame> out) {
        int at = held.length == 0 ? 0 : complete(chunk, out);
        while (chunk.length - at >= PRELUDE) {
            int total = frameLength(chunk, at);
            if (chunk.length - at < total) {
                heldTotal = total;
                break;
            }
            frame(chunk, at, total, out);
            at += total;
        }
        held.append(chunk, at, chunk.length);
    }

    /** Goes on with the frame that earlier chunks began. @return position in the chunk behind what it took */
    private int complete(byte[] chunk, Consumer<EventStreamFrame> out) {
        int at = 0;
        if (heldTotal == 0) {
            at = take(chunk, 0, PRELUDE);
            if (held.length < PRELUDE) {
                return at;
            }
            heldTotal = frameLength(held.bytes, 0);
        }
        at = take(chunk, at, heldTotal);
        if (held.length == heldTotal) {
            frame(held.bytes, 0, heldTotal, out);
            held.clear();
            heldTotal = 0;
        }
        return at;
    }

    private int take(byte[] chunk, int at, int wanted) {
        int to = at + Math.min(chunk.length - at, wanted - held.length);
        held.append(chunk, at, to);
        return to;
    }

    /** The source ended; whether the stream is whole is for the dialect's terminal event to say. */
    public void end() {
        if (held.length > 0) {
            throw wrong("ended within a frame");
        }
    }

    private int frameLength(byte[] b, int at) {
        crc.reset();
        crc.update(b, at, PRELUDE - CRC);
        if ((int) crc.getValue() != (int) INTS.get(b, at + PRELUDE - CRC)) {
            throw wrong("has a frame with a wrong checksum of its lengths");
        }
        long total = Integer.toUnsignedLong((int) INTS.get(b, at));
        long headers = Integer.toUnsignedLong((int) INTS.get(b, at + 4));
        if (headers > HEADERS_BYTES_MAX || total - headers > FRAME_MIN + PAYLOAD_BYTES_MAX) {
            throw wrong("has a frame that is too large");
        }
        if (total < FRAME_MIN + headers) {
            throw wrong("has a frame whose lengths can't be");
        }
        return (int) total;
    }

    private void frame(byte[] b, int at, int total, Consumer<EventStreamFrame> out) {
        crc.reset();
        crc.update(b, at, total - CRC);
        if ((int) crc.getValue() != (int) INTS.get(b, at + total - CRC)) {
            throw wrong("has a frame with a wrong checksum");
        }
        int headersEnd = at + PRELUDE + (int) INTS.get(b, at + 4);
        Kind kind = Kind.OTHER;
        String type = "";
        String message = "";
        for (int i = at + PRELUDE; i < headersEnd; ) {
            int name = i + 1;
            int valueType = name + (b[i] & 0xFF);
            int value = valueType + 1;
            int end = valueType < headersEnd ? valueEnd(b, value, headersEnd, b[valueType]) : headersEnd + 1;
            if (end > headersEnd) {
                throw wrong("has a frame with broken headers");
            }
            if (b[valueType] == STRING) {
                value += Short.BYTES;
                switch (headerName(b, name, valueType)) {
                    case ":message-type" -> kind = kind(b, value, end);
                    case ":event-type", ":exception-type", ":error-code" -> type = intern(b, value, end);
                    case ":error-message" -> message = new String(b, value, end - value, StandardCharsets.UTF_8);
                    default -> {
                        // content type and what else services add
                    }
                }
            }
            i = end;
        }
        out.accept(new EventStreamFrame(kind, type, message, b, headersEnd, at + total - CRC - headersEnd));
    }

    /** Behind the value; beyond the limit if it doesn't fit. */
    private static int valueEnd(byte[] b, int value, int limit, byte type) {
        return value
                + switch (type) {
                    case 0, 1 -> 0;
                    case 2 -> Byte.BYTES;
                    case 3 -> Short.BYTES;
                    case 4 -> Integer.BYTES;
                    case 5, 8 -> Long.BYTES;
                    case 6, STRING ->
                        value + Short.BYTES <= limit
                                ? Short.BYTES + Short.toUnsignedInt((short) SHORTS.get(b, value))
                                : Short.BYTES;
                    case 9 -> 2 * Long.BYTES;
                    default -> throw wrong("has a header of an unknown type");
                };
    }

    /** One of the names that are looked at, empty for others. */
    private static String headerName(byte[] b, int from, int to) {
        if (to > from && b[from] == ':') {
            for (String name : KNOWN) {
                if (SseFields.matches(b, from, to, name)) {
                    return name;
                }
            }
        }
        return "";
    }

    private static Kind kind(byte[] b, int from, int to) {
        if (SseFields.matches(b, from, to, "event")) {
            return Kind.EVENT;
        }
        if (SseFields.matches(b, from, to, "exception")) {
            return Kind.EXCEPTION;
        }
        return SseFields.matches(b, from, to, "error") ? Kind.ERROR : Kind.OTHER;
    }

    /** Streams repeat the same type, so the last one is kept. */
    private String intern(byte[] b, int from, int to) {
        if (!SseFields.matches(b, from, to, lastType)) {
            lastType = new String(b, from, to - from, StandardCharsets.UTF_8);
        }
        return lastType;
    }

    private static GatewayException wrong(String what) {
        return GatewayError.provider("the provider's stream " + what).asException();
    }
}
