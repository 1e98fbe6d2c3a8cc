package org.modelgate.common.bus.messages.admin;

import java.util.List;

/**
 * What a virtual key may do.
 *
 * @param requestsPerMinute -1 for no limit, like the three that follow
 * @param budgetNano what it may spend for good
 * @param models ids, each may end in {@code *}
 */
public record KeyLimits(
        long requestsPerMinute, long tokensPerMinute, long concurrentRequests, long budgetNano, List<String> models) {
    public static final long NONE = -1;

    public KeyLimits {
        models = List.copyOf(models);
    }
}
