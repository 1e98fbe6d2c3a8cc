package org.modelgate.common.bus.messages.admin;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.bus.Request;

/**
 * edge to billing: changes what isn't null.
 *
 * @param expiresMillis 0: never expires
 * @param requestsPerMinute -1: no limit, like the other numbers
 * @param regions none: any
 */
public record ChangeKey(
        String actor,
        String id,
        @Nullable String name,
        @Nullable Boolean enabled,
        @Nullable Long expiresMillis,
        @Nullable Long requestsPerMinute,
        @Nullable Long tokensPerMinute,
        @Nullable Long inputTokensPerMinute,
        @Nullable Long outputTokensPerMinute,
        @Nullable Long concurrentRequests,
        @Nullable Long requestsPerDay,
        @Nullable Long budgetNano,
        @Nullable List<BudgetLimit> budgets,
        @Nullable List<String> models,
        @Nullable List<String> regions)
        implements Request<KeyInfo> {}
