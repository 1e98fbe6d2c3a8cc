package org.modelgate.common.stream;

import org.modelgate.common.error.GatewayError;

/** A stream that this endpoint receives. */
public interface InboundStream {
    StreamRef ref();

    /** Bytes that were taken care of; the sender gets them back as window, in portions of half of it. */
    void consumed(int bytes);

    /** Stops the sender and ends this stream; No handler method is called any more. Idempotent. */
    void cancel(GatewayError reason);
}
