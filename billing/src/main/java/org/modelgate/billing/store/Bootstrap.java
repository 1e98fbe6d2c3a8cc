package org.modelgate.billing.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.modelgate.billing.ledger.Recovered;
import org.modelgate.billing.pricing.PriceBook;
import org.modelgate.common.inference.Usage;

/**
 * The start of a billing node, one transaction: a new epoch fences all leases of earlier ones; what their open reservations
 * don't hold goes back to the wallets; accounts, keys and prices of the configuration are entered. Blocks.
 */
public final class Bootstrap {
    private static final UUID LOWEST = new UUID(0, 0);

    /** What a node starts from. */
    public record Started(Recovered recovered, PriceBook prices) {}

    private final Connection c;
    private final String node;
    private final long now;
    private final Supplier<UUID> ids;
    private final Postings postings;

    private Bootstrap(Connection c, String node, long now, Supplier<UUID> ids) throws SQLException {
        this.c = c;
        this.node = node;
        this.now = now;
        this.ids = ids;
        this.postings = new Postings(c);
    }

    public static Started start(
            Database database, String node, Provision provision, InstantSource clock, Supplier<UUID> ids)
            throws StoreException {
        try (Connection c = database.openWriter()) {
            Started started = new Bootstrap(c, node, clock.millis(), ids).start(provision);
            c.commit();
            return started;
        } catch (SQLException e) {
            throw Database.failure("the ledger can't start", e);
        }
    }

    private Started start(Provision provision) throws SQLException {
        long epoch = nextEpoch();
        Directory directory = new Directory(c, postings, now, ids);
        directory.enter(provision);
        PriceBook prices = new Prices(c).merge(provision.rates(), now);
        UUID openFrom = openFrom();
        List<Recovered.Open> open = fenceLeases(epoch, openFrom);
        return new Started(
                new Recovered(epoch, openFrom, directory.orgs(), directory.keys(), directory.spendings(), open),
                prices);
    }

    private long nextEpoch() throws SQLException {
        try (PreparedStatement s = c.prepareStatement("INSERT INTO node(name,epoch,open_from) VALUES (?,1,?) "
                + "ON CONFLICT(name) DO UPDATE SET epoch=node.epoch+1 RETURNING epoch")) {
            Rows.bind(s, node, LOWEST);
            try (ResultSet row = s.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    private UUID openFrom() throws SQLException {
        try (PreparedStatement s = c.prepareStatement("SELECT open_from FROM node WHERE name=?")) {
            Rows.bind(s, node);
            try (ResultSet row = s.executeQuery()) {
                row.next();
                return Rows.uuid(row, "open_from");
            }
        }
    }

    private record Held(UUID id, long org, String state, long granted, long spent, long returned) {}

    private List<Recovered.Open> fenceLeases(long epoch, UUID openFrom) throws SQLException {
        Map<UUID, Held> leases = new LinkedHashMap<>();
        try (PreparedStatement s =
                c.prepareStatement("SELECT * FROM lease WHERE node=? AND epoch<? AND state IN ('open','fenced')")) {
            Rows.bind(s, node, epoch);
            try (ResultSet row = s.executeQuery()) {
                while (row.next()) {
                    Held held = new Held(
                            Rows.uuid(row, "id"),
                            row.getLong("org"),
                            row.getString("state"),
                            row.getLong("granted"),
                            row.getLong("spent"),
                            row.getLong("returned"));
                    leases.put(held.id, held);
                }
            }
        }
        List<Recovered.Open> open = openReservations(openFrom);
        open.removeIf(reservation -> !leases.containsKey(reservation.lease()));
        for (Held lease : leases.values()) {
            if (lease.state.equals("open")) {
                long holds = 0;
                for (Recovered.Open reservation : open) {
                    holds += reservation.lease().equals(lease.id) ? reservation.nano() : 0;
                }
                fence(lease, holds);
            }
        }
        return open;
    }

    private void fence(Held lease, long holds) throws SQLException {
        long back = lease.granted - lease.spent - lease.returned - holds;
        try (PreparedStatement s =
                c.prepareStatement("UPDATE lease SET returned=returned+?, state=? WHERE id=? AND state='open'")) {
            Rows.bind(s, back, holds == 0 ? "closed" : "fenced", lease.id);
            s.executeUpdate();
        }
        if (back > 0) {
            UUID tx = ids.get();
            postings.begin(tx, "return", lease.id.toString(), node, now);
            postings.post(tx, 0, Accounts.LEASED.of(lease.org), -back);
            postings.post(tx, 1, Accounts.WALLET.of(lease.org), back);
        }
        // A closed lease's charges leave 'leased' too.
        long closed = holds == 0 ? lease.spent : 0;
        postings.mustMove(lease.org, back, -back - closed, closed, 0);
    }

    private List<Recovered.Open> openReservations(UUID openFrom) throws SQLException {
        List<Recovered.Open> open = new ArrayList<>();
        try (PreparedStatement s = c.prepareStatement(
                        "SELECT r.*, p.n, p.usage, COALESCE(p.price_version,r.price_version) AS progress_price "
                                + "FROM reservation r LEFT JOIN progress p ON p.res=r.id "
                                + "AND p.n=(SELECT MAX(q.n) FROM progress q WHERE q.res=r.id) WHERE r.id>=? AND NOT EXISTS (SELECT 1 FROM resolution s WHERE s.res=r.id)");
                ResultSet row = executed(s, openFrom)) {
            while (row.next()) {
                open.add(new Recovered.Open(
                        Rows.uuid(row, "id"),
                        Rows.uuid(row, "lease"),
                        row.getLong("org"),
                        row.getLong("api_key"),
                        prices(row),
                        row.getLong("nano"),
                        row.getLong("deadline"),
                        progress(row)));
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

    private static ResultSet executed(PreparedStatement s, Object value) throws SQLException {
        Rows.bind(s, value);
        return s.executeQuery();
    }
}
