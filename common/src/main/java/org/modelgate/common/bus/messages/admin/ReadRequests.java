package org.modelgate.common.bus.messages.admin;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.bus.Request;

/**
 * edge to billing: settled calls, newest first, from the one after {@code after}.
 *
 * @param fromMillis of calls that began in {@code [fromMillis, toMillis)}
 * @param outcome {@code completed, failed, cancelled, interrupted}; a filter counts if it isn't null
 */
public record ReadRequests(
        long fromMillis,
        long toMillis,
        @Nullable String account,
        @Nullable String keyId,
        @Nullable String model,
        @Nullable String provider,
        @Nullable String outcome,
        @Nullable UUID after,
        int limit)
        implements Request<RequestPage> {}
