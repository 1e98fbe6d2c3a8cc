package org.modelgate.billing.ledger;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.modelgate.billing.ledger.Line.Parked;
import org.modelgate.common.bus.messages.Admit;
import org.modelgate.common.bus.messages.Admitted;
import org.modelgate.common.error.GatewayError;

/**
 * Lets calls in. One that lacks credit or budget which a grant or running calls may still bring waits in line; so parallel calls on
 * the last of an account's credit are served one after the other instead of being refused for what others only reserved.
 */
final class Admissions {
    private final Books books;
    private final Grants grants;
    private final Budgets budgets;
    private final BudgetFinder finder;
    private final Gate gate;
    private final Takings takings;
    private final Set<Line> waiting = new HashSet<>();

    Admissions(Books books, Grants grants, Watermarks watermarks) {
        this.books = books;
        this.grants = grants;
        this.budgets = new Budgets(books, grants, this);
        grants.attach(budgets);
        this.finder = new BudgetFinder(books.clock, budgets);
        this.gate = new Gate(books, grants, budgets, finder, watermarks);
        this.takings = new Takings(books);
    }

    Budgets budgets() {
        return budgets;
    }

    BudgetFinder finder() {
        return finder;
    }

    Takings takings() {
        return takings;
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
        Key key = books.caller(admit.principal());
        if (key == null) {
            reply.failed(Ledger.unknownKey());
            return;
        }
        long now = books.clock.monotonicMillis();
        Parked call = new Parked(admit, from, reply, now + waitMillis(admit));
        Line line = decide(call, key, null, now);
        if (line != null) {
            park(line, call);
        }
    }

    private @Nullable Line decide(Parked call, Key key, @Nullable Line at, long now) {
        return takings.known(key) ? gate.decide(call, key, at, now) : key.account.unknown;
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

    private void park(Line line, Parked parked) {
        if (line.parked.size() >= books.settings.parkedMax()) {
            parked.reply().failed(line.refusal.apply(parked));
            return;
        }
        line.parked.add(parked);
        waiting.add(line);
    }

    GatewayError insufficient(Admit admit, Account account) {
        return books.away ? Books.unreachable() : gate.insufficient(admit, account);
    }

    GatewayError overBudget(Admit admit, Budget budget) {
        return gate.over(budget, gate.least(admit, budget.account));
    }

    /** What a line waits for came free: serves those who stand there, in order, as far as it goes. */
    void drain(Line line) {
        if (line.draining || line.parked.isEmpty()) {
            return;
        }
        line.draining = true;
        try {
            long now = books.clock.monotonicMillis();
            while (!line.parked.isEmpty()) {
                Parked head = line.parked.element();
                Line next = retry(head, line, now);
                if (next == line) {
                    return;
                }
                line.parked.remove();
                if (next != null) {
                    park(next, head);
                }
            }
            waiting.remove(line);
        } finally {
            line.draining = false;
        }
    }

    private @Nullable Line retry(Parked head, Line at, long now) {
        GatewayError closed = closed();
        if (closed != null) {
            head.reply().failed(closed);
            return null;
        }
        Reservation known = books.open.get(head.admit().callId());
        if (known != null && known.admitted != null) {
            // The same question waited twice, and the first of them was served meanwhile.
            repeat(known, known.admitted, head.from(), head.reply());
            return null;
        }
        Key key = books.keys.get(head.admit().principal().keyId());
        if (key == null) {
            head.reply().failed(Ledger.unknownKey());
            return null;
        }
        return decide(head, key, at, now);
    }

    /** Credit and budgets of a call came free. */
    void released(Account account, List<Budget> budgets) {
        drain(account.line);
        for (int i = 0; i < budgets.size(); i++) {
            drain(budgets.get(i).line);
        }
    }

    void expire(long now) {
        for (Line line : List.copyOf(waiting)) {
            line.parked.removeIf(parked -> {
                if (now < parked.untilMillis()) {
                    return false;
                }
                parked.reply().failed(line.refusal.apply(parked));
                return true;
            });
            // An expired head may have stood before others that fit.
            drain(line);
            if (line.parked.isEmpty()) {
                waiting.remove(line);
            }
        }
    }

    void failAll(GatewayError error) {
        for (Line line : List.copyOf(waiting)) {
            while (!line.parked.isEmpty()) {
                line.parked.remove().reply().failed(error);
            }
        }
        waiting.clear();
    }
}
