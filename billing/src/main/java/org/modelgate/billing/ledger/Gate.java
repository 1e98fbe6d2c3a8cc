package org.modelgate.billing.ledger;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.modelgate.billing.ledger.Line.Parked;
import org.modelgate.common.bus.messages.Admit;
import org.modelgate.common.bus.messages.Admitted;
import org.modelgate.common.error.ErrorCode;
import org.modelgate.common.error.Fault;
import org.modelgate.common.error.GatewayError;

/** Decides on one call: takes all limits, budgets and the credit, or none of them, or says what to wait for. */
final class Gate {
    private static final long TIMEOUT_MAX_MILLIS = 86_400_000;

    private final Books books;
    private final Grants grants;
    private final Budgets budgets;
    private final BudgetFinder finder;
    private final Watermarks watermarks;

    Gate(Books books, Grants grants, Budgets budgets, BudgetFinder finder, Watermarks watermarks) {
        this.books = books;
        this.grants = grants;
        this.budgets = budgets;
        this.finder = finder;
        this.watermarks = watermarks;
    }

    /**
     * Answers and returns null, or returns the line in which the call should wait.
     *
     * @param at the line that it stands at the head of
     */
    @Nullable Line decide(Parked call, Key key, @Nullable Line at, long now) {
        GatewayError refusal = refusal(call.admit(), key);
        if (refusal != null) {
            call.reply().failed(refusal);
            return null;
        }
        if (at != key.account.line && !key.account.line.parked.isEmpty()) {
            return key.account.line;
        }
        try {
            return priced(call, key, at, now);
        } catch (ArithmeticException e) {
            // More tokens than money can count.
            call.reply().failed(insufficient(call.admit(), key.account));
            return null;
        }
    }

    private @Nullable GatewayError refusal(Admit admit, Key key) {
        for (String model : admit.models()) {
            if (books.prices.current(model) == null) {
                return GatewayError.of(
                        Fault.CLIENT, ErrorCode.MODEL_NOT_FOUND, "the model " + model + " does not exist");
            }
        }
        for (String model : admit.models()) {
            if (!key.scope.limits().allows(model) || !key.account.plan.limits().allows(model)) {
                return GatewayError.of(Fault.ACCOUNT, ErrorCode.FORBIDDEN, "this key may not use the model " + model);
            }
        }
        if (admit.inputTokensMax() < 0 || admit.choices() < 1) {
            return GatewayError.internal("a call of " + admit.inputTokensMax() + " tokens and " + admit.choices()
                    + " choices can't be admitted");
        }
        return null;
    }

    private @Nullable Line priced(Parked call, Key key, @Nullable Line at, long now) {
        Account account = key.account;
        Quote quote = quote(call.admit(), account);
        List<Budget> its = finder.of(key, call.admit(), books.clock.wallMillis());
        if (its == null) {
            call.reply().failed(GatewayError.unavailable("too many budgets are in use"));
            return null;
        }
        long output = quote.wantedOutput();
        long need = quote.need(output);
        long budget = possible(its);
        if (need > budget) {
            output = quote.clamped(budget);
            need = quote.need(output);
        }
        if (!its.isEmpty()) {
            GatewayError over = over(its, need);
            if (over != null) {
                call.reply().failed(over);
                return null;
            }
            Line wait = lacking(its, need, at);
            if (wait != null) {
                return wait;
            }
        }
        if (need > account.remaining()) {
            if (ask(quote, account, need, now)) {
                return account.line;
            }
            output = Math.min(output, quote.clamped(account.remaining()));
            need = quote.need(output);
        }
        if (need > account.remaining()) {
            if (account.mayGet(need)) {
                return account.line;
            }
            call.reply().failed(books.away ? Books.unreachable() : insufficient(call.admit(), account));
            return null;
        }
        limited(call, key, its, quote, output, need, now);
        return null;
    }

    private void limited(Parked call, Key key, List<Budget> its, Quote quote, long output, long need, long now) {
        long in = call.admit().inputTokensMax();
        long out = Math.multiplyExact(output, call.admit().choices());
        // Their sum must be countable, too.
        Math.addExact(in, out);
        GatewayError limited = Scope.longer(key.scope.refusal(in, out, now), key.account.plan.refusal(in, out, now));
        if (limited != null) {
            call.reply().failed(limited);
        } else {
            reserve(call, key, its, quote, output, need, out, now);
        }
    }

