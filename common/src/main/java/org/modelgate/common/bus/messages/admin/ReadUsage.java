package org.modelgate.common.bus.messages.admin;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.bus.Request;

/**
 * edge to billing: sums over the calls that were settled in {@code [fromMillis, toMillis)}.
 *
 * @param account null: of all
 */
public record ReadUsage(
        long fromMillis,
        long toMillis,
        List<UsageDimension> groupBy,
        @Nullable String account,
        int limit) implements Request<UsageReport> {}
