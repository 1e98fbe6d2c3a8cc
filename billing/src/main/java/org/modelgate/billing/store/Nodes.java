package org.modelgate.billing.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.modelgate.billing.ledger.LedgerRecord;
import org.modelgate.billing.ledger.Outcome;

/** This node's own row, and what it shows of the others. */
final class Nodes {
    private static final long WANTED_MILLIS = 10_000;

    private final StoreIdentity self;
    private final PreparedStatement touch;
    private final PreparedStatement beat;
    private final PreparedStatement alive;
    private final PreparedStatement wanted;

    Nodes(Connection c, Dialect dialect, StoreIdentity self) throws SQLException {
        this.self = self;
        touch = c.prepareStatement("UPDATE node SET grants=grants+1 WHERE name=? AND epoch=?");
        beat = c.prepareStatement("UPDATE node SET hb=" + dialect.nowMillis() + ",address=? WHERE name=? AND epoch=?");
        alive = c.prepareStatement(
                "SELECT COUNT(*),COUNT(DISTINCT region) FROM node WHERE hb>" + dialect.nowMillis() + "-?");
        wanted = c.prepareStatement("SELECT l.org FROM lease l JOIN wallet w ON w.org=l.org WHERE l.keeper=? "
                + "AND l.state='open' AND l.epoch=? AND w.wanted_by<>l.keeper AND w.wanted_at>" + dialect.nowMillis()
                + "-?");
    }

    /** Whether this epoch still is the node's; keeps others from taking over until the transaction's end. */
    boolean holds() throws SQLException {
        Rows.bind(touch, self.node(), self.epoch());
        return touch.executeUpdate() == 1;
    }

    Outcome beat(LedgerRecord.Beat record) throws SQLException {
        Rows.bind(beat, record.address(), self.node(), self.epoch());
        if (beat.executeUpdate() == 0) {
            return Outcome.FENCED;
        }
        Rows.bind(alive, self.ttlMillis());
        int nodes;
        int regions;
        try (ResultSet row = alive.executeQuery()) {
            row.next();
            nodes = row.getInt(1);
            regions = row.getInt(2);
        }
        List<Long> orgs = new ArrayList<>();
        Rows.bind(wanted, self.node(), self.epoch(), WANTED_MILLIS);
        try (ResultSet row = wanted.executeQuery()) {
            while (row.next()) {
                orgs.add(row.getLong(1));
            }
        }
        return new Outcome.Alive(nodes, regions, orgs);
    }
}
