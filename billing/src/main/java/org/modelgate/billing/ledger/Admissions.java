package org.modelgate.billing.ledger;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.modelgate.billing.ledger.Account.Parked;
import org.modelgate.billing.pricing.Price;
import org.modelgate.common.bus.messages.Admit;
import org.modelgate.common.bus.messages.Admitted;
import org.modelgate.common.error.ErrorCode;
import org.modelgate.common.error.Fault;
import org.modelgate.common.error.GatewayError;

/**
 * Lets calls in: all limits and the credit, or none. A call that lacks credit which a grant or running calls of its account may
 * still bring waits in line; so parallel calls on the last of an account's credit are served one after the other instead of
 * being refused for what others only reserved.
 */
final class Admissions {
    private static final long TIMEOUT_MAX_MILLIS = 86_400_000;

    private final Books books;
    private final Grants grants;
    private final Watermarks watermarks;
    private final Set<Account> waiting = new HashSet<>();

    Admissions(Books books, Grants grants, Watermarks watermarks) {
        this.books = books;
        this.grants = grants;
        this.watermarks = watermarks;
    }

    void admit(Admit admit, String from, Reply<Admitted> reply) {
        GatewayError closed = closed();
        if (closed != null) {
            reply.failed(closed);
            return;
        }
        Reservation known = books.open.get(admit.callId());
        if (known != null && known.admitted != null && known.settled == null) {
            repeat(known, known.admitted, from, reply);
            return;
        }
        if (known != null || books.recent.containsKey(admit.callId())) {
            reply.failed(GatewayError.invalid("this call's id was used before"));
            return;
        }
        Key key = books.keys.get(admit.principal().keyId());
        if (key == null
                || !key.usable(books.clock.wallMillis())
                || !key.account.name.equals(admit.principal().account())) {
            reply.failed(Ledger.unknownKey());
            return;
        }
        Account account = key.account;
        long now = books.clock.monotonicMillis();
        if (!account.parked.isEmpty() || !tryAdmit(admit, from, reply, key, now)) {
            park(account, new Parked(admit, from, reply, now + waitMillis(admit)));
        }
    }

    private @Nullable GatewayError closed() {
        GatewayError closed = books.closed();
        return closed == null && !grants.valid(books.clock.monotonicMillis()) ? Books.unreachable() : closed;
    }

    private void repeat(Reservation known, Admitted admitted, String from, Reply<Admitted> reply) {
        known.from = from;
        reply.ok(admitted);
        if (known.durable) {
            books.listener.reservationDurable(known.callId, from);
        }
    }

    private long waitMillis(Admit admit) {
        return Math.clamp(admit.timeoutMillis(), 0, books.settings.parkMillis());
    }

    private void park(Account account, Parked parked) {
        if (account.parked.size() >= books.settings.parkedMax()) {
            parked.reply().failed(insufficient(parked.admit(), account));
            return;
        }
        account.parked.add(parked);
        waiting.add(account);
    }

    /** Credit of the account came free: serves those who wait, in order, as far as it goes. */
    void drain(Account account) {
        if (account.draining) {
            return;
        }
        account.draining = true;
        try {
            long now = books.clock.monotonicMillis();
            while (!account.parked.isEmpty()) {
                Parked head = account.parked.element();
                if (!retry(head, now)) {
                    return;
                }
                account.parked.remove();
            }
            waiting.remove(account);
        } finally {
            account.draining = false;
        }
    }

    private boolean retry(Parked head, long now) {
        GatewayError closed = closed();
        if (closed != null) {
            head.reply().failed(closed);
            return true;
        }
        Reservation known = books.open.get(head.admit().callId());
        if (known != null && known.admitted != null) {
            // The same question waited twice, and the first of them was served meanwhile.
            repeat(known, known.admitted, head.from(), head.reply());
            return true;
        }
        Key key = books.keys.get(head.admit().principal().keyId());
        if (key == null) {
            head.reply().failed(Ledger.unknownKey());
            return true;
        }
        return tryAdmit(head.admit(), head.from(), head.reply(), key, now);
    }

    void expire(long now) {
        for (Account account : List.copyOf(waiting)) {
            account.parked.removeIf(parked -> {
                if (now < parked.untilMillis()) {
                    return false;
                }
                parked.reply().failed(books.away ? Books.unreachable() : insufficient(parked.admit(), account));
                return true;
            });
            // An expired head may have stood before others that fit.
            drain(account);
        }
    }

    void failAll(GatewayError error) {
        for (Account account : List.copyOf(waiting)) {
            while (!account.parked.isEmpty()) {
                account.parked.remove().reply().failed(error);
            }
        }
        waiting.clear();
    }

