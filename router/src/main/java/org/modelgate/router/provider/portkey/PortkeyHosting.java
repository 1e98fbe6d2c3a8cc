package org.modelgate.router.provider.portkey;

import java.util.Map;
import java.util.Optional;
import org.modelgate.common.error.ErrorCode;
import org.modelgate.common.error.Fault;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.inference.DialectId;
import org.modelgate.translator.Dialects;
import org.modelgate.translator.ErrorDecoder;
import org.modelgate.translator.Hosting;

/** One of its paths, with the statuses that only it has. */
record PortkeyHosting(String at, DialectId dialect, Optional<String> counting) implements Hosting {
    /** A guardrail denied the request. */
    private static final int DENIED = 446;

    @Override
    public String path(String model, boolean stream) {
        return at;
    }

    @Override
    public Optional<String> countPath(String model) {
        return counting;
    }

    @Override
    public Optional<ErrorDecoder> errors() {
        return Optional.of(this::decode);
    }

    private GatewayError decode(int status, Map<String, String> headers, byte[] body) {
        if (status != DENIED) {
            return Dialects.get(dialect).errors().decode(status, headers, body);
        }
        return new GatewayError(
                Fault.CLIENT,
                ErrorCode.INVALID_REQUEST,
                400,
                "the provider's guardrail refused the request",
                null,
                "content_filter",
                GatewayError.NO_RETRY_AFTER);
    }
}
