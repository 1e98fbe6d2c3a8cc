package org.modelgate.edge.http;

import org.modelgate.common.error.GatewayError;
import org.modelgate.common.error.GatewayException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The rim where a failure becomes an answer. */
public final class GatewayErrors {
    private static final Logger LOG = LoggerFactory.getLogger(GatewayErrors.class);

    private GatewayErrors() {}

    /** The error inside; anything that is none is a bug: logged, and shown as an internal error. */
    public static GatewayError of(Throwable cause) {
        if (cause instanceof GatewayException gateway) {
            return gateway.error();
        }
        LOG.atError().setCause(cause).log("request failed");
        return GatewayError.internal("internal error");
    }
}
