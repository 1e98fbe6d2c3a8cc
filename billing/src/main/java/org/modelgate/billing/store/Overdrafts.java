package org.modelgate.billing.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How far below zero accounts may go, in nano-USD by the plan's name. Stands in the wallet's row, where each move of money looks at
 * it; the node that started last, or that an operator asked, has put it there.
 */
public record Overdrafts(Map<String, Long> byPlan) {
    public static final Overdrafts NONE = new Overdrafts(Map.of());

    public Overdrafts {
        byPlan = Map.copyOf(byPlan);
    }

    private record Wallet(long org, @Nullable String plan, long overdraft) {}

    private long of(@Nullable String plan) {
        return plan == null ? 0 : byPlan.getOrDefault(plan, 0L);
    }

    /** Of one account, whose plan was just set. */
    void enter(Connection c, long org, @Nullable String plan) throws SQLException {
        long overdraft = of(plan);
        Sql.update(
                c,
                "UPDATE wallet SET overdraft=?,overdraft_most=CASE WHEN overdraft_most<? THEN ? ELSE overdraft_most END "
                        + "WHERE org=? AND overdraft<>?",
                overdraft,
                overdraft,
                overdraft,
                org,
                overdraft);
    }

    /** Of all accounts. */
    void enterAll(Connection c) throws SQLException {
        if (byPlan.isEmpty() && Sql.number(c, "SELECT 1 FROM wallet WHERE overdraft<>0 LIMIT 1") == null) {
            return;
        }
        List<Wallet> wallets = Sql.list(
                c,
                "SELECT o.id,o.plan,w.overdraft FROM org o JOIN wallet w ON w.org=o.id ORDER BY o.id",
                row -> new Wallet(row.getLong("id"), row.getString("plan"), row.getLong("overdraft")));
        for (Wallet wallet : wallets) {
            if (wallet.overdraft != of(wallet.plan)) {
                enter(c, wallet.org, wallet.plan);
            }
        }
    }
}
