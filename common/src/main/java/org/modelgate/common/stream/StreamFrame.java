package org.modelgate.common.stream;

import io.vertx.core.buffer.Buffer;
import org.modelgate.common.error.GatewayError;

/**
 * One step of a stream on the bus. {@code stream} is the receiver's id of it, whichever way the frame goes. Each direction
 * counts its own frames from 1; a number that isn't the last one plus one fails the stream. {@link Cancel} and {@link Taken}
 * end the stream, so their number isn't looked at. Immutable: bytes are never changed once they are in a frame.
 */
public sealed interface StreamFrame {
    long stream();

    int sequence();

    /** From the writing end. */
    sealed interface ToReceiver extends StreamFrame {}

    /** From the receiving end. */
    sealed interface ToSender extends StreamFrame {}

    record HeadFrame(long stream, int sequence, Head head) implements ToReceiver {}

    record Data(long stream, int sequence, Buffer bytes) implements ToReceiver {}

    /** Head, all bytes and a clean end in one. */
    record Whole(long stream, int sequence, Head head, Buffer bytes) implements ToReceiver {}

    record End(long stream, int sequence, Buffer trailer) implements ToReceiver {}

    record Fail(long stream, int sequence, GatewayError error) implements ToReceiver {}

    /** Window given back. */
    record Credit(long stream, int sequence, int bytes) implements ToSender {}

    /** The receiver wants no more, or lost a part. */
    record Cancel(long stream, int sequence, GatewayError reason) implements ToSender {}

    /** The receiver got the terminal frame and all before it. */
    record Taken(long stream, int sequence) implements ToSender {}
}
