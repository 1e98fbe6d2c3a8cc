package org.modelgate.billing.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.modelgate.billing.ledger.BudgetId;
import org.modelgate.billing.ledger.Recovered;
import org.modelgate.billing.ledger.Usd;
import org.modelgate.billing.limit.BudgetRule;
import org.modelgate.billing.limit.BudgetRule.Whose;
import org.modelgate.billing.limit.Window;

/**
 * How far budgets of an account are spent: its own and its keys' always, those of users and tags if somebody says that they were
 * charged, for there may be any number of them.
 */
final class BudgetLevels {
    private static final int ALL = 100;
    private static final long DAY_MILLIS = 86_400_000;

    private final Thresholds thresholds;
    private final InstantSource clock;

    BudgetLevels(Thresholds thresholds, InstantSource clock) {
        this.thresholds = thresholds;
        this.clock = clock;
    }

    private record Budget(BudgetId id, BudgetRule rule, Window.Period period, long spent) {
        /** What tells its periods apart; 0 of one for good. */
        int number() {
            return rule.window() == Window.LIFETIME ? 0 : (int) (period.startMillis() / DAY_MILLIS);
        }

        String subject() {
            String own = (id.key() == 0 ? "account" : "key_" + id.key()) + "/"
                    + rule.window().wireName();
            return id.ofMany() ? own + "/" + id.scope() : own;
        }
    }

    /** Of users and tags only what is crossed. */
    List<Level> of(Connection c, Recovered.Org org, Watched account) throws SQLException {
        Map<Long, List<BudgetRule>> rules = rules(c, org);
        List<Level> levels = new ArrayList<>();
        for (Map.Entry<Long, List<BudgetRule>> each : rules.entrySet()) {
            for (Budget budget : own(c, org.id(), each.getKey(), each.getValue())) {
                levels(org, budget, account.refused(), levels);
            }
        }
        Set<BudgetId> open = new HashSet<>(account.open());
        account.refused().stream().filter(BudgetId::ofMany).forEach(open::add);
        List<Level> many = new ArrayList<>();
        for (BudgetId id : open) {
            BudgetRule rule = id.rule(rules.getOrDefault(id.key(), List.of()), clock.millis());
            if (rule != null && rule.nano() > 0) {
                Window.Period period = rule.window().at(clock.millis());
                levels(org, new Budget(id, rule, period, spent(c, id)), account.refused(), many);
            }
        }
        many.stream().filter(Level::crossed).forEach(levels::add);
        return levels;
    }

    /** By the key, 0 for the plan's. */
    private Map<Long, List<BudgetRule>> rules(Connection c, Recovered.Org org) throws SQLException {
        Map<Long, List<BudgetRule>> rules = new HashMap<>();
        for (Recovered.Key key : Sql.list(
                c,
                "SELECT k.* FROM spending p JOIN api_key k ON k.id=p.api_key WHERE p.org=? AND p.period=0 "
                        + "AND p.api_key>0 AND (k.budget_nano>0 OR k.budgets<>'') AND k.revoked_at IS NULL",
                KeyRows::key,
                org.id())) {
            rules.put(key.id(), key.limits().rules(Whose.KEY));
        }
        rules.put(0L, thresholds.plan(org.plan()).rules(Whose.ACCOUNT));
        return rules;
    }

    private void levels(Recovered.Org org, Budget budget, Set<BudgetId> refused, List<Level> levels) {
        long nano = budget.rule.nano();
        for (int percent : thresholds.budgetPercents()) {
            boolean reached = budget.spent >= part(nano, percent) || (percent == ALL && refused(budget, refused));
            levels.add(new Level(
                    budget.id.ofMany() ? Level.Kind.OPEN_BUDGET : Level.Kind.BUDGET,
                    budget.subject(),
                    percent,
                    budget.number(),
                    nano,
                    reached,
                    data(org, budget, percent)));
        }
    }

    /** Of a user or tag only where it has cost something, or any name that a client makes up would be an event. */
    private static boolean refused(Budget budget, Set<BudgetId> refused) {
        return refused.contains(budget.id) && (budget.spent > 0 || !budget.id.ofMany());
    }

    private List<Budget> own(Connection c, long org, long key, List<BudgetRule> rules) throws SQLException {
        List<Budget> budgets = new ArrayList<>();
        for (BudgetRule rule : rules) {
            if (rule.scope() == (key == 0 ? Whose.ACCOUNT : Whose.KEY) && rule.nano() > 0) {
                Window.Period period = rule.window().at(clock.millis());
                BudgetId id = BudgetId.own(org, key, period.name());
                budgets.add(new Budget(id, rule, period, spent(c, id, rule.window())));
            }
        }
        return budgets;
    }

    /** Sums that are always kept, or that of a budget's row, which is there since its first call. */
    private static long spent(Connection c, BudgetId id, Window window) throws SQLException {
        if (window == Window.LIFETIME && id.key() > 0) {
            return sum(c, id, 0);
        }
        if (window == Window.MONTH && id.key() == 0) {
            return sum(c, id, Integer.parseInt(id.period().replace("-", "")));
        }
        return spent(c, id);
    }

    private static long sum(Connection c, BudgetId id, int period) throws SQLException {
        Long spent = Sql.number(
                c, "SELECT nano FROM spending WHERE org=? AND api_key=? AND period=?", id.org(), id.key(), period);
        return Objects.requireNonNullElse(spent, 0L);
    }

    private static long spent(Connection c, BudgetId id) throws SQLException {
        Long spent = Sql.number(
                c,
                "SELECT spent FROM budget WHERE org=? AND api_key=? AND scope=? AND period=?",
                id.org(),
                id.key(),
                id.scope(),
                id.period());
        return Objects.requireNonNullElse(spent, 0L);
    }

    /** That many per cent of an amount, rounded up. */
    private static long part(long nano, int percent) {
        return nano / ALL * percent + Math.ceilDiv(nano % ALL * percent, ALL);
    }

    private static Map<String, @Nullable Object> data(Recovered.Org org, Budget budget, int percent) {
        BudgetId id = budget.id;
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        data.put("account", org.name());
        data.put("key", id.key() == 0 ? null : "key_" + id.key());
        if (id.ofMany()) {
            data.put(budget.rule.scope().wireName(), id.name());
        }
        data.put("window", budget.rule.window().wireName());
        data.put("period", budget.rule.window() == Window.LIFETIME ? null : budget.period.name());
        data.put("percent", percent);
        data.put("budget_usd", Usd.of(budget.rule.nano()));
        data.put("spent_usd", Usd.of(budget.spent));
        return data;
    }
}
