package org.modelgate.billing.store;

import java.util.Set;
import org.modelgate.billing.ledger.BudgetId;

/**
 * An account to look at.
 *
 * @param lacked whether a call of it was refused for lack of credit
 * @param refused budgets that a call was refused for
 * @param open budgets of users and tags that were charged; those of keys and the account are looked at anyway
 */
public record Watched(long org, boolean lacked, Set<BudgetId> refused, Set<BudgetId> open) {
    public Watched {
        refused = Set.copyOf(refused);
        open = Set.copyOf(open);
    }

    /** Nothing is known of its calls. */
    public static Watched anyhow(long org) {
        return new Watched(org, false, Set.of(), Set.of());
    }
}
