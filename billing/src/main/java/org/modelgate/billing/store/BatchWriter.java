package org.modelgate.billing.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.modelgate.billing.ledger.LedgerRecord;
import org.modelgate.billing.ledger.LedgerRecord.Reserve;
import org.modelgate.billing.ledger.LedgerRecord.Resolve;
import org.modelgate.billing.ledger.Outcome;
import org.modelgate.billing.store.Leases.FencedException;

/** Writes one batch inside an open transaction. Its statements live as long as its connection. */
final class BatchWriter {
    private final Connection connection;
    private final Dialect dialect;
    private final Postings postings;
    private final Leases leases;
    private final CallRows rows;
    private final Nodes nodes;
    private final BudgetRows budgets;
    private final Sealer sealer;
    private final PreparedStatement addSpending;
    private final PreparedStatement setOpenFrom;
    private final PreparedStatement findResolution;
    private final String node;
    private final long epoch;
    private final InstantSource clock;

    /** A resolution of the batch exists already: to be written again, row by row. */
    static final class RepeatedException extends Exception {
        private static final long serialVersionUID = 1L;

        RepeatedException() {
            super("a resolution exists already", null, false, false);
        }
    }

    BatchWriter(Connection connection, Dialect dialect, StoreIdentity self, InstantSource clock) throws SQLException {
        this.connection = connection;
        this.dialect = dialect;
        this.node = self.node();
        this.epoch = self.epoch();
        this.clock = clock;
        this.sealer = new Sealer(connection, node, epoch);
        this.postings = new Postings(connection, sealer);
        this.nodes = new Nodes(connection, dialect, self);
        this.leases = new Leases(connection, dialect, postings, nodes, self);
        this.budgets = new BudgetRows(connection);
        this.rows = new CallRows(connection, sealer, node, epoch);
        this.addSpending = connection.prepareStatement("INSERT INTO spending(org,api_key,period,nano) VALUES (?,?,?,?) "
                + "ON CONFLICT(org,api_key,period) DO UPDATE SET nano=spending.nano+excluded.nano");
        this.setOpenFrom = connection.prepareStatement("UPDATE node SET open_from=? WHERE name=? AND epoch=?");
        this.findResolution =
                connection.prepareStatement("SELECT nano,tx," + Usages.COLUMNS + " FROM resolution WHERE res=?");
    }

    /** After a transaction that was rolled back. */
    void forget() {
        sealer.forget();
    }

    Connection connection() {
        return connection;
    }

    /**
     * @param fenced leases whose records must not be posted
     * @param careful whether resolutions may exist already
     */
    List<Outcome> write(Batch batch, Set<UUID> fenced, boolean careful)
            throws SQLException, FencedException, RepeatedException {
        dialect.beginWriting(connection);
        BatchRound round = new BatchRound(batch, careful, budgets.new Moves());
        List<LedgerRecord> records = batch.records();
        for (int i = 0; i < records.size(); i++) {
            switch (records.get(i)) {
                case Reserve r -> {
                    if (fenced.contains(r.lease())) {
                        round.outcomes[i] = Outcome.FENCED;
                    } else {
                        round.reserves.add(r);
                        round.reservePositions.add(i);
                        round.touched.putIfAbsent(r.lease(), 0L);
                    }
                }
                case Resolve r -> {
                    if (fenced.contains(r.lease())) {
                        rows.late(new LedgerRecord.Late(
                                r.callId(), r.org(), r.facts().toString(), r.atMillis()));
                        round.outcomes[i] = Outcome.FENCED;
                    } else if (r.adopted()) {
                        round.outcomes[i] = adopted(r, round);
                    } else {
                        round.resolves.add(r);
                        round.positions.add(i);
                    }
                }
                case LedgerRecord.Grant g ->
                    round.outcomes[i] = fenced.contains(g.lease()) ? Outcome.FENCED : leases.grant(g, clock.millis());
                case LedgerRecord.Return g ->
                    round.outcomes[i] = fenced.contains(g.lease()) ? Outcome.FENCED : round.giveBack(g);
                case LedgerRecord.BudgetReturn b ->
                    round.outcomes[i] = fenced.contains(b.lease()) ? Outcome.FENCED : round.giveBack(b);
                case LedgerRecord.BudgetGrant b ->
                    round.outcomes[i] = fenced.contains(b.lease()) ? Outcome.FENCED : round.grant(b, i);
                case LedgerRecord.Beat b -> round.outcomes[i] = nodes.beat(b);
                case LedgerRecord.Extend e -> {
                    if (fenced.contains(e.lease())) {
                        round.outcomes[i] = Outcome.FENCED;
                    } else {
                        round.extensions.add(e);
                        round.touched.putIfAbsent(e.lease(), 0L);
                    }
                }
                case LedgerRecord.TopUp t -> round.outcomes[i] = topUp(t);
                case LedgerRecord.Advance a -> round.advances.add(a);
                case LedgerRecord.Late late -> rows.late(late);
                case LedgerRecord.Watermark w -> {
                    Rows.bind(setOpenFrom, w.openFrom(), node, epoch);
                    setOpenFrom.executeUpdate();
                }
            }
        }
        round.foreign(rows.reserve(round.reserves));
        for (LedgerRecord.Extend extension : round.extensions) {
            rows.extend(extension);
        }
        rows.advance(round.advances);
        resolve(round);
        post(round);
        for (LedgerRecord.Return back : round.returns) {
            leases.giveBack(back, clock.millis());
        }
        round.absorptions.post(connection, postings, batch, node, clock.millis());
        share(round);
        sealer.seal(clock.millis());
        return Arrays.asList(round.outcomes);
    }

