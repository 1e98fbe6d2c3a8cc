package org.modelgate.billing.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.modelgate.billing.ledger.BudgetId;
import org.modelgate.billing.ledger.LedgerRecord;
import org.modelgate.billing.ledger.LedgerRecord.Resolve;
import org.modelgate.billing.ledger.Outcome;

/**
 * Budgets and the shares of them that leases have. All of one transaction's charges are gathered and written in one order, or
 * transactions of several nodes would wait for each other in a circle.
 */
final class BudgetRows {
    private static final long KEPT_MILLIS = 40L * 86_400_000;

    private final PreparedStatement create;
    private final PreparedStatement read;
    private final PreparedStatement take;
    private final PreparedStatement move;
    private final PreparedStatement grant;
    private final PreparedStatement share;
    private final PreparedStatement spend;

    BudgetRows(Connection c) throws SQLException {
        // What was spent before anybody had a share: sums that are kept of each key for good and each account in a
        // month.
        create = c.prepareStatement("INSERT INTO budget(org,api_key,scope,period,spent,held,ends_at) "
                + "VALUES (?,?,?,?,COALESCE((SELECT nano FROM spending WHERE org=? AND api_key=? AND period=?),0),0,?) "
                + "ON CONFLICT DO NOTHING");
        read = c.prepareStatement("SELECT spent,held FROM budget WHERE org=? AND api_key=? AND scope=? AND period=?");
        take = c.prepareStatement("UPDATE budget SET held=held+? WHERE org=? AND api_key=? AND scope=? AND period=? "
                + "AND spent+held+?<=?");
        move = c.prepareStatement(
                "UPDATE budget SET spent=spent+?,held=held+? " + "WHERE org=? AND api_key=? AND scope=? AND period=?");
        grant = c.prepareStatement("INSERT INTO budget_share(lease,api_key,scope,period,granted,ends_at) "
                + "VALUES (?,?,?,?,?,?) ON CONFLICT(lease,api_key,scope,period) "
                + "DO UPDATE SET granted=budget_share.granted+excluded.granted");
        share = c.prepareStatement("SELECT granted,returned,spent FROM budget_share "
                + "WHERE lease=? AND api_key=? AND scope=? AND period=?");
        spend = c.prepareStatement("UPDATE budget_share SET spent=spent+?,returned=returned+? "
                + "WHERE lease=? AND api_key=? AND scope=? AND period=?");
    }

    /** Deletes what was spent in periods that are long over. */
    static void prune(Connection c, long nowMillis) throws SQLException {
        long old = nowMillis - KEPT_MILLIS;
        Sql.update(c, "DELETE FROM budget_share WHERE ends_at<? AND granted=returned+spent", old);
        Sql.update(c, "DELETE FROM budget WHERE ends_at<? AND held=0", old);
    }

    private record Share(long granted, long returned, long spent) {
        long open() {
            return granted - returned - spent;
        }
    }

    /** What a transaction does to shares and budgets. */
    final class Moves {
        private final Map<BudgetId, Map<UUID, long[]>> shares = new TreeMap<>();
        private final Map<BudgetId, Long> others = new TreeMap<>();

        /** A call is over: its charge takes the place of what it held. */
        void resolved(Resolve r) {
            List<BudgetId> budgets = r.budgets();
            for (int i = 0; i < budgets.size(); i++) {
                BudgetId id = budgets.get(i);
                long used = id.used(r.kind(), r.nano());
                // What it doesn't use stays in a share that lives, and leaves one that doesn't.
                add(id, r.lease(), used, r.adopted() ? id.held(r.heldNano()) - used : 0);
            }
            for (BudgetId id : r.others()) {
                others.merge(id, id.used(r.kind(), r.nano()), Long::sum);
            }
        }

        private void add(BudgetId id, UUID lease, long spent, long returned) {
            if (spent != 0 || returned != 0) {
                long[] sums =
                        shares.computeIfAbsent(id, any -> new TreeMap<>()).computeIfAbsent(lease, any -> new long[2]);
                sums[0] += spent;
                sums[1] += returned;
            }
        }

