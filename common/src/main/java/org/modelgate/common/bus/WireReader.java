package org.modelgate.common.bus;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.error.CreditShortage;
import org.modelgate.common.error.ErrorCode;
import org.modelgate.common.error.Fault;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.stream.Head;
import org.modelgate.common.stream.StreamRef;

/** Reads what {@link WireWriter} wrote; no length is believed before it is checked. Bytes are views, not copies. */
final class WireReader {
    private final Buffer in;
    private final ObjectMapper cbor;
    private int position;

    WireReader(Buffer in, int position, ObjectMapper cbor) {
        this.in = in;
        this.position = position;
        this.cbor = cbor;
    }

    /** What is there can't be read. */
    static final class WireException extends Exception {
        private static final long serialVersionUID = 1L;

        WireException(String problem) {
            super(problem);
        }

        WireException(String problem, Exception cause) {
            super(problem, cause);
        }
    }

    int position() {
        return position;
    }

    private int take(int length) throws WireException {
        if (length < 0 || length > in.length() - position) {
            throw new WireException("cut short");
        }
        int start = position;
        position += length;
        return start;
    }

    int u8() throws WireException {
        return in.getUnsignedByte(take(1));
    }

    int i32() throws WireException {
        return in.getInt(take(4));
    }

    long i64() throws WireException {
        return in.getLong(take(8));
    }

    boolean bool() throws WireException {
        return u8() != 0;
    }

    String text() throws WireException {
        int length = i32();
        int start = take(length);
        return in.getString(start, start + length, StandardCharsets.UTF_8.name());
    }

    @Nullable String optionalText() throws WireException {
        int length = i32();
        if (length == -1) {
            return null;
        }
        position -= 4;
        return text();
    }

    Buffer bytes() throws WireException {
        int length = i32();
        int start = take(length);
        return in.slice(start, start + length);
    }

    /** How many elements follow, none of which is smaller than {@code least} bytes. */
    private int count(int least) throws WireException {
        int count = i32();
        if (count < 0 || count > (in.length() - position) / least) {
            throw new WireException("cut short");
        }
        return count;
    }

    Head head() throws WireException {
        int status = i32();
        int count = count(8);
        List<Map.Entry<String, String>> headers = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            String name = text();
            headers.add(Map.entry(name, text()));
        }
        return new Head(status, headers);
    }

    /** Names that this version doesn't know become an internal error, with status and message kept. */
    GatewayError error() throws WireException {
        String fault = text();
        String code = text();
        int status = i32();
        String message = text();
        String param = optionalText();
        String providerCode = optionalText();
        long retryAfterMillis = i64();
        CreditShortage shortage = bool() ? new CreditShortage(i64(), i64(), i64()) : null;
        return new GatewayError(
                fault(fault), code(code), status, message, param, providerCode, retryAfterMillis, shortage);
    }

    private static Fault fault(String name) {
        for (Fault fault : Fault.values()) {
            if (fault.name().equals(name)) {
                return fault;
            }
        }
        return Fault.GATEWAY;
    }

    private static ErrorCode code(String name) {
        for (ErrorCode code : ErrorCode.values()) {
            if (code.name().equals(name)) {
                return code;
            }
        }
        return ErrorCode.INTERNAL_ERROR;
    }

    StreamRef ref() throws WireException {
        String address = text();
        long id = i64();
        return new StreamRef(address, id, i32());
    }

    BusMessage message() throws WireException {
        int number = i32();
        Class<? extends BusMessage> type = WireTypes.byNumber(number);
        if (type == null) {
            throw new WireException("unknown message type " + number);
        }
        int length = i32();
        int start = take(length);
        try {
            return cbor.readValue(in.getBytes(start, start + length), type);
        } catch (IOException e) {
            throw new WireException(type.getSimpleName() + " can't be read", e);
        }
    }

    List<Envelope.StreamMark> marks() throws WireException {
        int count = count(12);
        List<Envelope.StreamMark> marks = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            long stream = i64();
            marks.add(new Envelope.StreamMark(stream, i32()));
        }
        return marks;
    }

    List<Envelope.LoadEntry> loads() throws WireException {
        int count = count(9);
        List<Envelope.LoadEntry> entries = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            String address = text();
            int load = i32();
            entries.add(new Envelope.LoadEntry(address, load, bool()));
        }
        return entries;
    }

    /** Nodes of an older version send none. */
    List<TargetMark> marksOfTargets() throws WireException {
        if (position == in.length()) {
            return List.of();
        }
        int count = count(8);
        List<TargetMark> marks = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            String target = text();
            marks.add(new TargetMark(target, i32()));
        }
        return marks;
    }
}
