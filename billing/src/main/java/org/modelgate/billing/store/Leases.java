package org.modelgate.billing.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.OptionalLong;
import java.util.UUID;
import org.modelgate.billing.ledger.LedgerRecord;
import org.modelgate.billing.ledger.Outcome;

/** Moves money between wallets and leases; every move of a lease is fenced by the epoch. */
final class Leases {
    /** Other nodes may empty a wallet while this one looks at it. */
    private static final int LOOKS_MAX = 5;

    private final Postings postings;
    private final Nodes nodes;
    private final StoreIdentity self;
    private final PreparedStatement spend;
    private final PreparedStatement extend;
    private final PreparedStatement giveBack;
    private final PreparedStatement want;
    private final PreparedStatement elsewhere;
    private final PreparedStatement resolveFenced;
    private final PreparedStatement spentIfClosed;

    Leases(Connection c, Dialect dialect, Postings postings, Nodes nodes, StoreIdentity self) throws SQLException {
        this.postings = postings;
        this.nodes = nodes;
        this.self = self;
        spend = c.prepareStatement("UPDATE lease SET spent=spent+? WHERE id=? AND epoch=? AND state='open' "
                + "AND spent+returned+?<=granted");
        extend = c.prepareStatement("INSERT INTO lease(id,org,region,node,epoch,granted,state,hb,keeper,keeper_epoch) "
                + "VALUES (?,?,?,?,?,?,'open',?,?,?) "
                + "ON CONFLICT(id) DO UPDATE SET granted=lease.granted+excluded.granted "
                + "WHERE lease.state='open' AND lease.epoch=excluded.epoch");
        giveBack = c.prepareStatement("UPDATE lease SET returned=returned+? WHERE id=? AND epoch=? AND state='open' "
                + "AND spent+returned+?<=granted");
        want = c.prepareStatement("UPDATE wallet SET wanted_at=" + dialect.nowMillis() + ",wanted_by=? WHERE org=?");
        elsewhere = c.prepareStatement("SELECT COALESCE(SUM(granted-spent-returned),0) FROM lease WHERE org=? "
                + "AND state<>'closed' AND id<>?");
        resolveFenced = c.prepareStatement("UPDATE lease SET spent=spent+?, returned=returned+?, "
                + "state=CASE WHEN spent+returned+?=granted THEN 'closed' ELSE state END "
                + "WHERE id=? AND state='fenced' AND spent+returned+?<=granted AND keeper=? AND keeper_epoch=?");
        spentIfClosed = c.prepareStatement("SELECT spent FROM lease WHERE id=? AND state='closed'");
    }

    /** The fence and the guard against overspending in one; zero is a mere test of the fence. */
    void spend(UUID lease, long nano) throws SQLException, FencedException {
        Rows.bind(spend, nano, lease, self.epoch(), nano);
        if (spend.executeUpdate() == 0) {
            throw new FencedException(lease);
        }
    }

    Outcome grant(LedgerRecord.Grant grant, long at) throws SQLException, FencedException {
        String ref = grant.tx().toString();
        OptionalLong before = postings.moved("grant", ref);
        if (before.isPresent()) {
            return new Outcome.Moved(before.getAsLong(), postings.drawable(grant.org()), 0);
        }
        if (!nodes.holds()) {
            throw new FencedException(grant.lease());
        }
        long moved = take(grant);
        Rows.bind(
                extend,
                grant.lease(),
                grant.org(),
                self.region(),
                self.node(),
                self.epoch(),
                moved,
                at,
                self.node(),
                self.epoch());
        if (extend.executeUpdate() == 0) {
            throw new FencedException(grant.lease());
        }
        if (moved > 0) {
            postings.begin(grant.tx(), "grant", ref, self.node(), at);
            postings.post(grant.tx(), 0, Accounts.WALLET.of(grant.org()), -moved);
            postings.post(grant.tx(), 1, Accounts.LEASED.of(grant.org()), moved);
        }
        long available = postings.drawable(grant.org());
        return new Outcome.Moved(moved, available, moved == 0 && grant.least() > 0 ? wanted(grant) : 0);
    }

    private long take(LedgerRecord.Grant grant) throws SQLException {
        for (int look = 0; look < LOOKS_MAX; look++) {
            long available = Math.max(0, postings.drawable(grant.org()));
            long moved = available < grant.least() ? 0 : Math.min(grant.most(), available);
            if (moved == 0 || postings.wallet(grant.org(), -moved, moved, 0, 0)) {
                return moved;
            }
        }
        return 0;
    }

    /** Says to the other nodes that credit is wanted. Returns what they hold. */
    private long wanted(LedgerRecord.Grant grant) throws SQLException {
        long held;
        Rows.bind(elsewhere, grant.org(), grant.lease());
        try (ResultSet row = elsewhere.executeQuery()) {
            row.next();
            held = row.getLong(1);
        }
        if (held > 0) {
            Rows.bind(want, self.node(), grant.org());
            want.executeUpdate();
        }
        return held;
    }

    void giveBack(LedgerRecord.Return record, long at) throws SQLException, FencedException {
        String ref = record.tx().toString();
        if (postings.exists("return", ref)) {
            return;
        }
        Rows.bind(giveBack, record.nano(), record.lease(), self.epoch(), record.nano());
        if (giveBack.executeUpdate() == 0) {
            throw new FencedException(record.lease());
        }
        postings.mustMove(record.org(), record.nano(), -record.nano(), 0, 0);
        postings.begin(record.tx(), "return", ref, self.node(), at);
        postings.post(record.tx(), 0, Accounts.LEASED.of(record.org()), -record.nano());
        postings.post(record.tx(), 1, Accounts.WALLET.of(record.org()), record.nano());
    }

    /** Posts a resolution on a fenced lease, which this node answers for. */
    void resolveAdopted(LedgerRecord.Resolve r) throws SQLException, FencedException {
        long back = r.heldNano() - r.nano();
        Rows.bind(resolveFenced, r.nano(), back, r.heldNano(), r.lease(), r.heldNano(), self.node(), self.epoch());
        if (resolveFenced.executeUpdate() == 0) {
            throw new FencedException(r.lease());
        }
        postings.mustMove(r.org(), back, -back, 0, 0);
        if (r.heldNano() > 0) {
            postings.begin(r.callId(), "settle", r.callId().toString(), self.node(), r.atMillis());
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
