package org.modelgate.billing.ledger;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.modelgate.billing.limit.BudgetRule;
import org.modelgate.billing.limit.BudgetRule.Whose;
import org.modelgate.billing.limit.Window;
import org.modelgate.common.bus.messages.Admit;

/** Which budgets a call takes from, by the rules of its key and of its account's plan. */
final class BudgetFinder {
    private final LedgerClock clock;
    private final Budgets budgets;

    BudgetFinder(LedgerClock clock, Budgets budgets) {
        this.clock = clock;
        this.budgets = budgets;
    }

    /** All budgets that a call of this key takes from now; null if there is no room for more. */
    @Nullable List<Budget> of(Key key, Admit admit, long wall) {
        if (!key.scope.hasBudgets() && !key.account.plan.hasBudgets()) {
            return List.of();
        }
        List<Budget> own = own(key, wall);
        if (own == null || (admit.user() == null && admit.tags().isEmpty())) {
            return own;
        }
        List<Budget> all = new ArrayList<>(own);
        return open(all, key.scope, key, key.row.id(), admit, wall) && open(all, key.account.plan, key, 0, admit, wall)
                ? all
                : null;
    }

    /** Those of key and account, which change with the calendar only. */
    private @Nullable List<Budget> own(Key key, long wall) {
        if (key.budgetsVersion == budgets.version() && wall < key.budgetsUntil) {
            return key.budgets;
        }
        Map<BudgetId, Wanted> wanted = new LinkedHashMap<>();
        gather(key.scope, key, wall, wanted);
        gather(key.account.plan, key, wall, wanted);
        List<Budget> own = new ArrayList<>();
        long until = Long.MAX_VALUE;
        for (Map.Entry<BudgetId, Wanted> each : wanted.entrySet()) {
            Wanted its = each.getValue();
            Budget budget = budgets.budget(each.getKey(), its.limit, its.who, its.window, its.end, key.account);
            if (budget == null) {
                return null;
            }
            own.add(budget);
            until = Math.min(until, its.end);
        }
        key.budgets = List.copyOf(own);
        key.budgetsUntil = until;
        key.budgetsVersion = budgets.version();
        return key.budgets;
    }

    private record Wanted(long limit, String who, Window window, long end) {
        Wanted tighter(Wanted other) {
            return other.limit < limit ? other : this;
        }
    }

    private void gather(Scope limits, Key key, long wall, Map<BudgetId, Wanted> wanted) {
        boolean ofKey = limits == key.scope;
        if (limits.limits().requestsPerDay() != Limits.NONE) {
            gather(
                    wanted,
                    key,
                    ofKey,
                    BudgetId.REQUESTS,
                    Window.DAY,
                    limits.limits().requestsPerDay(),
                    wall);
        }
        for (BudgetRule rule : limits.rules()) {
            if (!rule.scope().open()) {
                gather(wanted, key, rule.scope() == Whose.KEY, BudgetId.OWN, rule.window(), rule.nano(), wall);
            }
        }
    }

    private void gather(
            Map<BudgetId, Wanted> wanted, Key key, boolean ofKey, String scope, Window window, long limit, long wall) {
        Window.Period period = clock.period(window, wall);
        BudgetId id = new BudgetId(key.account.org, ofKey ? key.row.id() : 0, scope, period.name());
        String who = ofKey ? "this key" : "this account's plan";
        wanted.merge(id, new Wanted(limit, who, window, period.endMillis()), Wanted::tighter);
    }

    /** Those of the call's user and tags. Returns false if there is no room for them. */
    private boolean open(List<Budget> all, Scope limits, Key key, long ofKey, Admit admit, long wall) {
        List<BudgetRule> rules = limits.rules();
        for (int i = 0; i < rules.size(); i++) {
            BudgetRule rule = rules.get(i);
            if (rule.scope() == Whose.USER && admit.user() != null) {
                if (!open(all, rules, rule, key, ofKey, admit.user(), wall)) {
                    return false;
                }
            } else if (rule.scope() == Whose.TAG) {
                for (String tag : admit.tags()) {
                    if (!open(all, rules, rule, key, ofKey, tag, wall)) {
                        return false;
                    }
                }
            }
        }
        return true;
    }

    private boolean open(
            List<Budget> all, List<BudgetRule> rules, BudgetRule rule, Key key, long ofKey, String name, long wall) {
        if (rule.name() == null ? isNamed(rules, rule, name) : !rule.name().equals(name)) {
            return true;
        }
        boolean user = rule.scope() == Whose.USER;
        String subject = BudgetId.subject(rule.scope(), name);
        Window.Period period = clock.period(rule.window(), wall);
        Budget budget = budgets.budget(
                new BudgetId(key.account.org, ofKey, subject, period.name()),
                rule.nano(),
                (user ? "the user '" : "the tag '") + name + "'",
                rule.window(),
                period.endMillis(),
                key.account);
        return budget != null && (all.contains(budget) || all.add(budget));
    }

    /** Whether a rule of its own stands for this user or tag. */
    private static boolean isNamed(List<BudgetRule> rules, BudgetRule general, String name) {
        for (int i = 0; i < rules.size(); i++) {
            BudgetRule rule = rules.get(i);
            if (name.equals(rule.name()) && rule.scope() == general.scope() && rule.window() == general.window()) {
                return true;
            }
        }
        return false;
    }

    /** Budgets of a call's key and account that it held nothing of, because they are newer, or because it was lost in a crash. */
    List<BudgetId> notHeld(Reservation r) {
        if (r.key == null || (!r.key.scope.hasBudgets() && !r.account.plan.hasBudgets())) {
            return List.of();
        }
        if (r.key.budgetsVersion == budgets.version() && r.budgets.containsAll(r.key.budgets)) {
            return List.of();
        }
        Map<BudgetId, Wanted> wanted = new LinkedHashMap<>();
        gather(r.key.scope, r.key, r.atMillis, wanted);
        gather(r.account.plan, r.key, r.atMillis, wanted);
        r.budgetIds().forEach(wanted::remove);
        return List.copyOf(wanted.keySet());
    }
}
