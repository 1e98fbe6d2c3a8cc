package org.modelgate.billing.store;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.modelgate.billing.ledger.Limits;

/**
 * What operators want to be told of.
 *
 * @param lowBalanceNano below which a balance is low, or {@link Limits#NONE}
 * @param lowBalances the same of accounts that have one of their own
 * @param budgetPercents of each budget
 * @param plans whose budgets count
 */
public record Thresholds(
        long lowBalanceNano, Map<String, Long> lowBalances, List<Integer> budgetPercents, Map<String, Limits> plans) {
    public Thresholds {
        lowBalances = Map.copyOf(lowBalances);
        budgetPercents = List.copyOf(budgetPercents);
        plans = Map.copyOf(plans);
    }

    long lowBalance(String account) {
        return lowBalances.getOrDefault(account, lowBalanceNano);
    }

    Limits plan(@Nullable String name) {
        Limits limits = name == null ? null : plans.get(name);
        return limits == null ? Limits.UNLIMITED : limits;
    }
}
