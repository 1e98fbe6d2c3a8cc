package org.modelgate.billing.ledger;

import java.util.ArrayList;
import java.util.List;
import org.modelgate.billing.limit.BudgetRule;
import org.modelgate.billing.limit.Window;

/**
 * What a key or a plan may do; {@link #NONE} where there is no limit.
 *
 * @param tokensPerMinute of input and output together
 * @param requestsPerDay of the calendar, UTC
 * @param budgetNano what may be spent: for good by a key, each calendar month (UTC) by an account under a plan
 * @param defaultOutputTokens cap of output tokens where the client gives none
 * @param budgets further ones
 * @param models model ids, each may end in {@code *}
 */
public record Limits(
        long requestsPerMinute,
        long tokensPerMinute,
        long inputTokensPerMinute,
        long outputTokensPerMinute,
        long concurrentRequests,
        long requestsPerDay,
        long budgetNano,
        long defaultOutputTokens,
        List<BudgetRule> budgets,
        List<String> models) {

    public static final long NONE = -1;
    public static final Limits UNLIMITED = new Limits(NONE, NONE, NONE, NONE, NONE, List.of("*"));

    public Limits {
        budgets = List.copyOf(budgets);
        models = List.copyOf(models);
    }

    public Limits(
            long requestsPerMinute,
            long tokensPerMinute,
            long concurrentRequests,
            long budgetNano,
            long defaultOutputTokens,
            List<String> models) {
        this(
                requestsPerMinute,
                tokensPerMinute,
                NONE,
                NONE,
                concurrentRequests,
                NONE,
                budgetNano,
                defaultOutputTokens,
                List.of(),
                models);
    }

    public Limits withBudgets(BudgetRule... more) {
        return new Limits(
                requestsPerMinute,
                tokensPerMinute,
                inputTokensPerMinute,
                outputTokensPerMinute,
                concurrentRequests,
                requestsPerDay,
                budgetNano,
                defaultOutputTokens,
                List.of(more),
                models);
    }

    /** All that limits money, {@link #budgetNano} as well. */
    public List<BudgetRule> rules(BudgetRule.Whose own) {
        if (budgetNano == NONE) {
            return budgets;
        }
        List<BudgetRule> all = new ArrayList<>(budgets);
        all.add(new BudgetRule(own, null, own == BudgetRule.Whose.KEY ? Window.LIFETIME : Window.MONTH, budgetNano));
        return List.copyOf(all);
    }

    /** Whether anything of it is about end users or tags. */
    public boolean watches() {
        return budgets.stream().anyMatch(rule -> rule.scope().open());
    }

    /** Whether anything is limited in time, or at once. */
    boolean limitsRates() {
        return requestsPerMinute != NONE
                || tokensPerMinute != NONE
                || inputTokensPerMinute != NONE
                || outputTokensPerMinute != NONE
                || concurrentRequests != NONE;
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
