package org.modelgate.translator;

import org.modelgate.common.error.GatewayError;

/** Errors of one dialect, both ways. */
public interface ErrorCodec extends ErrorDecoder {
    /** HTTP status of an error in this dialect. */
    int status(GatewayError error);

    byte[] body(GatewayError error, String requestId);

    /** The error event of a stream that has begun, after which it ends. */
    byte[] event(GatewayError error, String requestId);

    /**
     * The same for a dialect whose events are numbered and name their answer.
     *
     * @param first bytes that the client got first
     * @param last bytes that the client got last
     */
    default byte[] event(GatewayError error, String requestId, byte[] first, byte[] last) {
        return event(error, requestId);
    }

    /** What keeps a silent stream alive between two events: an event or a comment. */
    byte[] ping();
}
