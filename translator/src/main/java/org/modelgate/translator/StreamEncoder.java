package org.modelgate.translator;

import org.modelgate.common.error.GatewayError;
import org.modelgate.common.inference.GatewayUsage;
import org.modelgate.common.inference.StreamEvent;

/** Canonical events in, client bytes out. Terminal events are written by {@link #finish} or {@link #fail} only, once. */
public interface StreamEncoder {
    /** @return bytes for the client, empty if the event has none (yet) */
    byte[] encode(StreamEvent event);

    /** The dialect's end of a whole answer, with {@code gateway_usage}. */
    byte[] finish(GatewayUsage usage);

    /** The dialect's error event, which ends the stream. */
    byte[] fail(GatewayError error);
}
