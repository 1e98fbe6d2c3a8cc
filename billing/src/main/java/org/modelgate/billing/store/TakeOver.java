package org.modelgate.billing.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.modelgate.billing.ledger.BudgetId;
import org.modelgate.billing.ledger.Recovered;
import org.modelgate.common.inference.Usage;

/**
 * Fences leases and makes their keeper another one: what their open reservations don't hold goes back to the wallets, for the rest
 * the new keeper answers. Inside a transaction that has bumped the old holder's epoch before.
 */
final class TakeOver {
    private final Connection c;
    private final Postings postings;
    private final String keeper;
    private final long keeperEpoch;
    private final long now;
    private final Supplier<UUID> ids;

    TakeOver(Connection c, Postings postings, String keeper, long keeperEpoch, long now, Supplier<UUID> ids) {
        this.c = c;
        this.postings = postings;
        this.keeper = keeper;
        this.keeperEpoch = keeperEpoch;
        this.now = now;
        this.ids = ids;
    }

    private record Held(UUID id, long org, long granted, long spent, long returned, UUID openFrom) {}

    /**
     * Takes all leases that {@code from} keeps.
     *
     * @param openFrom below which no reservation of {@code from} is open
     */
    List<Recovered.Open> leasesOf(String from, UUID openFrom) throws SQLException {
        // First of all: whoever still writes on these leases has committed before this, or is fenced after it.
        try (PreparedStatement s = c.prepareStatement("UPDATE lease SET state='fenced',keeper=?,keeper_epoch=?,"
                + "open_from=COALESCE(open_from,?) WHERE keeper=? AND state<>'closed'")) {
            Rows.bind(s, keeper, keeperEpoch, openFrom, from);
            s.executeUpdate();
        }
        Map<UUID, Held> leases = kept();
        List<Recovered.Open> open = new ArrayList<>();
        Map<UUID, Long> holds = new LinkedHashMap<>();
        Map<UUID, Map<BudgetId, Long>> budgets = new LinkedHashMap<>();
        for (Recovered.Open reservation : openReservations(lowest(leases))) {
            if (leases.containsKey(reservation.lease())) {
                open.add(reservation);
                holds.merge(reservation.lease(), reservation.nano(), Long::sum);
                for (BudgetId budget : reservation.budgets()) {
                    budgets.computeIfAbsent(reservation.lease(), any -> new HashMap<>())
                            .merge(budget, budget.held(reservation.nano()), Long::sum);
                }
            }
        }
        for (Held lease : leases.values()) {
            release(lease, holds.getOrDefault(lease.id, 0L));
        }
        release(leases, budgets);
        return open;
    }

    private Map<UUID, Held> kept() throws SQLException {
        Map<UUID, Held> leases = new LinkedHashMap<>();
        try (PreparedStatement s = c.prepareStatement(
                "SELECT * FROM lease WHERE keeper=? AND keeper_epoch=? AND state='fenced' ORDER BY org")) {
            Rows.bind(s, keeper, keeperEpoch);
            try (ResultSet row = s.executeQuery()) {
                while (row.next()) {
                    Held held = new Held(
                            Rows.uuid(row, "id"),
                            row.getLong("org"),
                            row.getLong("granted"),
                            row.getLong("spent"),
                            row.getLong("returned"),
                            Rows.uuid(row, "open_from"));
                    leases.put(held.id, held);
                }
            }
        }
        return leases;
    }

    private static UUID lowest(Map<UUID, Held> leases) {
        UUID lowest = new UUID(-1, -1);
        for (Held lease : leases.values()) {
            if (Rows.compare(lease.openFrom, lowest) < 0) {
                lowest = lease.openFrom;
            }
        }
        return lowest;
    }

