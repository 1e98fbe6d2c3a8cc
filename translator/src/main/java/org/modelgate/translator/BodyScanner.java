package org.modelgate.translator;

import org.modelgate.common.inference.BodyScan;

/** One streaming pass over a client's body. */
public interface BodyScanner {
    /**
     * Finds what the hot path needs and checks no more than that: that the body is one JSON object with a model and messages,
     * and that the scanned fields have the right types.
     *
     * @throws org.modelgate.common.error.GatewayException invalid_request that names the field (or the position of the JSON error)
     */
    BodyScan scan(byte[] body);
}
