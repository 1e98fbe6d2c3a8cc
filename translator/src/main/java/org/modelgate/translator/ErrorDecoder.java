package org.modelgate.translator;

import java.util.Map;
import org.modelgate.common.error.GatewayError;

/** Errors of a provider of one dialect. */
public interface ErrorDecoder {
    /**
     * A provider's answer that isn't 200, as the client may see it: its 400 keeps message and status, its 401/403 becomes
     * {@code provider_error}, its 429 and 529 keep status and {@code retry-after}. Provider names and keys are taken out.
     *
     * @param headers response headers by lower-case name
     * @param body any bytes, maybe HTML; cut to a bounded length before use
     */
    GatewayError decode(int status, Map<String, String> headers, byte[] body);
}
