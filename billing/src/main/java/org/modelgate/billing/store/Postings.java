package org.modelgate.billing.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.OptionalLong;
import java.util.UUID;

/** Double-entry transfers and the wallets that cache them. */
final class Postings {
    /** SQLSTATE class of violated constraints. */
    private static final String CONSTRAINT = "23000";

    private final PreparedStatement insertTx;
    private final PreparedStatement insertEntry;
    private final PreparedStatement findTx;
    private final PreparedStatement moveWallet;
    private final PreparedStatement drawable;
    private final PreparedStatement amount;
    private final Sealer sealer;

    Postings(Connection c, Sealer sealer) throws SQLException {
        this.sealer = sealer;
        insertTx = c.prepareStatement("INSERT INTO tx(id,kind,ref,actor,at) VALUES (?,?,?,?,?)");
        insertEntry = c.prepareStatement("INSERT INTO entry(tx,n,account,nano) VALUES (?,?,?,?)");
        findTx = c.prepareStatement("SELECT id FROM tx WHERE kind=? AND ref=?");
        moveWallet = c.prepareStatement("UPDATE wallet SET available=available+?, leased=leased+?, spent=spent+?, "
                + "funded=funded+? WHERE org=? AND (available+?>=-overdraft OR ?>=0)");
        drawable = c.prepareStatement("SELECT available+overdraft FROM wallet WHERE org=?");
        amount = c.prepareStatement(
                "SELECT e.nano FROM tx t LEFT JOIN entry e ON e.tx=t.id AND e.n=1 WHERE t.kind=? AND t.ref=?");
    }

    boolean exists(String kind, String ref) throws SQLException {
        Rows.bind(findTx, kind, ref);
        try (ResultSet row = findTx.executeQuery()) {
            return row.next();
        }
    }

    /** What a transfer moved, if there is one of that reference. */
    OptionalLong moved(String kind, String ref) throws SQLException {
        Rows.bind(amount, kind, ref);
        try (ResultSet row = amount.executeQuery()) {
            return row.next() ? OptionalLong.of(row.getLong(1)) : OptionalLong.empty();
        }
    }

    void begin(UUID tx, String kind, String ref, String actor, long at) throws SQLException {
        Rows.bind(insertTx, tx, kind, ref, actor, at);
        insertTx.executeUpdate();
        sealer.begun(tx, kind, ref, actor, at);
    }

    /** One entry, unless it is of nothing. */
    void post(UUID tx, int n, long account, long nano) throws SQLException {
        if (nano != 0) {
            Rows.bind(insertEntry, tx, n, account, nano);
            insertEntry.executeUpdate();
            sealer.posted(tx, n, account, nano);
        }
    }

    /** Returns false, and moves nothing, if the wallet has too little, its overdraft counted. */
    boolean wallet(long org, long availableBy, long leasedBy, long spentBy, long fundedBy) throws SQLException {
        Rows.bind(moveWallet, availableBy, leasedBy, spentBy, fundedBy, org, availableBy, availableBy);
        return moveWallet.executeUpdate() == 1;
    }

    /** As {@link #wallet}, where the wallet must have enough. */
    void mustMove(long org, long availableBy, long leasedBy, long spentBy, long fundedBy) throws SQLException {
        if (!wallet(org, availableBy, leasedBy, spentBy, fundedBy)) {
            throw new SQLException("wallet " + org + " lacks " + -availableBy, CONSTRAINT);
        }
    }

    /** What may be taken out: what the wallet holds, and its overdraft. Negative if it owes more than it may by now. */
    long drawable(long org) throws SQLException {
        Rows.bind(drawable, org);
        try (ResultSet row = drawable.executeQuery()) {
            return row.next() ? row.getLong(1) : 0;
        }
    }
}