        void returned(LedgerRecord.BudgetReturn record) throws SQLException {
            Share its = find(record.budget(), record.lease());
            long already = its.returned + pending(record.budget(), record.lease());
            if (record.returned() > already) {
                add(record.budget(), record.lease(), 0, record.returned() - already);
            }
        }

        private long pending(BudgetId id, UUID lease) {
            long[] sums = shares.getOrDefault(id, Map.of()).get(lease);
            return sums == null ? 0 : sums[1];
        }

        void write() throws SQLException {
            for (Map.Entry<BudgetId, Map<UUID, long[]>> each : shares.entrySet()) {
                BudgetId id = each.getKey();
                long spent = 0;
                long left = 0;
                for (Map.Entry<UUID, long[]> its : each.getValue().entrySet()) {
                    long[] sums = its.getValue();
                    Rows.bind(spend, sums[0], sums[1], its.getKey(), id.key(), id.scope(), id.period());
                    spend.executeUpdate();
                    spent += sums[0];
                    left += sums[0] + sums[1];
                }
                charge(id, spent, -left);
            }
            for (Map.Entry<BudgetId, Long> each : others.entrySet()) {
                // A budget that isn't there yet begins with the sums, which have it.
                charge(each.getKey(), each.getValue(), 0);
            }
        }
    }

    private void charge(BudgetId id, long spent, long held) throws SQLException {
        Rows.bind(move, spent, held, id.org(), id.key(), id.scope(), id.period());
        move.executeUpdate();
    }

    /** To be called last in a transaction: it answers with what is there then. */
    Outcome grant(LedgerRecord.BudgetGrant record) throws SQLException {
        BudgetId id = record.budget();
        Rows.bind(
                create,
                id.org(),
                id.key(),
                id.scope(),
                id.period(),
                id.org(),
                id.scope().isEmpty() ? id.key() : -1,
                spendingPeriod(id),
                record.endMillis());
        create.executeUpdate();
        long[] there = budget(id);
        long left = record.limit() - there[0] - there[1];
        long moved = moved(record, left);
        if (moved > 0) {
            Rows.bind(take, moved, id.org(), id.key(), id.scope(), id.period(), moved, record.limit());
            if (take.executeUpdate() == 0) {
                // Another node was faster; the next try sees what it left.
                moved = 0;
            }
        }
        Rows.bind(grant, record.lease(), id.key(), id.scope(), id.period(), moved, record.endMillis());
        grant.executeUpdate();
        Share its = find(id, record.lease());
        long[] then = budget(id);
        return new Outcome.Shared(
                its.granted, its.returned, its.spent, record.limit() - then[0] - then[1], then[1] - its.open());
    }

    private static long moved(LedgerRecord.BudgetGrant record, long left) {
        if (left <= 0 || left < record.least()) {
            return 0;
        }
        return record.most() == Long.MAX_VALUE
                ? left
                : Math.min(left, Math.max(record.least(), Math.min(record.most(), (left + 1) / 2)));
    }

    /** The sum in {@code spending} that says what was spent before; of none a period that there isn't. */
    private static int spendingPeriod(BudgetId id) {
        if (id.key() != 0) {
            return id.period().equals("ever") ? 0 : -1;
        }
        boolean month = id.period().length() == "2026-11".length();
        return month ? Integer.parseInt(id.period().replace("-", "")) : -1;
    }

    private long[] budget(BudgetId id) throws SQLException {
        Rows.bind(read, id.org(), id.key(), id.scope(), id.period());
        try (ResultSet row = read.executeQuery()) {
            return row.next() ? new long[] {row.getLong(1), row.getLong(2)} : new long[2];
        }
    }

    private Share find(BudgetId id, UUID lease) throws SQLException {
        Rows.bind(share, lease, id.key(), id.scope(), id.period());
        try (ResultSet row = share.executeQuery()) {
            return row.next() ? new Share(row.getLong(1), row.getLong(2), row.getLong(3)) : new Share(0, 0, 0);
        }
    }
}