    /** What all budgets together let a call have at most. */
    private static long possible(List<Budget> its) {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < its.size(); i++) {
            if (!its.get(i).id.countsRequests()) {
                least = Math.min(least, its.get(i).possible());
            }
        }
        return least;
    }

    /** Why the budgets can't have that call in this period; of several the one that lasts longest. */
    @Nullable GatewayError over(List<Budget> its, long need) {
        GatewayError over = null;
        for (int i = 0; i < its.size(); i++) {
            Budget budget = its.get(i);
            if (!budget.mayGet(budget.id.held(need))) {
                over = Scope.longer(over, over(budget, need));
            }
        }
        return over;
    }

    GatewayError over(Budget budget, long need) {
        if (!books.away && !budget.id.countsRequests()) {
            books.listener.overBudget(budget.id);
        }
        return books.away ? Books.unreachable() : budget.over(need, books.clock.wallMillis());
    }

    /** The line of a budget of which this node's share isn't enough yet; more is asked for. */
    private @Nullable Line lacking(List<Budget> its, long need, @Nullable Line at) {
        Line wait = null;
        for (int i = 0; i < its.size(); i++) {
            Budget budget = its.get(i);
            long amount = budget.id.held(need);
            if (amount > budget.remaining()) {
                if (amount <= budget.possible() || budget.elsewhere() > 0) {
                    budgets.ask(budget, amount - Math.max(0, budget.remaining()));
                }
                wait = wait == null ? budget.line : wait;
            } else if (at != budget.line && !budget.line.parked.isEmpty()) {
                wait = wait == null ? budget.line : wait;
            }
        }
        return wait;
    }

    private boolean ask(Quote quote, Account account, long need, long now) {
        long least = quote.need(quote.leastOutput()) - account.remaining();
        return grants.ask(account, Math.max(1, Math.min(least, need)), need - account.remaining(), now);
    }

    GatewayError insufficient(Admit admit, Account account) {
        books.listener.lacked(account.org);
        long available = account.remaining() + Math.max(0, account.availableNano);
        return quote(admit, account).insufficient(available, account.reserved());
    }

    /** What a call needs at least; more than money can count is all there is. */
    long least(Admit admit, Account account) {
        Quote quote = quote(admit, account);
        try {
            return quote.need(quote.leastOutput());
        } catch (ArithmeticException e) {
            return Long.MAX_VALUE;
        }
    }

    private Quote quote(Admit admit, Account account) {
        return new Quote(
                admit,
                books.prices.current(admit.models()),
                account.plan.limits().defaultOutputTokens(),
                books.settings);
    }

    private void reserve(
            Parked call, Key key, List<Budget> its, Quote quote, long output, long need, long out, long now) {
        Admit admit = call.admit();
        Account account = key.account;
        // A free call may have no credit to spend, yet its records need a lease.
        Lease lease = grants.opened(account);
        long lifetime = Math.clamp(admit.timeoutMillis(), 0, TIMEOUT_MAX_MILLIS) + books.settings.graceMillis();
        long wall = books.clock.wallMillis();
        lease.reserve(need);
        Reservation reservation =
                new Reservation(admit.callId(), account, key, lease, lease.id, need, quote.prices(), now + lifetime);
        reservation.atMillis = wall;
        reservation.counted(admit.inputTokensMax(), out);
        reservation.budgets = its;
        key.scope.take(admit.inputTokensMax(), out, now);
        account.plan.take(admit.inputTokensMax(), out, now);
        budgets.hold(its, need);
        reservation.from = call.from();
        reservation.user = admit.endUser();
        reservation.session = admit.session();
        account.openNano += need;
        books.open.put(admit.callId(), reservation);
        watermarks.reserved(admit.callId());
        books.journal.append(record(reservation, wall + lifetime));
        Admitted admitted = new Admitted(output, need, Counts.figures(key, now));
        reservation.admitted = admitted;
        call.reply().ok(admitted);
        grants.reserved(account, need);
    }

    /** Tokens are recorded where another node may have to know of them. */
    private LedgerRecord.Reserve record(Reservation r, long deadlineMillis) {
        boolean told = books.settings.escrow().shared() && r.ratesMatter();
        return new LedgerRecord.Reserve(
                r.callId,
                r.leaseId,
                r.account.org,
                r.keyId(),
                r.price().version(),
                r.fallbackPrices(),
                r.nano,
                r.atMillis,
                deadlineMillis,
                r.budgetIds(),
                told ? r.inputTokens : Limits.NONE,
                told ? r.outputTokens : Limits.NONE,
                r.user,
                r.session);
    }
}
