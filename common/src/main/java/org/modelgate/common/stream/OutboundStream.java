package org.modelgate.common.stream;

import io.vertx.core.buffer.Buffer;
import org.modelgate.common.error.GatewayError;

/** A stream that this endpoint writes. Exactly one of {@code whole}, {@code end}, {@code finish}, {@code fail} ends it; later calls are ignored. */
public interface OutboundStream {
    void head(Head head);

    /**
     * Sends bytes, in frames of at most 32 KiB; the caller mustn't change them any more. Bytes beyond the window wait here, up to a hard limit that fails the stream.
     *
     * @return false if the window is used up: write no more until {@code onWritable}
     */
    boolean write(Buffer data);

    /**
     * A whole answer: head, bytes and end; in one frame if the window holds it, or up to 1 MiB where it passes by reference.
     */
    void whole(Head head, Buffer data);

    /** @param trailer at most one frame (32 KiB) */
    void end(Buffer trailer);

    /**
     * The last bytes and the end. They go as the end's trailer, in one frame and beside the window, if one frame holds them: the
     * reader has to take a trailer for data.
     */
    void finish(Buffer last);

    void fail(GatewayError error);
}
