package org.modelgate.billing.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import org.modelgate.billing.ledger.LedgerRecord;
import org.modelgate.billing.ledger.Outcome;

/** Moves money between wallets and leases; every move of a lease is fenced by the epoch. */
final class Leases {
    private final Postings postings;
    private final String node;
    private final long epoch;
    private final PreparedStatement spend;
    private final PreparedStatement extend;
    private final PreparedStatement resolveFenced;
    private final PreparedStatement spentIfClosed;

    Leases(Connection c, Postings postings, String node, long epoch) throws SQLException {
        this.postings = postings;
        this.node = node;
        this.epoch = epoch;
        spend = c.prepareStatement(
                "UPDATE lease SET spent=spent+? WHERE id=? AND epoch=? AND state='open' AND spent+?<=granted");
        extend = c.prepareStatement("INSERT INTO lease(id,org,region,node,epoch,granted,state,hb) "
                + "SELECT ?,?,'local',?,?,?,'open',? WHERE (SELECT epoch FROM node WHERE name=?)=? "
                + "ON CONFLICT(id) DO UPDATE SET granted=lease.granted+excluded.granted "
                + "WHERE lease.state='open' AND lease.epoch=excluded.epoch");
        resolveFenced = c.prepareStatement("UPDATE lease SET spent=spent+?, returned=returned+?, "
                + "state=CASE WHEN spent+returned+?=granted THEN 'closed' ELSE state END "
                + "WHERE id=? AND state='fenced' AND spent+returned+?<=granted "
                + "AND (SELECT epoch FROM node WHERE name=?)=?");
        spentIfClosed = c.prepareStatement("SELECT spent FROM lease WHERE id=? AND state='closed'");
    }

    /** The fence and the guard against overspending in one; zero is a mere test of the fence. */
    void spend(UUID lease, long nano) throws SQLException, FencedException {
        Rows.bind(spend, nano, lease, epoch, nano);
        if (spend.executeUpdate() == 0) {
            throw new FencedException(lease);
        }
    }

    Outcome grant(LedgerRecord.Grant grant, long at) throws SQLException, FencedException {
        String ref = grant.tx().toString();
        if (grant.nano() > 0 && postings.exists("grant", ref)) {
            return new Outcome.Moved(grant.nano(), postings.available(grant.org()));
        }
        if (!postings.wallet(grant.org(), -grant.nano(), grant.nano(), 0, 0)) {
            return new Outcome.Moved(0, postings.available(grant.org()));
        }
        Rows.bind(extend, grant.lease(), grant.org(), node, epoch, grant.nano(), at, node, epoch);
        if (extend.executeUpdate() == 0) {
            throw new FencedException(grant.lease());
        }
        if (grant.nano() > 0) {
            postings.begin(grant.tx(), "grant", ref, node, at);
            postings.post(grant.tx(), 0, Accounts.WALLET.of(grant.org()), -grant.nano());
            postings.post(grant.tx(), 1, Accounts.LEASED.of(grant.org()), grant.nano());
        }
        return new Outcome.Moved(grant.nano(), postings.available(grant.org()));
    }

    /** Posts a resolution on a fenced lease of an earlier epoch, which this node answers for. */
    void resolveAdopted(LedgerRecord.Resolve r) throws SQLException, FencedException {
        long back = r.heldNano() - r.nano();
        Rows.bind(resolveFenced, r.nano(), back, r.heldNano(), r.lease(), r.heldNano(), node, epoch);
        if (resolveFenced.executeUpdate() == 0) {
            throw new FencedException(r.lease());
        }
        postings.mustMove(r.org(), back, -back, 0, 0);
        if (r.heldNano() > 0) {
            postings.begin(r.callId(), "settle", r.callId().toString(), node, r.atMillis());
            postings.post(r.callId(), 0, Accounts.LEASED.of(r.org()), -r.heldNano());
            postings.post(r.callId(), 1, Accounts.REVENUE.of(r.org()), r.nano());
            postings.post(r.callId(), 2, Accounts.WALLET.of(r.org()), back);
        }
        Rows.bind(spentIfClosed, r.lease());
        try (ResultSet row = spentIfClosed.executeQuery()) {
            if (row.next()) {
                long spent = row.getLong(1);
                postings.mustMove(r.org(), 0, -spent, spent, 0);
            }
        }
    }

    /** The lease belongs to another epoch: the transaction must be rolled back and the lease's records split off. */
    static final class FencedException extends Exception {
        private static final long serialVersionUID = 1L;
        final transient UUID lease;

        FencedException(UUID lease) {
            super("lease " + lease + " is fenced", null, false, false);
            this.lease = lease;
        }
    }
}
