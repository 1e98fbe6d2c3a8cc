package org.modelgate.billing.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.modelgate.billing.ledger.Recovered;
import org.modelgate.billing.pricing.PriceBook;

/**
 * The start of a billing node, one transaction: a new epoch fences all leases of the node's earlier ones; what their open
 * reservations don't hold goes back to the wallets; accounts, keys and prices of the configuration are entered. Blocks.
 */
public final class Bootstrap {
    private static final UUID LOWEST = new UUID(0, 0);

    /** What a node starts from. */
    public record Started(Recovered recovered, PriceBook prices) {}

    private final Connection c;
    private final Dialect dialect;
    private final String node;
    private final String region;
    private final long now;
    private final Supplier<UUID> ids;

    private Bootstrap(Connection c, Dialect dialect, String node, String region, long now, Supplier<UUID> ids) {
        this.c = c;
        this.dialect = dialect;
        this.node = node;
        this.region = region;
        this.now = now;
        this.ids = ids;
    }

    /** @param node a name that no other node that runs has; its earlier boots had the same */
    public static Started start(
            Database database, String node, String region, Provision provision, InstantSource clock, Supplier<UUID> ids)
            throws StoreException {
        try (Connection c = database.openWriter()) {
            Started started = new Bootstrap(c, database.dialect(), node, region, clock.millis(), ids).start(provision);
            c.commit();
            return started;
        } catch (SQLException e) {
            throw Database.failure("the ledger can't start", e);
        }
    }

    private Started start(Provision provision) throws SQLException, StoreException {
        takeTurn(c);
        Agreement.onPepper(c, provision.pepperCheck());
        long epoch = nextEpoch();
        Sealer sealer = new Sealer(c, node, epoch);
        Postings postings = new Postings(c, sealer);
        Directory directory = new Directory(c, postings, now, ids);
        directory.enter(provision);
        PriceBook prices = new Prices(c).merge(provision.rates(), now);
        UUID openFrom = openFrom(c, node);
        List<Recovered.Open> open = new TakeOver(c, postings, node, epoch, now, ids).leasesOf(node, openFrom);
        BudgetRows.prune(c, now);
        sealer.seal(now);
        return new Started(new Recovered(epoch, openFrom, directory.orgs(), directory.keys(), open), prices);
    }

    /** Until the transaction's end no other start or take-over runs. */
    static void takeTurn(Connection c) throws SQLException {
        try (PreparedStatement s = c.prepareStatement("UPDATE turn SET n=n+1 WHERE id=1")) {
            s.executeUpdate();
        }
    }

    private long nextEpoch() throws SQLException {
        try (PreparedStatement s = c.prepareStatement("INSERT INTO node(name,epoch,open_from,region,hb) VALUES "
                + "(?,1,?,?," + dialect.nowMillis() + ") ON CONFLICT(name) DO UPDATE SET epoch=node.epoch+1,"
                + "region=excluded.region,hb=excluded.hb RETURNING epoch")) {
            Rows.bind(s, node, LOWEST, region);
            try (ResultSet row = s.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    static UUID openFrom(Connection c, String node) throws SQLException {
        try (PreparedStatement s = c.prepareStatement("SELECT open_from FROM node WHERE name=?")) {
            Rows.bind(s, node);
            try (ResultSet row = s.executeQuery()) {
                row.next();
                return Rows.uuid(row, "open_from");
            }
        }
    }
}
