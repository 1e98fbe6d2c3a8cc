package org.modelgate.translator;

import java.util.Map;
import org.modelgate.common.error.GatewayError;

/** Errors of one dialect, both ways. */
public interface ErrorCodec {
    /**
     * A provider's answer that isn't 200, as the client may see it: its 400 keeps message and status, its 401/403 becomes
     * {@code provider_error}, its 429 and 529 keep status and {@code retry-after}. Provider names and keys are taken out.
     *
     * @param headers response headers by lower-case name
     * @param body any bytes, maybe HTML; cut to a bounded length before use
     */
    GatewayError decode(int status, Map<String, String> headers, byte[] body);

    /** HTTP status of an error in this dialect. */
    int status(GatewayError error);

    byte[] body(GatewayError error, String requestId);

    /** The error event of a stream that has begun, after which it ends. */
    byte[] event(GatewayError error, String requestId);

    /** What keeps a silent stream alive between two events: an event or a comment. */
    byte[] ping();
}
