package org.modelgate.common.stream;

import io.vertx.core.buffer.Buffer;
import org.modelgate.common.error.GatewayError;

/**
 * The receiving end. After {@code onEnd} or {@code onError} nothing is called any more; exactly one of them is called, always,
 * but for a stream that this end cancelled itself, after which nothing is called.
 */
public interface InboundHandler {
    /** At most once, before all data. */
    void onHead(Head head);

    void onData(Buffer data);

    /** @param trailer what the sender gave with the end; empty if nothing */
    void onEnd(Buffer trailer);

    /** The sender failed it, or a frame or the peer was lost. */
    void onError(GatewayError error);
}
