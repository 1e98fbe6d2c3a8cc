package org.modelgate.router.flow;

import io.vertx.core.MultiMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.modelgate.common.error.GatewayError;
import org.modelgate.router.provider.RetryHints;
import org.modelgate.translator.ErrorDecoder;

/** A provider's answer that isn't 2xx. */
record Refusal(int status, MultiMap headers, byte[] body) {

    AttemptFailure failure(ErrorDecoder errors, RetryHints hints) {
        Map<String, String> byName = new HashMap<>();
        headers.forEach(h -> byName.putIfAbsent(h.getKey().toLowerCase(Locale.ROOT), h.getValue()));
        GatewayError error = errors.decode(status, byName, body);
        return new AttemptFailure(error, FailurePolicy.of(status, error, hints, FailurePolicy.shouldRetry(headers)));
    }
}
