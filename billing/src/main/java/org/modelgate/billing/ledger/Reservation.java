package org.modelgate.billing.ledger;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.modelgate.billing.pricing.Price;
import org.modelgate.common.bus.messages.Admitted;
import org.modelgate.common.bus.messages.Settled;
import org.modelgate.common.inference.Usage;

/** Credit set aside for one call, from admission until its resolution is durable. */
final class Reservation {
    /** A call's repeated settlements that wait for the same commit; further ones are refused. */
    static final int WAITERS_MAX = 8;

    final UUID callId;
    final Account account;
    final @Nullable Key key;

    /** The lease of this epoch, or null if the reservation was adopted from an earlier one. */
    final @Nullable Lease lease;

    final UUID leaseId;
    long nano;
    /** Of each model that may answer; the one that was asked for first. */
    final List<Price> prices;

    final long deadlineMillis;

    /** Who asked, and what the answer was; null if adopted. */
    @Nullable String from;

    @Nullable Admitted admitted;

    /** What the rate limits gave, as long as it is counted there. */
    long inputTokens;

    long outputTokens;
    boolean counted;
    /** What it holds of, as much as its credit. */
    List<Budget> budgets = List.of();

    /** The same of one that was adopted, whose shares are nobody's any more. */
    List<BudgetId> adoptedBudgets = List.of();

    /** When it was let in, by the wall clock; its charge counts in the periods of then. */
    long atMillis;

    /** Whose it is, for reports. */
    @Nullable String user;

    @Nullable String session;

    boolean durable;

    /** Another lease has reserved for this call before. */
    boolean foreign;

    int progressCount;

    @Nullable Usage progress;

    /** Of the model that made the progress. */
    Price progressPrice;

    /** Set once the resolution is on its way to the disk. */
    @Nullable Settled settled;

    long charged;
    final List<Reply<Settled>> waiters = new ArrayList<>(1);

    /** @param deadlineMillis monotonic */
    Reservation(
            UUID callId,
            Account account,
            @Nullable Key key,
            @Nullable Lease lease,
            UUID leaseId,
            long nano,
            List<Price> prices,
            long deadlineMillis) {
        this.callId = callId;
        this.account = account;
        this.key = key;
        this.lease = lease;
        this.leaseId = leaseId;
        this.nano = nano;
        this.prices = prices;
        this.deadlineMillis = deadlineMillis;
        this.progressPrice = prices.getFirst();
    }

    /** The rate limits gave that much. */
    void counted(long in, long out) {
        inputTokens = in;
        outputTokens = out;
        counted = true;
    }

    boolean ratesMatter() {
        return account.plan.limits().limitsRates()
                || (key != null && key.scope.limits().limitsRates());
    }

    List<BudgetId> budgetIds() {
        return budgets.isEmpty()
                ? adoptedBudgets
                : budgets.stream().map(budget -> budget.id).toList();
    }

    /** Holds that much more from now on. */
    void raise(long extra) {
        if (lease == null) {
            throw new IllegalStateException("an adopted reservation can't grow");
        }
        lease.reserve(extra);
        nano += extra;
        account.openNano += extra;
        for (Budget budget : budgets) {
            if (!budget.id.countsRequests()) {
                budget.hold(extra);
            }
        }
    }

    /** Of the model that was asked for. */
    Price price() {
        return prices.getFirst();
    }

    /** Of the model that answered; one that wasn't admitted costs what the one that was asked for does. */
    Price price(String model) {
        for (Price price : prices) {
            if (price.model().equals(model)) {
                return price;
            }
        }
        return price();
    }

    /** Versions of the prices of the models that were not asked for. */
    List<Integer> fallbackPrices() {
        return prices.size() == 1
                ? List.of()
                : prices.stream().skip(1).map(Price::version).toList();
    }

    long keyId() {
        return key == null ? 0 : key.row.id();
    }
}
