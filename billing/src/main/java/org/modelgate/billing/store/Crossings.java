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
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.modelgate.billing.ledger.BudgetId;
import org.modelgate.billing.ledger.Limits;
import org.modelgate.billing.ledger.Recovered;
import org.modelgate.billing.ledger.Usd;
import org.modelgate.billing.store.Level.Kind;
import org.modelgate.billing.store.Level.Told;
import org.modelgate.common.json.Json;

/**
 * Which of their thresholds accounts have crossed. Each crossing is told once: what is crossed is a row, written in one transaction with
 * the event, behind a lock on the account, whichever node looks. A balance is armed again when it is above its threshold, credit when
 * more of it is left than when it was exhausted, a budget when its period is over or it is raised.
 */
public final class Crossings {
    private static final long KEPT_DAYS = 80;
    private static final long DAY_MILLIS = 86_400_000;

    private final Database database;
    private final Thresholds thresholds;
    private final BudgetLevels budgets;
    private final Outbox outbox;
    private final InstantSource clock;
    private final Supplier<UUID> ids;

    public Crossings(Database database, Thresholds thresholds, Outbox outbox, InstantSource clock, Supplier<UUID> ids) {
        this.database = database;
        this.thresholds = thresholds;
        this.budgets = new BudgetLevels(thresholds, clock);
        this.outbox = outbox;
        this.clock = clock;
        this.ids = ids;
    }

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

    /** Budgets of users and tags in the order of their ids, from one on, without it, that something was spent of. Blocks. */
    public List<BudgetId> after(@Nullable BudgetId last, int most) throws StoreException {
        BudgetId from = last == null ? BudgetId.own(0, 0, "") : last;
        return database.read(
                "budgets can't be read",
                c -> Sql.list(
                        c,
                        "SELECT org,api_key,scope,period FROM budget WHERE (org,api_key,scope,period)>(?,?,?,?) "
                                + "AND spent>0 AND ends_at>? AND (scope LIKE 'user:%' OR scope LIKE 'tag:%') "
                                + "ORDER BY org,api_key,scope,period LIMIT ?",
                        row -> new BudgetId(
                                row.getLong("org"),
                                row.getLong("api_key"),
                                row.getString("scope"),
                                row.getString("period")),
                        from.org(),
                        from.key(),
                        from.scope(),
                        from.period(),
                        clock.millis(),
                        most));
    }

    /** Forgets crossings of users' and tags' budgets whose periods are long over. */
    public SideWriter.Change<Integer> purge() {
        int old = (int) (clock.millis() / DAY_MILLIS - KEPT_DAYS);
        return c -> Sql.update(
                c, "DELETE FROM crossing WHERE kind=? AND period>0 AND period<?", Kind.OPEN_BUDGET.code(), old);
    }

    /** Writes what is crossed now, and an event for each crossing. Returns how many. */
    public SideWriter.Change<Integer> enter(Watched account) {
        return c -> {
            // Whoever looks after this sees what this saw, or later money.
            Sql.update(c, "UPDATE org SET plan=plan WHERE id=?", account.org());
            int events = 0;
            for (Level level : changes(c, account)) {
                Sql.update(
                        c,
                        "INSERT INTO crossing(org,kind,subject,level,period,mark,crossed) VALUES (?,?,?,?,?,?,?) "
                                + "ON CONFLICT(org,kind,subject,level) DO UPDATE SET period=excluded.period,"
                                + "mark=excluded.mark,crossed=excluded.crossed",
                        account.org(),
                        level.kind().code(),
                        level.subject(),
                        level.level(),
                        level.period(),
                        level.mark(),
                        level.crossed() ? 1 : 0);
                if (level.crossed()) {
                    String id = "evt_" + ids.get().toString().replace("-", "");
                    outbox.put(c, id, level.kind().type(), account.org(), payload(level));
                    events++;
                }
            }
            return events;
        };
    }

    private String payload(Level level) throws SQLException {
        Map<String, Object> payload = new LinkedHashMap<>();
        payload.put("type", level.kind().type());
        payload.put("timestamp", Instant.ofEpochMilli(clock.millis()).toString());
        payload.put("data", level.data());
        try {
            return Json.mapper().writeValueAsString(payload);
        } catch (JsonProcessingException e) {
            throw new SQLException("an event that is no JSON", e);
        }
    }

    private List<Level> changes(Connection c, Watched account) throws SQLException {
        Optional<Recovered.Org> org = AccountRows.org(c, account.org(), clock.millis());
        if (org.isEmpty()) {
            return List.of();
        }
        List<Told> told =
                told(c, "kind IN (?,?,?)", account.org(), Kind.LOW.code(), Kind.EXHAUSTED.code(), Kind.BUDGET.code());
        List<Level> changes = new ArrayList<>();
        for (Level level : levels(c, org.get(), account)) {
            List<Told> its = level.kind() == Kind.OPEN_BUDGET
                    ? told(
                            c,
                            "kind=? AND subject=?",
                            account.org(),
                            level.kind().code(),
                            level.subject())
                    : told;
            Told before = its.stream().filter(level::is).findFirst().orElse(null);
            boolean again = before != null && level.armedAgain(before);
            if (before == null ? level.crossed() : again) {
                changes.add(level);
            }
        }
        return changes;
    }

    /** Never all of an account: so many users may have crossed their budgets. */
    private static List<Told> told(Connection c, String which, Object... values) throws SQLException {
        return Sql.list(
                c,
                "SELECT kind,subject,level,period,mark FROM crossing WHERE org=? AND " + which + " AND crossed=1",
                row -> new Told(
                        row.getString("kind"),
                        row.getString("subject"),
                        row.getInt("level"),
                        row.getInt("period"),
                        row.getLong("mark")),
                values);
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
        boolean exhausted = account.lacked() || (left <= 0 && org.postedNano() > 0);
        levels.add(new Level(
                Kind.EXHAUSTED, "", 0, 0, left, exhausted, balance(org, "overdraft_usd", Usd.of(org.overdraftNano()))));
        levels.addAll(budgets.of(c, org, account));
        return levels;
    }

    private static Map<String, @Nullable Object> balance(Recovered.Org org, String more, String amount) {
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        data.put("account", org.name());
        data.put("balance_usd", Usd.of(org.fundedNano() - org.postedNano()));
        data.put(more, amount);
        return data;
    }
}
