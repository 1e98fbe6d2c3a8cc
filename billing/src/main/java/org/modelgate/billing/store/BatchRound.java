package org.modelgate.billing.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.modelgate.billing.ledger.LedgerRecord;
import org.modelgate.billing.ledger.LedgerRecord.Reserve;
import org.modelgate.billing.ledger.LedgerRecord.Resolve;
import org.modelgate.billing.ledger.Outcome;

/** What one try to write a batch gathers. */
final class BatchRound {
    record Spent(long org, long apiKey, int period) implements Comparable<Spent> {
        private static final Comparator<Spent> ORDER = Comparator.comparingLong(Spent::org)
                .thenComparingLong(Spent::apiKey)
                .thenComparingInt(Spent::period);

        @Override
        public int compareTo(Spent other) {
            return ORDER.compare(this, other);
        }
    }

    static final class Charges {
        final UUID first;
        long nano;

        Charges(UUID first) {
            this.first = first;
        }
    }

    final Batch batch;
    final boolean careful;
    final Outcome[] outcomes;
    final List<Reserve> reserves = new ArrayList<>();
    final List<LedgerRecord.Advance> advances = new ArrayList<>();
    final List<Resolve> resolves = new ArrayList<>();
    final List<Integer> positions = new ArrayList<>();
    final Map<UUID, Long> touched = new LinkedHashMap<>();
    final Map<Long, Charges> charges = new LinkedHashMap<>();
    /** In one order for all nodes, or their transactions would wait for each other in a circle. */
    final Map<Spent, Long> spendings = new TreeMap<>();

    final List<Integer> reservePositions = new ArrayList<>();
    final List<LedgerRecord.Extend> extensions = new ArrayList<>();
    final List<LedgerRecord.Return> returns = new ArrayList<>();
    final Absorptions absorptions = new Absorptions();
    final BudgetRows.Moves budgets;
    final List<LedgerRecord.BudgetReturn> budgetReturns = new ArrayList<>();
    final Map<Integer, LedgerRecord.BudgetGrant> budgetGrants = new TreeMap<>();

    BatchRound(Batch batch, boolean careful, BudgetRows.Moves budgets) {
        this.batch = batch;
        this.budgets = budgets;
        this.careful = careful;
        this.outcomes = new Outcome[batch.records().size()];
        Arrays.fill(outcomes, Outcome.DONE);
    }

    /** Posted after the charges, which the credit that is given back no longer has to cover. */
    Outcome giveBack(LedgerRecord.Return record) {
        returns.add(record);
        return Outcome.DONE;
    }

    Outcome giveBack(LedgerRecord.BudgetReturn record) {
        budgetReturns.add(record);
        touched.putIfAbsent(record.lease(), 0L);
        return Outcome.DONE;
    }

    /** The outcome follows. */
    Outcome grant(LedgerRecord.BudgetGrant record, int position) {
        budgetGrants.put(position, record);
        return Outcome.DONE;
    }

    /** Calls of other leases are neither reserved nor resolved by this batch. */
    void foreign(Set<UUID> calls) {
        if (calls.isEmpty()) {
            return;
        }
        for (int i = 0; i < reserves.size(); i++) {
            if (calls.contains(reserves.get(i).callId())) {
                outcomes[reservePositions.get(i)] = rejected();
            }
        }
        for (int i = resolves.size() - 1; i >= 0; i--) {
            if (calls.contains(resolves.get(i).callId())) {
                outcomes[positions.remove(/* index */ i)] = rejected();
                resolves.remove(i);
            }
        }
    }

    private static Outcome rejected() {
        return new Outcome.Rejected("the call is held by another lease");
    }

    @Nullable UUID transferOf(Resolve r) {
        return r.nano() > 0 ? batch.transfer(r.org()) : null;
    }

    void charge(Resolve r) {
        touched.merge(r.lease(), r.nano(), Long::sum);
        if (r.nano() > 0) {
            charges.computeIfAbsent(r.org(), any -> new Charges(r.callId())).nano += r.nano();
        }
        spent(r);
    }

    void spent(Resolve r) {
        absorptions.add(r);
        budgets.resolved(r);
        if (r.nano() > 0) {
            spendings.merge(new Spent(r.org(), r.key(), 0), r.nano(), Long::sum);
            spendings.merge(new Spent(r.org(), 0, r.period()), r.nano(), Long::sum);
        }
    }
}
