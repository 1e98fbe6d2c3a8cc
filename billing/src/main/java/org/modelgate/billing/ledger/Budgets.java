package org.modelgate.billing.ledger;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.modelgate.billing.limit.Window;

/**
 * This node's shares of budgets. Users and tags are any number, so shares that no call holds are given back and forgotten when they
 * are idle, or when there are too many; what was spent stands in the database and is heard of again with the next share.
 */
final class Budgets {
    private static final int TIMES_RATE = 4;
    private static final int TIMES_LARGEST = 8;
    private static final long SCAN_MILLIS = 1_000;
    private static final int SCANNED_MAX = 1_000;
    private static final long RECALL_PAUSE_MILLIS = 300;
    private static final long RETRY_MILLIS = 100;
    /** Looked at when there are too many; the others are younger. */
    private static final int OLDEST = 64;

    private final Books books;
    private final Grants grants;
    private final Admissions admissions;
    private final boolean shared;
    private final long idleMillis;
    /** The longest unused first. */
    private final Map<BudgetId, Budget> shares = new LinkedHashMap<>(16, 0.75f, true);

    private int version;
    private long scannedMillis;

    Budgets(Books books, Grants grants, Admissions admissions) {
        this.books = books;
        this.grants = grants;
        this.admissions = admissions;
        this.shared = books.settings.escrow().shared();
        this.idleMillis = books.settings.escrow().idleMillis();
        this.scannedMillis = books.clock.monotonicMillis();
    }

    /** Limits changed: what was gathered from them no longer counts. */
    void limitsChanged() {
        version++;
    }

    /** Rises with each change that makes gathered budgets stale. */
    int version() {
        return version;
    }

    /** This node's share; null if there is no room for one more. */
    @Nullable Budget budget(BudgetId id, long limit, String who, Window window, long endMillis, Account account) {
        Budget known = shares.get(id);
        if (known != null) {
            if (known.limit != limit) {
                giveBack(known);
                known.limit(limit);
            }
            return known;
        }
        if (shares.size() >= books.settings.budgetsMax() && !makeRoom()) {
            return null;
        }
        Budget fresh = new Budget(id, account, who, window, endMillis, admissions);
        fresh.limit(limit);
        fresh.usedAtMillis = books.clock.monotonicMillis();
        shares.put(id, fresh);
        account.shares.add(fresh);
        return fresh;
    }

    private boolean makeRoom() {
        int looked = 0;
        for (Budget oldest : shares.values()) {
            if (oldest.idle()) {
                forget(oldest);
                return true;
            }
            if (++looked == OLDEST) {
                return false;
            }
        }
        return false;
    }

    private void forget(Budget budget) {
        giveBack(budget);
        budget.forgotten = true;
        shares.remove(budget.id);
        budget.account.shares.remove(budget);
        if (!budget.id.ofMany()) {
            // Keys may have gathered it.
            version++;
        }
    }

    /** Asks for a share that has at least that much more, as far as there is any hope. */
    void ask(Budget budget, long missing) {
        long now = books.clock.monotonicMillis();
        boolean hopeless = missing > budget.left() && now - budget.shortAtMillis < RETRY_MILLIS;
        if (budget.pending || books.fenced || hopeless) {
            return;
        }
        long used =
                Math.max(TIMES_RATE * budget.rate.perWindow(now), TIMES_LARGEST * Math.max(missing, budget.largest));
        budget.pending = true;
        books.journal.append(new LedgerRecord.BudgetGrant(
                budget.id,
                grants.opened(budget.account).id,
                budget.limit,
                missing,
                shared ? Math.max(missing, used) : Long.MAX_VALUE,
                budget.endMillis));
    }

    /** A call holds that much more of each of its budgets. */
    void hold(List<Budget> budgets, long nano) {
        long now = books.clock.monotonicMillis();
        for (int i = 0; i < budgets.size(); i++) {
            Budget budget = budgets.get(i);
            budget.hold(budget.id.held(nano));
            budget.usedAtMillis = now;
            if (budget.remaining() < budget.grantedLast / 2 && budget.possible() > budget.remaining()) {
                ask(budget, 0);
            }
        }
    }

    /** Returns the budget whose line may go on. */
    @Nullable Budget granted(LedgerRecord.BudgetGrant record, Outcome outcome) {
        Budget budget = shares.get(record.budget());
        if (budget == null) {
            return null;
        }
        budget.pending = false;
        if (outcome instanceof Outcome.Shared told) {
            books.away = false;
            long before = budget.remaining();
            budget.told(told);
            budget.grantedLast = Math.max(budget.remaining(), before);
            if (budget.remaining() - before < record.least()) {
                shortOf(budget);
            }
        } else {
            books.away |= outcome instanceof Outcome.Away;
            budget.shortAtMillis = books.clock.monotonicMillis();
        }
        return budget;
    }

    private void shortOf(Budget budget) {
        long now = books.clock.monotonicMillis();
        budget.shortAtMillis = now;
        if (budget.elsewhere() > 0 && now - budget.recallAtMillis >= RECALL_PAUSE_MILLIS) {
            budget.recallAtMillis = now;
            books.listener.recall(budget.account.name);
        }
    }

    /** Somebody was charged for a call that held nothing of it. */
    void spentOfRest(BudgetId id, long amount) {
        Budget known = shares.get(id);
        if (known != null) {
            known.spendOfRest(amount);
        }
    }

    /** A charge that was told wasn't posted. */
    void unspend(BudgetId id, long amount) {
        Budget known = shares.get(id);
        if (known != null) {
            known.spend(-amount);
        }
    }

    private void giveBack(Budget budget) {
        Lease lease = budget.account.lease;
        if (lease == null || books.fenced || !grants.valid(books.clock.monotonicMillis())) {
            return;
        }
        long total = budget.giveBack();
        if (total >= 0) {
            budget.grantedLast = 0;
            books.journal.append(new LedgerRecord.BudgetReturn(budget.id, lease.id, total));
        }
    }

    /** Another node lacks what this one may hold idle. */
    void recalled(Account account) {
        for (Budget budget : account.shares) {
            giveBack(budget);
        }
    }

    void giveAllBack() {
        shares.values().forEach(this::giveBack);
    }

    void tick(long nowMillis) {
        if (nowMillis - scannedMillis < SCAN_MILLIS || books.fenced) {
            return;
        }
        scannedMillis = nowMillis;
        long wall = books.clock.wallMillis();
        List<Budget> oldest = shares.values().stream().limit(SCANNED_MAX).toList();
        for (Budget budget : oldest) {
            boolean unused = nowMillis - budget.usedAtMillis >= idleMillis;
            if (budget.idle() && (wall >= budget.endMillis || (shared && unused))) {
                forget(budget);
            } else if (!unused) {
                // Used by a call that had it at hand: it isn't among the oldest.
                shares.get(budget.id);
            }
        }
    }
}
