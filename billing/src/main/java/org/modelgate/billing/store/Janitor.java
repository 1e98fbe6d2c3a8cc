package org.modelgate.billing.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.modelgate.billing.ledger.Recovered;
import org.modelgate.billing.pricing.Price;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes over from nodes that gave no sign of life for {@code ttl + grace}, by the database's clock: no lease of theirs may be used
 * any more. Blocks. Any node may run it at any time: take-overs come one after the other.
 */
public final class Janitor {
    private static final Logger LOG = LoggerFactory.getLogger(Janitor.class);

    /** Clocks and pauses that a holder may have behind its last sign of life. */
    private static final long GRACE_MILLIS = 60_000;

    private static final long PRUNE_MILLIS = 3_600_000;

    private static final UUID HIGHEST = new UUID(-1, -1);

    private final Database database;
    private final StoreIdentity self;
    private final InstantSource clock;
    private final Supplier<UUID> ids;
    private long pruneAtMillis;

    public Janitor(Database database, StoreIdentity self, InstantSource clock, Supplier<UUID> ids) {
        this.database = database;
        this.self = self;
        this.clock = clock;
        this.ids = ids;
        this.pruneAtMillis = clock.millis() + PRUNE_MILLIS;
    }

    /**
     * What this node now answers for.
     *
     * @param prices all versions, for the calls may have been admitted by newer ones than this node knows
     */
    public record Adopted(List<Recovered.Open> open, List<Price> prices) {}

    private record Dead(String name, long epoch, UUID openFrom) {}

    /** Empty if every node is alive, or this one isn't. */
    public Optional<Adopted> sweep() throws StoreException {
        try (Connection c = database.openWriter()) {
            if (dead(c).isEmpty()) {
                c.rollback();
                return prune(c);
            }
            Bootstrap.takeTurn(c);
            if (!new Nodes(c, database.dialect(), self).holds()) {
                c.rollback();
                return Optional.empty();
            }
            List<Recovered.Open> open = new ArrayList<>();
            for (Dead node : dead(c)) {
                open.addAll(takeOver(c, node));
            }
            Adopted adopted = new Adopted(open, new Prices(c).all());
            c.commit();
            return Optional.of(adopted);
        } catch (SQLException e) {
            throw Database.failure("dead nodes can't be looked for", e);
        }
    }

    private Optional<Adopted> prune(Connection c) throws SQLException {
        if (clock.millis() >= pruneAtMillis) {
            pruneAtMillis = clock.millis() + PRUNE_MILLIS;
            BudgetRows.prune(c, clock.millis());
            c.commit();
        }
        return Optional.empty();
    }

    /** This node ends in order: others may answer at once for what it leaves open. */
    public void leave() throws StoreException {
        try (Connection c = database.openWriter();
                PreparedStatement s = c.prepareStatement("UPDATE node SET hb=1 WHERE name=? AND epoch=?")) {
            Rows.bind(s, self.node(), self.epoch());
            s.executeUpdate();
            c.commit();
        } catch (SQLException e) {
            throw Database.failure("this node's end can't be told", e);
        }
    }

    private List<Dead> dead(Connection c) throws SQLException {
        List<Dead> dead = new ArrayList<>();
        try (PreparedStatement s = c.prepareStatement("SELECT name,epoch,open_from FROM node WHERE hb>0 AND hb<"
                + database.dialect().nowMillis() + "-? AND name<>?")) {
            Rows.bind(s, self.ttlMillis() + GRACE_MILLIS, self.node());
            try (ResultSet row = s.executeQuery()) {
                while (row.next()) {
                    dead.add(new Dead(row.getString("name"), row.getLong("epoch"), Rows.uuid(row, "open_from")));
                }
            }
        }
        return dead;
    }

    private List<Recovered.Open> takeOver(Connection c, Dead node) throws SQLException {
        try (PreparedStatement s =
                c.prepareStatement("UPDATE node SET epoch=epoch+1,hb=0,open_from=? WHERE name=? AND epoch=?")) {
            // Its leases say themselves now from where on they have open reservations.
            Rows.bind(s, HIGHEST, node.name, node.epoch);
            if (s.executeUpdate() == 0) {
                return List.of();
            }
        }
        long now = clock.millis();
        Sealer sealer = new Sealer(c, "from " + node.name, node.epoch + 1);
        TakeOver takeOver = new TakeOver(c, new Postings(c, sealer), self.node(), self.epoch(), now, ids);
        List<Recovered.Open> open = takeOver.leasesOf(node.name, node.openFrom);
        sealer.seal(now);
        LOG.atWarn()
                .addKeyValue("node", node.name)
                .addKeyValue("open", open.size())
                .log("took over from a billing node that gave no sign of life");
        return open;
    }
}
