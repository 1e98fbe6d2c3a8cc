package org.modelgate.billing;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.modelgate.billing.ledger.Usd;
import org.modelgate.billing.limit.BudgetRule;
import org.modelgate.common.config.Section;

/** Reads {@code budgets: [{ scope: user, window: day, usd: 5 }]} of plans and keys. */
final class BudgetConfig {
    private BudgetConfig() {}

    /** @param ofPlan whether a budget may be the account's; the scope is that, else the key's, where none is given */
    static List<BudgetRule> read(List<Section> sections, boolean ofPlan) {
        List<BudgetRule> rules = new ArrayList<>();
        for (Section section : sections) {
            BudgetRule rule = read(section, ofPlan);
            if (rule == null) {
                continue;
            }
            if (rules.stream().anyMatch(rule::sameAs)) {
                section.problem("scope", "this budget is given twice");
            } else {
                rules.add(rule);
            }
        }
        return List.copyOf(rules);
    }

    private static @Nullable BudgetRule read(Section section, boolean ofPlan) {
        String scope = section.string("scope", ofPlan ? "account" : "key");
        String window = section.required("window");
        String name = section.string("name");
        section.required("usd");
        long nano = section.has("usd") ? section.parse("usd", 0L, text -> Usd.nano(new BigDecimal(text))) : 0;
        if (scope.equals("account") && !ofPlan) {
            section.problem("scope", "account is for plans only");
            return null;
        }
        if (window.isEmpty()) {
            return null;
        }
        try {
            return BudgetRule.of(scope, name, window, nano);
        } catch (IllegalArgumentException wrong) {
            String problem = String.valueOf(wrong.getMessage());
            section.problem(
                    problem.startsWith("window") ? "window" : problem.startsWith("scope") ? "scope" : "name", problem);
            return null;
        }
    }
}
