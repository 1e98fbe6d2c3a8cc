package org.modelgate.billing.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.modelgate.billing.ledger.Limits;
import org.modelgate.billing.ledger.Recovered;
import org.modelgate.billing.ledger.Usd;
import org.modelgate.billing.limit.BudgetRule;
import org.modelgate.billing.limit.BudgetRule.Whose;
import org.modelgate.billing.limit.Window;
import org.modelgate.common.json.Json;

/**
 * Which of their thresholds accounts have crossed. Each crossing is told once: what is crossed is a row, written in one transaction with
 * the event, behind a lock on the account, whichever node looks. A balance is armed again when it is above its threshold, credit when
 * more of it is left than when it was exhausted, a budget when its period is over or it is raised.
 */
public final class Crossings {
    private static final int ALL = 100;

    private final Database database;
    private final Thresholds thresholds;
    private final Outbox outbox;
    private final InstantSource clock;
    private final Supplier<UUID> ids;

    public Crossings(Database database, Thresholds thresholds, Outbox outbox, InstantSource clock, Supplier<UUID> ids) {
        this.database = database;
        this.thresholds = thresholds;
        this.outbox = outbox;
        this.clock = clock;
        this.ids = ids;
    }

    /**
     * An account to look at.
     *
     * @param lacked whether a call of it was refused for lack of credit
     * @param overBudget keys of which a call was refused for their budget; 0 stands for the plan
     */
    public record Watched(long org, boolean lacked, Set<Long> overBudget) {
        public Watched {
            overBudget = Set.copyOf(overBudget);
        }
    }

    private enum Kind {
        LOW("balance.low"),
        EXHAUSTED("credit.exhausted"),
        BUDGET("budget.reached");

        private final String code;

        Kind(String code) {
            this.code = code;
        }
    }

    /**
     * A threshold as it stands now.
     *
     * @param period of a budget; 0 for one for good
     * @param mark what must rise for it to be armed again
     */
    private record Level(
            Kind kind,
            String subject,
            int level,
            int period,
            long mark,
            boolean crossed,
            Map<String, @Nullable Object> data) {
        boolean is(Told told) {
            return kind.code.equals(told.kind) && subject.equals(told.subject) && level == told.level;
        }

        boolean armedAgain(Told told) {
            return switch (kind) {
                case LOW -> !crossed;
                case EXHAUSTED -> mark > told.mark;
                case BUDGET -> period != told.period || mark > told.mark;
            };
        }
    }

    /** A crossing that was told and is not armed again yet. */
    private record Told(String kind, String subject, int level, int period, long mark) {}

    /** Those of which something is to be told, or armed again. Blocks. */
    public List<Watched> due(List<Watched> accounts) throws StoreException {
        return database.read("thresholds can't be looked at", c -> {
            List<Watched> due = new ArrayList<>();
            for (Watched account : accounts) {
                if (!changes(c, account).isEmpty()) {
                    due.add(account);
                }
            }
            return due;
        });
    }

    /** Accounts from that number on, without it. Blocks. */
    public List<Long> after(long org, int most) throws StoreException {
        return database.read(
                "accounts can't be read",
                c -> Sql.list(
                        c, "SELECT id FROM org WHERE id>? ORDER BY id LIMIT ?", row -> row.getLong("id"), org, most));
    }

    /** Writes what is crossed now, and an event for each crossing. Returns how many. */
    public SideWriter.Change<Integer> enter(Watched account) {
        return c -> {
            // Whoever looks after this sees what this saw, or later money.
            Sql.update(c, "UPDATE org SET plan=plan WHERE id=?", account.org);
            int events = 0;
            for (Level level : changes(c, account)) {
                Sql.update(
                        c,
                        "INSERT INTO crossing(org,kind,subject,level,period,mark,crossed) VALUES (?,?,?,?,?,?,?) "
                                + "ON CONFLICT(org,kind,subject,level) DO UPDATE SET period=excluded.period,"
                                + "mark=excluded.mark,crossed=excluded.crossed",
                        account.org,
                        level.kind.code,
                        level.subject,
                        level.level,
                        level.period,
                        level.mark,
                        level.crossed ? 1 : 0);
                if (level.crossed) {
                    String id = "evt_" + ids.get().toString().replace("-", "");
                    outbox.put(c, id, level.kind.code, account.org, payload(level));
                    events++;
                }
            }
            return events;
        };
    }

    private String payload(Level level) throws SQLException {
        Map<String, Object> payload = new LinkedHashMap<>();
        payload.put("type", level.kind.code);
        payload.put("timestamp", Instant.ofEpochMilli(clock.millis()).toString());
        payload.put("data", level.data);
        try {
            return Json.mapper().writeValueAsString(payload);
        } catch (JsonProcessingException e) {
            throw new SQLException("an event that is no JSON", e);
        }
    }

    private List<Level> changes(Connection c, Watched account) throws SQLException {
        Optional<Recovered.Org> org = AccountRows.org(c, account.org, clock.millis());
        if (org.isEmpty()) {
            return List.of();
        }
        List<Told> told = Sql.list(
                c,
                "SELECT kind,subject,level,period,mark FROM crossing WHERE org=? AND crossed=1",
                row -> new Told(
                        row.getString("kind"),
                        row.getString("subject"),
                        row.getInt("level"),
                        row.getInt("period"),
                        row.getLong("mark")),
                account.org);
        List<Level> changes = new ArrayList<>();
        for (Level level : levels(c, org.get(), account)) {
            Told before = told.stream().filter(level::is).findFirst().orElse(null);
            boolean again = before != null && level.armedAgain(before);
            if (before == null ? level.crossed : again) {
                changes.add(level);
            }
        }
        return changes;
    }

