package org.modelgate.common.bus.messages.admin;

import java.util.List;
import java.util.Objects;

/**
 * What a virtual key may do.
 *
 * @param requestsPerMinute -1 for no limit, like the other numbers
 * @param tokensPerMinute of input and output together
 * @param requestsPerDay of the calendar, UTC
 * @param budgetNano what it may spend for good
 * @param budgets further ones
 * @param models ids, each may end in {@code *}
 */
public record KeyLimits(
        long requestsPerMinute,
        long tokensPerMinute,
        long inputTokensPerMinute,
        long outputTokensPerMinute,
        long concurrentRequests,
        long requestsPerDay,
        long budgetNano,
        List<BudgetLimit> budgets,
        List<String> models) {
    public static final long NONE = -1;

    /** An older node sends no budgets, and zeros for what it doesn't know. */
    public KeyLimits {
        inputTokensPerMinute = inputTokensPerMinute == 0 ? NONE : inputTokensPerMinute;
        outputTokensPerMinute = outputTokensPerMinute == 0 ? NONE : outputTokensPerMinute;
        requestsPerDay = requestsPerDay == 0 ? NONE : requestsPerDay;
        budgets = List.copyOf(Objects.requireNonNullElse(budgets, List.of()));
        models = List.copyOf(models);
    }

    public KeyLimits(
            long requestsPerMinute,
            long tokensPerMinute,
            long concurrentRequests,
            long budgetNano,
            List<String> models) {
        this(requestsPerMinute, tokensPerMinute, NONE, NONE, concurrentRequests, NONE, budgetNano, List.of(), models);
    }
}
