package org.modelgate.common.bus;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.error.CreditShortage;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.stream.Head;
import org.modelgate.common.stream.StreamRef;

/** Writes the parts of an envelope: big-endian numbers, UTF-8 texts and bytes behind their length. */
final class WireWriter {
    private final Buffer out;
    private final ObjectMapper cbor;

    WireWriter(Buffer out, ObjectMapper cbor) {
        this.out = out;
        this.cbor = cbor;
    }

    WireWriter u8(int value) {
        out.appendByte((byte) value);
        return this;
    }

    WireWriter i32(int value) {
        out.appendInt(value);
        return this;
    }

    WireWriter i64(long value) {
        out.appendLong(value);
        return this;
    }

    WireWriter bool(boolean value) {
        return u8(value ? 1 : 0);
    }

    WireWriter text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.appendInt(bytes.length).appendBytes(bytes);
        return this;
    }

    WireWriter optionalText(@Nullable String text) {
        if (text == null) {
            out.appendInt(-1);
            return this;
        }
        return text(text);
    }

    WireWriter bytes(Buffer bytes) {
        out.appendInt(bytes.length()).appendBuffer(bytes);
        return this;
    }

    WireWriter head(Head head) {
        i32(head.status()).i32(head.headers().size());
        for (Map.Entry<String, String> header : head.headers()) {
            text(header.getKey()).text(header.getValue());
        }
        return this;
    }

    WireWriter error(GatewayError error) {
        text(error.fault().name())
                .text(error.code().name())
                .i32(error.status())
                .text(error.message())
                .optionalText(error.param())
                .optionalText(error.providerCode())
                .i64(error.retryAfterMillis());
        CreditShortage shortage = error.shortage();
        return shortage == null
                ? u8(0)
                : u8(1).i64(shortage.requiredNano())
                        .i64(shortage.availableNano())
                        .i64(shortage.affordableOutputTokens());
    }

    WireWriter ref(StreamRef ref) {
        return text(ref.address()).i64(ref.id()).i32(ref.window());
    }

    WireWriter message(BusMessage message) {
        i32(WireTypes.numberOf(message));
        try {
            byte[] bytes = cbor.writeValueAsBytes(message);
            out.appendInt(bytes.length).appendBytes(bytes);
            return this;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(message.getClass().getName() + " can't be written", e);
        }
    }

    WireWriter marks(List<Envelope.StreamMark> marks) {
        i32(marks.size());
        for (Envelope.StreamMark mark : marks) {
            i64(mark.stream()).i32(mark.sent());
        }
        return this;
    }

    WireWriter loads(List<Envelope.LoadEntry> entries) {
        i32(entries.size());
        for (Envelope.LoadEntry entry : entries) {
            text(entry.address()).i32(entry.load()).bool(entry.draining());
        }
        return this;
    }

    WireWriter marksOfTargets(List<TargetMark> marks) {
        i32(marks.size());
        for (TargetMark mark : marks) {
            text(mark.target()).i32(mark.opening());
        }
        return this;
    }
}
