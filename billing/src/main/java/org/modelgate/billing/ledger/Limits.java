package org.modelgate.billing.ledger;

import java.util.List;

/**
 * What a key or a plan may do; {@link #NONE} where there is no limit.
 *
 * @param budgetNano what may be spent: for good by a key, each calendar month (UTC) under a plan
 * @param defaultOutputTokens cap of output tokens where the client gives none
 * @param models model ids, each may end in {@code *}
 */
public record Limits(
        long requestsPerMinute,
        long tokensPerMinute,
        long concurrentRequests,
        long budgetNano,
        long defaultOutputTokens,
        List<String> models) {

    public static final long NONE = -1;
    public static final Limits UNLIMITED = new Limits(NONE, NONE, NONE, NONE, NONE, List.of("*"));

    public Limits {
        models = List.copyOf(models);
    }

    public boolean allows(String model) {
        for (String pattern : models) {
            if (pattern.endsWith("*")
                    ? model.startsWith(pattern.substring(0, pattern.length() - 1))
                    : model.equals(pattern)) {
                return true;
            }
        }
        return false;
    }
}