    private void release(Held lease, long holds) throws SQLException {
        long back = lease.granted - lease.spent - lease.returned - holds;
        if (back == 0 && holds > 0) {
            return;
        }
        try (PreparedStatement s = c.prepareStatement("UPDATE lease SET returned=returned+?, state=? WHERE id=?")) {
            Rows.bind(s, back, holds == 0 ? "closed" : "fenced", lease.id);
            s.executeUpdate();
        }
        if (back > 0) {
            UUID tx = ids.get();
            postings.begin(tx, "return", lease.id.toString(), keeper, now);
            postings.post(tx, 0, Accounts.LEASED.of(lease.org), -back);
            postings.post(tx, 1, Accounts.WALLET.of(lease.org), back);
        }
        // A closed lease's charges leave 'leased' too.
        long closed = holds == 0 ? lease.spent : 0;
        postings.mustMove(lease.org, back, -back - closed, closed, 0);
    }

    private record Kept(UUID lease, BudgetId budget, long open) {}

    /** Gives back what of the leases' shares no open call holds. */
    private void release(Map<UUID, Held> leases, Map<UUID, Map<BudgetId, Long>> holds) throws SQLException {
        List<Kept> shares = new ArrayList<>();
        for (Held lease : leases.values()) {
            shares.addAll(Sql.list(
                    c,
                    "SELECT api_key,scope,period,granted-returned-spent AS open FROM budget_share "
                            + "WHERE lease=? AND granted>returned+spent",
                    row -> new Kept(
                            lease.id,
                            new BudgetId(
                                    lease.org, row.getLong("api_key"), row.getString("scope"), row.getString("period")),
                            row.getLong("open")),
                    lease.id));
        }
        // In one order for all nodes.
        shares.sort(Comparator.comparing(Kept::budget));
        for (Kept share : shares) {
            long back = share.open - holds.getOrDefault(share.lease, Map.of()).getOrDefault(share.budget, 0L);
            if (back > 0) {
                give(share.lease, share.budget, back);
            }
        }
    }

    private void give(UUID lease, BudgetId budget, long back) throws SQLException {
        Sql.update(
                c,
                "UPDATE budget_share SET returned=returned+? WHERE lease=? AND api_key=? AND scope=? AND period=?",
                back,
                lease,
                budget.key(),
                budget.scope(),
                budget.period());
        Sql.update(
                c,
                "UPDATE budget SET held=held-? WHERE org=? AND api_key=? AND scope=? AND period=?",
                back,
                budget.org(),
                budget.key(),
                budget.scope(),
                budget.period());
    }

    private List<Recovered.Open> openReservations(UUID openFrom) throws SQLException {
        List<Recovered.Open> open = new ArrayList<>();
        try (PreparedStatement s = c.prepareStatement(
                "SELECT r.*, p.n, p.usage, COALESCE(p.price_version,r.price_version) AS progress_price "
                        + "FROM reservation r LEFT JOIN progress p ON p.res=r.id "
                        + "AND p.n=(SELECT MAX(q.n) FROM progress q WHERE q.res=r.id) WHERE r.id>=? "
                        + "AND NOT EXISTS (SELECT 1 FROM resolution s WHERE s.res=r.id)")) {
            Rows.bind(s, openFrom);
            try (ResultSet row = s.executeQuery()) {
                while (row.next()) {
                    open.add(new Recovered.Open(
                            Rows.uuid(row, "id"),
                            Rows.uuid(row, "lease"),
                            row.getLong("org"),
                            row.getLong("api_key"),
                            prices(row),
                            row.getLong("nano"),
                            row.getLong("deadline"),
                            row.getLong("deadline") - row.getLong("at"),
                            progress(row),
                            BudgetId.read(row.getLong("org"), row.getString("budgets")),
                            row.getString("end_user"),
                            row.getString("session")));
                }
            }
        }
        return open;
    }

    private static List<Integer> prices(ResultSet row) throws SQLException {
        List<Integer> versions = new ArrayList<>(List.of(row.getInt("price_version")));
        String fallbacks = row.getString("fallback_prices");
        if (fallbacks != null) {
            for (String version : fallbacks.split(",", -1)) {
                versions.add(Integer.valueOf(version));
            }
        }
        return versions;
    }

    private static Recovered.@Nullable Progress progress(ResultSet row) throws SQLException {
        Usage usage = Usages.parse(row.getString("usage"));
        return usage == null ? null : new Recovered.Progress(row.getInt("n"), usage, row.getInt("progress_price"));
    }
}
