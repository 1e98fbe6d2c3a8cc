package org.modelgate.billing.ledger;

import org.modelgate.billing.limit.Window;
import org.modelgate.common.error.ErrorCode;
import org.modelgate.common.error.Fault;
import org.modelgate.common.error.GatewayError;

/**
 * This node's share of one budget in one period: what it may spend of it without asking. Shares are granted and returned like leases,
 * so that all nodes together never spend more than the budget. In nano-USD, or in requests.
 */
final class Budget {
    final BudgetId id;
    final Account account;
    /** As an error names it. */
    private final String who;

    private final Window window;
    final long endMillis;
    final Line line;
    final Rate rate = new Rate();

    long limit;
    boolean pending;
    /** It isn't in the books any more: whoever finds it looks it up again. */
    boolean forgotten;

    private long granted;
    private long returned;
    private long spent;
    private long held;

    /** What nobody had when this node last heard of it; all there can be before it first did. */
    private long left = Long.MAX_VALUE;

    /** What other nodes' shares held then. */
    private long elsewhere;

    long grantedLast;
    long largest;
    long shortAtMillis = Long.MIN_VALUE / 2;
    long recallAtMillis = Long.MIN_VALUE / 2;
    long usedAtMillis;

    /** @param endMillis wall clock */
    Budget(BudgetId id, Account account, String who, Window window, long endMillis, Admissions admissions) {
        this.id = id;
        this.account = account;
        this.who = who;
        this.window = window;
        this.endMillis = endMillis;
        this.line = new Line(parked -> admissions.overBudget(parked.admit(), this));
    }

    long remaining() {
        return granted - returned - spent - held;
    }

    /** What can be had now, as far as known: from here, and from what nobody has. */
    long possible() {
        long remaining = remaining();
        return left > Long.MAX_VALUE - Math.max(0, remaining) ? Long.MAX_VALUE : remaining + left;
    }

    /** Whether running calls and other nodes may give that much back. */
    boolean mayGet(long amount) {
        long possible = possible();
        return pending || amount <= possible || amount - possible <= held + elsewhere;
    }

    long left() {
        return left;
    }

    long elsewhere() {
        return elsewhere;
    }

    boolean idle() {
        return held == 0 && !pending && line.parked.isEmpty();
    }

    void hold(long amount) {
        held += amount;
        largest = Math.max(largest, amount);
    }

    void release(long amount) {
        held -= amount;
    }

    void spend(long amount) {
        spent += amount;
    }

    /** Somebody was charged who held nothing of it. */
    void spendOfRest(long amount) {
        left = left == Long.MAX_VALUE ? left : left - amount;
    }

    /** Takes all that no call holds out of the share. Returns the total of all that was ever returned, or -1 if there was nothing. */
    long giveBack() {
        long back = remaining();
        if (back <= 0) {
            return -1;
        }
        returned += back;
        left = left == Long.MAX_VALUE ? left : left + back;
        return returned;
    }

    /** What the database says of share and budget, after a grant. */
    void told(Outcome.Shared shared) {
        if (granted == 0 && returned == 0 && spent == 0) {
            // This epoch had the share before, and forgot it.
            returned = shared.returned();
            spent = shared.spent();
        }
        granted = shared.granted();
        left = shared.left();
        elsewhere = shared.elsewhere();
    }

    /** Another limit: what is left must be heard again. */
    void limit(long other) {
        limit = other;
        left = Long.MAX_VALUE;
        shortAtMillis = Long.MIN_VALUE / 2;
    }

    GatewayError over(long need, long wallMillis) {
        long there = Math.max(0, Math.min(limit, possible()));
        String text = id.countsRequests()
                ? who + " has a limit of " + limit + " requests" + window.phrase() + ", all of which are used"
                : who + " has a budget of $" + Usd.of(limit) + window.phrase() + ", of which $" + Usd.of(there)
                        + " is left; this request may cost $" + Usd.of(need);
        GatewayError error = GatewayError.of(Fault.ACCOUNT, ErrorCode.PLAN_LIMIT_EXCEEDED, text);
        return endMillis == Long.MAX_VALUE ? error : error.withRetryAfterMillis(endMillis - wallMillis);
    }
}
