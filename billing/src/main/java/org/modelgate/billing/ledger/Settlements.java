package org.modelgate.billing.ledger;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.modelgate.billing.ledger.LedgerRecord.Attempt;
import org.modelgate.billing.ledger.LedgerRecord.Facts;
import org.modelgate.billing.ledger.LedgerRecord.Kind;
import org.modelgate.billing.pricing.Costs;
import org.modelgate.billing.pricing.Price;
import org.modelgate.common.bus.messages.Progress;
import org.modelgate.common.bus.messages.Settle;
import org.modelgate.common.bus.messages.Settled;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.inference.Usage;
import org.modelgate.common.inference.UsageSource;

/** Ends reservations: once each, at most for what they held, by the price they were admitted with. */
final class Settlements {
    private final Books books;
    private final Admissions admissions;
    private final Grants grants;
    private final TopUps topUps;
    private final LostCalls lost;

    Settlements(Books books, Admissions admissions, Grants grants, Watermarks watermarks) {
        this.books = books;
        this.admissions = admissions;
        this.grants = grants;
        this.topUps = new TopUps(books, grants, admissions.budgets());
        this.lost = new LostCalls(books, this, grants, watermarks);
    }

    LostCalls lost() {
        return lost;
    }

    void settle(Settle settle, Reply<Settled> reply) {
        if (books.fenced) {
            // Whoever took over decides; what is remembered here may have come too late.
            reply.failed(Books.replaced());
            return;
        }
        Settled earlier = books.recent.get(settle.callId());
        if (earlier != null) {
            reply.ok(earlier);
            return;
        }
        Reservation reservation = books.open.get(settle.callId());
        if (reservation == null) {
            lost.find(settle, reply);
            return;
        }
        wait(reservation.waiters, reply);
        if (reservation.settled == null) {
            Usage usage = settle.usage();
            Price price = reservation.price(settle.model());
            resolve(
                    reservation,
                    usage == null ? Kind.VOIDED : Kind.SETTLED,
                    price,
                    facts(settle, usage == null ? Usage.NONE : usage, price, books.costs));
        }
    }

    /** The router says that a call of another node is over: it holds no slot here, whoever charges it. */
    void over(UUID callId) {
        admissions.takings().over(callId);
    }

    static void wait(List<Reply<Settled>> waiters, Reply<Settled> reply) {
        if (waiters.size() >= Reservation.WAITERS_MAX) {
            reply.failed(GatewayError.unavailable("this call's settlement is on its way to the disk"));
        } else {
            waiters.add(reply);
        }
    }

    static Facts facts(Settle settle, Usage usage, Price price, Costs costs) {
        List<Attempt> attempts = Attempts.of(settle, usage, price, costs);
        return new Facts(
                usage,
                settle.source(),
                settle.provider(),
                settle.providerModel(),
                settle.outcome(),
                settle.requestMillis(),
                settle.firstByteMillis(),
                attempts,
                settle.user(),
                settle.session());
    }

    static long cost(Price price, Usage usage, long otherwise) {
        try {
            return price.cost(usage);
        } catch (ArithmeticException e) {
            return otherwise;
        }
    }

    void resolve(Reservation r, Kind kind, Price price, Facts facts) {
        long cost = kind == Kind.VOIDED ? 0 : cost(price, facts.usage(), -1);
        long charge = cost < 0 ? r.nano : Math.min(cost, r.nano);
        if (charge != cost) {
            books.listener.overran(r.callId, cost, r.nano);
        }
        long tokens = kind == Kind.VOIDED ? 0 : saturated(facts.usage());
        long wall = books.clock.wallMillis();
        int period = books.clock.period(r.atMillis);
        r.settled = new Settled(charge, tokens);
        r.charged = charge;
        List<BudgetId> others = admissions.finder().notHeld(r);
        release(r, kind, facts.usage());
        others.forEach(id -> admissions.budgets().spentOfRest(id, id.used(kind, charge)));
        books.journal.append(new LedgerRecord.Resolve(
                r.callId,
                r.leaseId,
                r.lease == null,
                r.account.org,
                r.keyId(),
                kind,
                price.version(),
                r.nano,
                charge,
                period,
                facts,
                wall,
                r.budgetIds(),
                others));
        // Later reservations may use what this one gives back at once: the journal keeps the order, so no crash can
        // keep
        // theirs and lose this.
        admissions.released(r.account, r.budgets);
        grants.released(r.account);
    }

    private static long saturated(Usage usage) {
        return sum(input(usage), usage.output());
    }

    private static long input(Usage usage) {
        return sum(sum(sum(usage.input(), usage.cacheRead()), usage.cacheWrite5m()), usage.cacheWrite1h());
    }

    private static long sum(long a, long b) {
        return a + b < 0 ? Long.MAX_VALUE : a + b;
    }

    private void release(Reservation r, Kind kind, Usage usage) {
        long now = books.clock.monotonicMillis();
        if (r.lease != null) {
            r.lease.settle(r.nano, r.charged);
            r.account.rate.add(r.charged, now);
        }
        if (r.counted && r.key != null) {
            r.counted = false;
            long in = kind == Kind.VOIDED ? 0 : input(usage);
            long out = kind == Kind.VOIDED ? 0 : usage.output();
            r.key.scope.release(r.inputTokens, r.outputTokens, in, out, now);
            r.account.plan.release(r.inputTokens, r.outputTokens, in, out, now);
        }
        for (Budget budget : r.budgets) {
            budget.release(budget.id.held(r.nano));
            long used = budget.id.used(kind, r.charged);
            budget.spend(used);
            budget.rate.add(used, now);
        }
        admissions.takings().over(r.callId);
    }

