package org.modelgate.common.stream;

import io.vertx.core.buffer.Buffer;
import org.modelgate.common.error.GatewayError;

/** The receiving end. After {@code onEnd} or {@code onError} nothing is called any more; exactly one of them is, always. */
public interface InboundHandler {
    /** At most once, before all data. */
    void onHead(Head head);

    void onData(Buffer data);

    /** @param trailer what the sender gave with the end; empty if nothing */
    void onEnd(Buffer trailer);

    /** The sender failed it, a frame or the peer was lost, or it was cancelled here (then {@code error} is the given one). */
    void onError(GatewayError error);
}