    /** Last, so that a grant says what the batch left. */
    private void share(BatchRound round) throws SQLException, FencedException {
        for (LedgerRecord.BudgetReturn back : round.budgetReturns) {
            round.budgets.returned(back);
        }
        round.budgets.write();
        for (Map.Entry<Integer, LedgerRecord.BudgetGrant> grant : round.budgetGrants.entrySet()) {
            LedgerRecord.BudgetGrant asked = grant.getValue();
            // Of an account that has no credit here yet the lease may not be there.
            leases.grant(
                    new LedgerRecord.Grant(asked.lease(), asked.budget().org(), asked.lease(), 0, 0), clock.millis());
            round.outcomes[grant.getKey()] = budgets.grant(asked);
        }
    }

    private void resolve(BatchRound round) throws SQLException, RepeatedException {
        if (round.careful) {
            for (int i = 0; i < round.resolves.size(); i++) {
                Resolve r = round.resolves.get(i);
                if (rows.resolveOne(r, round.transferOf(r))) {
                    round.charge(r);
                } else {
                    round.outcomes[round.positions.get(i)] = existing(r, round.batch.transfer(r.org()));
                }
            }
        } else {
            if (rows.resolve(round.resolves, round::transferOf) != round.resolves.size()) {
                throw new RepeatedException();
            }
            round.resolves.forEach(round::charge);
        }
    }

    private Outcome adopted(Resolve r, BatchRound round) throws SQLException, FencedException {
        if (!rows.resolveOne(r, r.nano() > 0 ? r.callId() : null)) {
            return existing(r, r.callId());
        }
        leases.resolveAdopted(r);
        round.spent(r);
        return Outcome.DONE;
    }

    /** The call was resolved before: by this batch's own earlier try, or by somebody else. */
    private Outcome existing(Resolve r, UUID ownTransfer) throws SQLException {
        Rows.bind(findResolution, r.callId());
        try (ResultSet row = findResolution.executeQuery()) {
            if (!row.next()) {
                throw new SQLException("resolution " + r.callId() + " neither inserted nor found");
            }
            long nano = row.getLong("nano");
            byte[] tx = row.getBytes("tx");
            boolean own = nano == r.nano() && (tx == null || Rows.uuid(tx).equals(ownTransfer));
            return own ? Outcome.DONE : new Outcome.AlreadyResolved(nano, Usages.tokens(Usages.columns(row)));
        }
    }

    private Outcome topUp(LedgerRecord.TopUp t) throws SQLException {
        String ref = t.org() + ":" + t.reference();
        if (postings.exists("topup", ref)) {
            return new Outcome.Moved(0, postings.drawable(t.org()), 0);
        }
        postings.begin(t.tx(), "topup", ref, t.actor(), clock.millis());
        postings.post(t.tx(), 0, Accounts.FUNDING.of(t.org()), -t.nano());
        postings.post(t.tx(), 1, Accounts.WALLET.of(t.org()), t.nano());
        postings.mustMove(t.org(), t.nano(), 0, 0, t.nano());
        return new Outcome.Moved(t.nano(), postings.drawable(t.org()), 0);
    }

    private void post(BatchRound round) throws SQLException, FencedException {
        for (Map.Entry<UUID, Long> lease : round.touched.entrySet()) {
            leases.spend(lease.getKey(), lease.getValue());
        }
        for (Map.Entry<Long, BatchRound.Charges> org : round.charges.entrySet()) {
            BatchRound.Charges charges = org.getValue();
            UUID tx = round.batch.transfer(org.getKey());
            postings.begin(tx, "charge", charges.first.toString(), node, clock.millis());
            postings.post(tx, 0, Accounts.LEASED.of(org.getKey()), -charges.nano);
            postings.post(tx, 1, Accounts.REVENUE.of(org.getKey()), charges.nano);
        }
        for (Map.Entry<BatchRound.Spent, Long> spent : round.spendings.entrySet()) {
            BatchRound.Spent key = spent.getKey();
            Rows.bind(addSpending, key.org(), key.apiKey(), key.period(), spent.getValue());
            addSpending.executeUpdate();
        }
    }
}
