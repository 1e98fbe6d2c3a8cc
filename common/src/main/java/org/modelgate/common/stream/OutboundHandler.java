package org.modelgate.common.stream;

import org.modelgate.common.error.GatewayError;

/** What the writing end hears. After {@code onCancelled} nothing is called any more and writes are ignored. */
public interface OutboundHandler {
    /** There is window again, after a write that returned false. */
    void onWritable();

    /**
     * The receiver has the end of the stream. Told to a writing end that another one wrote in place of, and to one of another node;
     * nothing is called after it.
     */
    default void onTaken() {}

    /**
     * The receiver wants no more, or is gone. May come after {@code end}, {@code fail} and {@code whole} too, until the
     * receiver has taken all that was written: then it is news, nothing is left to do for the stream.
     */
    void onCancelled(GatewayError reason);
}
