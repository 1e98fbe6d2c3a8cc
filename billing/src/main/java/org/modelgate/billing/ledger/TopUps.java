package org.modelgate.billing.ledger;

/** Lets what running calls hold grow with what they cost. */
final class TopUps {
    /** What is left of a reservation, as a part of it, when it is topped up. */
    private static final int PART = 8;

    private final Books books;
    private final Grants grants;
    private final Budgets budgets;

    TopUps(Books books, Grants grants, Budgets budgets) {
        this.books = books;
        this.grants = grants;
        this.budgets = budgets;
    }

    /**
     * A call goes on and comes near what it holds: it gets more as long as there is any, else its router is told to end it.
     *
     * @param cost so far
     */
    void running(Reservation r, long cost) {
        if (r.lease == null || cost <= r.nano - r.nano / PART) {
            return;
        }
        long extra = Math.max(r.nano / 2, 1);
        Account account = r.account;
        if (account.line.parked.isEmpty() && account.remaining() >= extra && withinBudgets(r, extra)) {
            r.raise(extra);
            books.journal.append(new LedgerRecord.Extend(r.callId, r.leaseId, r.nano));
            grants.reserved(account, extra);
        } else if (cost >= r.nano && r.from != null) {
            books.listener.exhausted(r.callId, r.from);
        } else {
            grants.ask(account, extra - account.remaining(), extra, books.clock.monotonicMillis());
        }
    }

    private boolean withinBudgets(Reservation r, long extra) {
        boolean within = true;
        for (Budget budget : r.budgets) {
            if (!budget.id.countsRequests() && extra > budget.remaining()) {
                within = false;
                if (extra <= budget.possible() || budget.elsewhere() > 0) {
                    budgets.ask(budget, extra - Math.max(0, budget.remaining()));
                }
            }
        }
        return within;
    }
}
