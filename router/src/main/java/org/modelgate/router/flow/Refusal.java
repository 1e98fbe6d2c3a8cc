package org.modelgate.router.flow;

import io.vertx.core.MultiMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.error.GatewayError;
import org.modelgate.router.provider.RetryHints;
import org.modelgate.translator.ErrorDecoder;

/** A provider's answer that isn't 2xx. */
record Refusal(int status, MultiMap headers, byte[] body) {

    /** @param vendors how the vendor's refusals are read where they aren't in the dialect's form; their own status counts then */
    AttemptFailure failure(ErrorDecoder dialects, @Nullable ErrorDecoder vendors, RetryHints hints) {
        Map<String, String> byName = new HashMap<>();
        headers.forEach(h -> byName.putIfAbsent(h.getKey().toLowerCase(Locale.ROOT), h.getValue()));
        GatewayError error = (vendors == null ? dialects : vendors).decode(status, byName, body);
        return AttemptFailure.ofAnswer(
                vendors == null ? status : error.status(), error, hints, FailurePolicy.shouldRetry(headers));
    }
}