    void progress(Progress progress) {
        Reservation r = books.open.get(progress.callId());
        if (r != null && r.settled == null && !books.failing) {
            r.progress = progress.usage();
            r.progressPrice = r.price(progress.model());
            books.journal.append(new LedgerRecord.Advance(
                    r.callId,
                    ++r.progressCount,
                    progress.usage(),
                    r.progressPrice.version(),
                    books.clock.wallMillis()));
            topUps.running(r, cost(r.progressPrice, r.progress, Long.MAX_VALUE));
        }
    }

    /** Resolves what nobody settled in time: by what was last seen of it, else for nothing. */
    void recoverOverdue(long nowMillis) {
        List<Reservation> overdue = new ArrayList<>();
        for (Reservation r : books.open.values()) {
            if (r.settled == null && nowMillis >= r.deadlineMillis) {
                overdue.add(r);
            }
        }
        for (Reservation r : overdue) {
            Usage seen = r.progress;
            Facts facts = new Facts(
                    seen == null ? Usage.NONE : seen,
                    UsageSource.PROVIDER_RUNNING,
                    null,
                    null,
                    "interrupted",
                    -1,
                    -1,
                    List.of(),
                    r.user,
                    r.session);
            resolve(r, seen == null ? Kind.VOIDED : Kind.RECOVERED, r.progressPrice, facts);
        }
    }

    void resolved(LedgerRecord.Resolve record, Outcome outcome) {
        Reservation r = books.open.get(record.callId());
        Settled settled = r == null ? null : r.settled;
        if (r == null || settled == null) {
            return;
        }
        switch (outcome) {
            case Outcome.Done done -> {
                r.account.postedNano += r.charged;
                if (r.lease == null) {
                    r.account.availableNano += r.nano - r.charged;
                }
                finish(r, settled);
            }
            case Outcome.Moved moved -> throw new IllegalStateException("a resolution moves nothing: " + moved);
            case Outcome.Shared shared -> throw new IllegalStateException("a resolution shares nothing: " + shared);
            case Outcome.Alive alive -> throw new IllegalStateException("a resolution is no sign of life: " + alive);
            case Outcome.Away away -> {
                uncharge(r, record);
                reopen(r);
                answer(r.waiters, waiter -> waiter.failed(Books.unreachable()));
            }
            case Outcome.AlreadyResolved other -> {
                uncharge(r, record);
                finish(r, new Settled(other.nano(), other.tokens()));
            }
            case Outcome.Fenced fenced -> {
                uncharge(r, record);
                books.listener.late(r.callId, "its lease was fenced");
                forget(r);
                answer(r.waiters, waiter -> waiter.failed(Books.replaced()));
            }
            case Outcome.Rejected rejected -> {
                uncharge(r, record);
                if (r.foreign) {
                    // The next try finds who holds it.
                    forget(r);
                } else {
                    reopen(r);
                }
                GatewayError error = r.foreign
                        ? GatewayError.unavailable("the call is another node's")
                        : GatewayError.internal("the settlement could not be recorded");
                answer(r.waiters, waiter -> waiter.failed(error));
            }
        }
    }

    /** Somebody else had charged for the call before: what was charged here can be spent again. */
    void corrected(LedgerRecord.Resolve record, Outcome outcome) {
        Account account = books.account(record.org());
        books.listener.late(record.callId(), "told while the database was away, which then said: " + outcome);
        if (outcome instanceof Outcome.AlreadyResolved other) {
            books.recent.put(record.callId(), new Settled(other.nano(), other.tokens()));
        } else {
            books.recent.remove(record.callId());
        }
        if (account.lease != null && account.lease.id.equals(record.lease())) {
            account.lease.unsettle(0, record.nano());
        }
        for (BudgetId id : record.budgets()) {
            admissions.budgets().unspend(id, id.used(record.kind(), record.nano()));
        }
    }

    private static void uncharge(Reservation r, LedgerRecord.Resolve record) {
        if (r.lease != null) {
            r.lease.unsettle(r.nano, r.charged);
            r.lease.settle(r.nano, 0);
        }
        for (Budget budget : r.budgets) {
            budget.spend(-budget.id.used(record.kind(), r.charged));
        }
    }

    private static void reopen(Reservation r) {
        if (r.lease != null) {
            r.lease.unsettle(r.nano, 0);
        }
        for (Budget budget : r.budgets) {
            budget.hold(budget.id.held(r.nano));
        }
        r.settled = null;
        r.charged = 0;
    }

    private void forget(Reservation r) {
        books.open.remove(r.callId);
        r.account.openNano -= r.nano;
    }

    private void finish(Reservation r, Settled settled) {
        forget(r);
        books.recent.put(r.callId, settled);
        answer(r.waiters, waiter -> waiter.ok(settled));
        if (r.lease == null) {
            admissions.drain(r.account.line);
        }
    }

    static void answer(List<Reply<Settled>> waiters, Consumer<Reply<Settled>> how) {
        List<Reply<Settled>> all = List.copyOf(waiters);
        waiters.clear();
        all.forEach(how);
    }
}