    private List<Level> levels(Connection c, Recovered.Org org, Watched account) throws SQLException {
        List<Level> levels = new ArrayList<>();
        long balance = org.fundedNano() - org.postedNano();
        long low = thresholds.lowBalance(org.name());
        if (low != Limits.NONE) {
            boolean used = org.fundedNano() != 0 || org.postedNano() != 0;
            levels.add(new Level(
                    Kind.LOW, "", 0, 0, 0, used && balance < low, balance(org, "threshold_usd", Usd.of(low))));
        }
        long left = balance + org.overdraftNano();
        boolean exhausted = account.lacked || (left <= 0 && org.postedNano() > 0);
        levels.add(new Level(
                Kind.EXHAUSTED, "", 0, 0, left, exhausted, balance(org, "overdraft_usd", Usd.of(org.overdraftNano()))));
        budgets(c, org, account, levels);
        return levels;
    }

    private static Map<String, @Nullable Object> balance(Recovered.Org org, String more, String amount) {
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        data.put("account", org.name());
        data.put("balance_usd", Usd.of(org.fundedNano() - org.postedNano()));
        data.put(more, amount);
        return data;
    }

    /**
     * One that is a key's own, or the account's as a whole.
     *
     * @param key 0 for the account's
     */
    private record Budget(long key, Window window, Window.Period period, long nano, long spent) {
        private static final long DAY_MILLIS = 86_400_000;

        /** What tells its periods apart; 0 of one for good. */
        int number() {
            return window == Window.LIFETIME ? 0 : (int) (period.startMillis() / DAY_MILLIS);
        }

        /** The one that calls are refused for by its key's or account's number alone. */
        boolean first() {
            return window == (key == 0 ? Window.MONTH : Window.LIFETIME);
        }

        String subject() {
            return (key == 0 ? "account" : "key_" + key) + "/" + window.wireName();
        }
    }

    private void budgets(Connection c, Recovered.Org org, Watched account, List<Level> levels) throws SQLException {
        List<Budget> budgets = new ArrayList<>();
        for (Recovered.Key key : Sql.list(
                c,
                "SELECT k.* FROM spending p JOIN api_key k ON k.id=p.api_key WHERE p.org=? AND p.period=0 "
                        + "AND p.api_key>0 AND (k.budget_nano>0 OR k.budgets<>'') AND k.revoked_at IS NULL",
                KeyRows::key,
                org.id())) {
            budgets.addAll(budgets(c, org.id(), key.id(), key.limits().rules(Whose.KEY), Whose.KEY));
        }
        List<BudgetRule> rules = thresholds.plan(org.plan()).rules(Whose.ACCOUNT);
        budgets.addAll(budgets(c, org.id(), 0, rules, Whose.ACCOUNT));
        for (Budget budget : budgets) {
            for (int percent : thresholds.budgetPercents()) {
                boolean refused = percent == ALL && budget.first() && account.overBudget.contains(budget.key);
                levels.add(new Level(
                        Kind.BUDGET,
                        budget.subject(),
                        percent,
                        budget.number(),
                        budget.nano,
                        refused || budget.spent >= part(budget.nano, percent),
                        data(org, budget, percent)));
            }
        }
    }

    private List<Budget> budgets(Connection c, long org, long key, List<BudgetRule> rules, Whose own)
            throws SQLException {
        List<Budget> budgets = new ArrayList<>();
        for (BudgetRule rule : rules) {
            if (rule.scope() == own && rule.nano() > 0) {
                Window.Period period = rule.window().at(clock.millis());
                budgets.add(
                        new Budget(key, rule.window(), period, rule.nano(), spent(c, org, key, rule.window(), period)));
            }
        }
        return budgets;
    }

    /** Sums that are always kept, or that of a budget's row, which is there since its first call. */
    private static long spent(Connection c, long org, long key, Window window, Window.Period period)
            throws SQLException {
        Long spent;
        if (window == Window.LIFETIME && key > 0) {
            spent = Sql.number(c, "SELECT nano FROM spending WHERE org=? AND api_key=? AND period=0", org, key);
        } else if (window == Window.MONTH && key == 0) {
            int month = Integer.parseInt(period.name().replace("-", ""));
            spent = Sql.number(c, "SELECT nano FROM spending WHERE org=? AND api_key=0 AND period=?", org, month);
        } else {
            spent = Sql.number(
                    c,
                    "SELECT spent FROM budget WHERE org=? AND api_key=? AND scope='' AND period=?",
                    org,
                    key,
                    period.name());
        }
        return Objects.requireNonNullElse(spent, 0L);
    }

    /** That many per cent of an amount, rounded up. */
    private static long part(long nano, int percent) {
        return nano / ALL * percent + Math.ceilDiv(nano % ALL * percent, ALL);
    }

    private static Map<String, @Nullable Object> data(Recovered.Org org, Budget budget, int percent) {
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        data.put("account", org.name());
        data.put("key", budget.key == 0 ? null : "key_" + budget.key);
        data.put("window", budget.window.wireName());
        data.put("period", budget.window == Window.LIFETIME ? null : budget.period.name());
        data.put("percent", percent);
        data.put("budget_usd", Usd.of(budget.nano));
        data.put("spent_usd", Usd.of(budget.spent));
        return data;
    }
}
