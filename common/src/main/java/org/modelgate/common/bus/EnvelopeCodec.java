package org.modelgate.common.bus;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageCodec;

/** By reference in one JVM, binary between JVMs. */
final class EnvelopeCodec implements MessageCodec<Envelope, Envelope> {
    static final String NAME = "gw";

    @Override
    public void encodeToWire(Buffer buffer, Envelope envelope) {
        buffer.appendBuffer(
                envelope instanceof Envelope.Encoded encoded ? encoded.bytes() : WireFormat.encode(envelope));
    }

    @Override
    public Envelope decodeFromWire(int position, Buffer buffer) {
        return WireFormat.decode(buffer, position);
    }

    @Override
    public Envelope transform(Envelope envelope) {
        return envelope;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public byte systemCodecID() {
        return -1;
    }
}