    /** Answers and returns true, or returns false if the call should wait for credit. */
    private boolean tryAdmit(Admit admit, String from, Reply<Admitted> reply, Key key, long now) {
        Account account = key.account;
        GatewayError refusal = refusal(admit, key);
        if (refusal != null) {
            reply.failed(refusal);
            return true;
        }
        try {
            return admitPriced(admit, from, reply, key, now);
        } catch (ArithmeticException e) {
            // More tokens than money can count.
            reply.failed(insufficient(admit, account));
            return true;
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

    private boolean admitPriced(Admit admit, String from, Reply<Admitted> reply, Key key, long now) {
        Account account = key.account;
        int period = books.clock.period(books.clock.wallMillis());
        Quote quote = quote(admit, account);
        long output = quote.wantedOutput();
        long need = quote.need(output);
        long budget = Math.min(key.scope.budgetLeft(period), account.plan.budgetLeft(period));
        if (need > budget) {
            output = quote.clamped(budget);
            need = quote.need(output);
        }
        if (need > budget) {
            reply.failed(overBudget(key, account, need, period));
            return true;
        }
        if (need > account.remaining()) {
            if (ask(quote, account, need, now)) {
                return false;
            }
            output = Math.min(output, quote.clamped(account.remaining()));
            need = quote.need(output);
        }
        if (need > account.remaining()) {
            if (account.mayGet(need)) {
                return false;
            }
            reply.failed(books.away ? Books.unreachable() : insufficient(admit, account));
            return true;
        }
        long tokens = Math.addExact(admit.inputTokensMax(), Math.multiplyExact(output, admit.choices()));
        GatewayError limited = key.scope.refusal(tokens, now);
        limited = limited == null ? account.plan.refusal(tokens, now) : limited;
        if (limited != null) {
            reply.failed(limited);
        } else {
            reserve(admit, from, reply, key, quote.prices(), output, need, tokens, now);
        }
        return true;
    }

    private boolean ask(Quote quote, Account account, long need, long now) {
        long least = quote.need(quote.leastOutput()) - account.remaining();
        return grants.ask(account, Math.max(1, Math.min(least, need)), need - account.remaining(), now);
    }

    private GatewayError overBudget(Key key, Account account, long need, int period) {
        long next = books.clock.millisToNextPeriod(books.clock.wallMillis());
        Scope scope = need > key.scope.budgetLeft(period) ? key.scope : account.plan;
        return scope.overBudget(need, period, next);
    }

    private GatewayError insufficient(Admit admit, Account account) {
        return quote(admit, account).insufficient(account.remaining(), account.reserved());
    }

    private Quote quote(Admit admit, Account account) {
        return new Quote(
                admit,
                books.prices.current(admit.models()),
                account.plan.limits().defaultOutputTokens(),
                books.settings);
    }

    private void reserve(
            Admit admit,
            String from,
            Reply<Admitted> reply,
            Key key,
            List<Price> prices,
            long output,
            long need,
            long tokens,
            long now) {
        Account account = key.account;
        // A free call may have no credit to spend, yet its records need a lease.
        Lease lease = grants.opened(account);
        long lifetime = Math.clamp(admit.timeoutMillis(), 0, TIMEOUT_MAX_MILLIS) + books.settings.graceMillis();
        lease.reserve(need);
        Reservation reservation =
                new Reservation(admit.callId(), account, key, lease, lease.id, need, prices, now + lifetime);
        reservation.keyTokens = key.scope.take(tokens, need, now);
        reservation.planTokens = account.plan.take(tokens, need, now);
        reservation.counted = true;
        reservation.from = from;
        account.openNano += need;
        books.open.put(admit.callId(), reservation);
        watermarks.reserved(admit.callId());
        long wall = books.clock.wallMillis();
        books.journal.append(new LedgerRecord.Reserve(
                admit.callId(),
                lease.id,
                account.org,
                key.row.id(),
                reservation.price().version(),
                reservation.fallbackPrices(),
                need,
                wall,
                wall + lifetime));
        Admitted admitted = new Admitted(output, need, figures(key, now));
        reservation.admitted = admitted;
        reply.ok(admitted);
        grants.reserved(account, need);
    }

    private static Map<String, Long> figures(Key key, long now) {
        Map<String, Long> figures = new HashMap<>();
        key.scope.describe(figures, now);
        key.account.plan.describe(figures, now);
        return figures.isEmpty() ? Map.of() : Map.copyOf(figures);
    }
}
