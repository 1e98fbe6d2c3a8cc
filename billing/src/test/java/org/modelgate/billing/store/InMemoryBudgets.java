package org.modelgate.billing.store;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.modelgate.billing.ledger.BudgetId;
import org.modelgate.billing.ledger.LedgerRecord;
import org.modelgate.billing.ledger.Outcome;

/** Budgets and shares as {@link BudgetRows} keeps them, without a database. */
final class InMemoryBudgets {
    private final Map<BudgetId, Long> spent = new TreeMap<>();
    private final Map<BudgetId, Map<UUID, Share>> shares = new TreeMap<>();
    private final Map<BudgetId, Long> limits = new HashMap<>();

    private static final class Share {
        long granted;
        long returned;
        long spent;

        long open() {
            return granted - returned - spent;
        }
    }

    private Share share(BudgetId id, UUID lease) {
        return shares.computeIfAbsent(id, any -> new HashMap<>()).computeIfAbsent(lease, any -> new Share());
    }

    private long held(BudgetId id) {
        return shares.getOrDefault(id, Map.of()).values().stream()
                .mapToLong(Share::open)
                .sum();
    }

    LedgerDisk.BudgetState state(BudgetId id) {
        return new LedgerDisk.BudgetState(spent.getOrDefault(id, 0L), held(id));
    }

    Outcome grant(LedgerRecord.BudgetGrant g, UUID lease, Map<List<Long>, Long> spendings) {
        BudgetId id = g.budget();
        limits.put(id, g.limit());
        spent.computeIfAbsent(id, any -> before(id, spendings));
        long left = g.limit() - spent.getOrDefault(id, 0L) - held(id);
        long moved = left <= 0 || left < g.least()
                ? 0
                : g.most() == Long.MAX_VALUE
                        ? left
                        : Math.min(left, Math.max(g.least(), Math.min(g.most(), (left + 1) / 2)));
        Share share = share(id, lease);
        share.granted += moved;
        return new Outcome.Shared(share.granted, share.returned, share.spent, left - moved, held(id) - share.open());
    }

    private static long before(BudgetId id, Map<List<Long>, Long> spendings) {
        if (!id.scope().isEmpty()) {
            return 0;
        }
        if (id.key() != 0) {
            return id.period().equals("ever") ? spendings.getOrDefault(List.of(id.org(), id.key(), 0L), 0L) : 0;
        }
        return id.period().length() == 7
                ? spendings.getOrDefault(
                        List.of(id.org(), 0L, Long.valueOf(id.period().replace("-", ""))), 0L)
                : 0;
    }

    void giveBack(LedgerRecord.BudgetReturn r) {
        Share share = share(r.budget(), r.lease());
        share.returned = Math.max(share.returned, r.returned());
    }

    void resolved(LedgerRecord.Resolve r) {
        for (BudgetId id : r.budgets()) {
            long used = id.used(r.kind(), r.nano());
            Share share = share(id, r.lease());
            share.spent += used;
            share.returned += r.adopted() ? id.held(r.heldNano()) - used : 0;
            spent.merge(id, used, Long::sum);
        }
        for (BudgetId id : r.others()) {
            spent.computeIfPresent(id, (same, sum) -> sum + id.used(r.kind(), r.nano()));
        }
    }

    void fence(UUID lease, List<LedgerRecord.Reserve> open) {
        shares.forEach((id, all) -> {
            Share share = all.get(lease);
            if (share != null) {
                share.returned += share.open()
                        - open.stream()
                                .filter(r -> r.budgets().contains(id))
                                .mapToLong(r -> id.held(r.nano()))
                                .sum();
            }
        });
    }

    void faults(List<String> faults) {
        shares.forEach((id, all) -> all.values().forEach(share -> {
            if (share.open() < 0 || share.spent < 0) {
                faults.add("R3 a share of " + id + " is overspent");
            }
        }));
        limits.forEach((id, limit) -> {
            if (spent.getOrDefault(id, 0L) > limit) {
                faults.add("budget " + id + " of " + limit + " has spent " + spent.get(id));
            }
        });
    }
}
