package org.modelgate.billing.ledger;

import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.modelgate.billing.limit.BudgetRule;
import org.modelgate.common.error.GatewayError;

/** Who may spend: accounts and keys, from the start and as operators change them, and what is paid in. */
final class Register {
    /** Payments that wait for the disk at once. */
    private static final int PAYMENTS_MAX = 1_000;

    static final Reply<Paid> NOBODY = new Reply<>() {
        @Override
        public void ok(Paid answer) {}

        @Override
        public void failed(GatewayError error) {}
    };

    private final Books books;
    private final Admissions admissions;
    private final Map<String, Limits> plans;
    private final Map<UUID, Reply<Paid>> payments = new HashMap<>();

    Register(Books books, Admissions admissions, Map<String, Limits> plans) {
        this.books = books;
        this.admissions = admissions;
        this.plans = plans;
    }

    private Limits plan(@Nullable String name) {
        Limits plan = name == null ? null : plans.get(name);
        return plan == null ? Limits.UNLIMITED : plan;
    }

    /** A new account, or one whose plan or funds somebody changed. */
    void enter(Recovered.Org row) {
        long now = books.clock.monotonicMillis();
        Account known = books.accountsByOrg.get(row.id());
        if (known == null) {
            Scope plan = new Scope("this account's plan", BudgetRule.Whose.ACCOUNT, plan(row.plan()), now);
            plan.divide(books.regions, now);
            Account account = new Account(row, plan, admissions);
            books.accounts.put(row.name(), account);
            books.accountsByOrg.put(row.id(), account);
        } else {
            change(known.plan, plan(row.plan()), now);
            known.fundedNano = row.fundedNano();
            known.availableNano = row.availableNano();
            known.overdraftNano = row.overdraftNano();
        }
    }

    /** A new key, or one that somebody changed. */
    void enter(Recovered.Key row) {
        long now = books.clock.monotonicMillis();
        Key known = books.keysById.get(row.id());
        if (known == null) {
            Scope scope = new Scope("this key", BudgetRule.Whose.KEY, row.limits(), now);
            scope.divide(books.regions, now);
            Key key = new Key(row, books.account(row.org()), scope);
            books.keys.put(row.name(), key);
            books.keysById.put(row.id(), key);
        } else {
            known.row = row;
            change(known.scope, row.limits(), now);
        }
    }

    private void change(Scope scope, Limits limits, long now) {
        if (!limits.equals(scope.limits())) {
            scope.change(limits, now);
            admissions.budgets().limitsChanged();
        }
    }

    void pay(String accountName, long nano, String reference, String actor, Reply<Paid> reply) {
        if (nano <= 0) {
            reply.failed(GatewayError.internal("no payment of " + nano));
        } else {
            move(accountName, nano, reference, actor, reply);
        }
    }

    void takeBack(String accountName, long nano, String reference, String actor, Reply<Paid> reply) {
        Account account = books.accounts.get(accountName);
        long back = account == null ? 0 : Math.min(nano, account.availableNano);
        if (back <= 0) {
            reply.ok(new Paid(true));
        } else {
            move(accountName, -back, reference, actor, reply);
        }
    }

    private void move(String accountName, long nano, String reference, String actor, Reply<Paid> reply) {
        Account account = books.accounts.get(accountName);
        GatewayError closed = books.closed();
        if (account == null) {
            reply.failed(GatewayError.internal("no payment for the unknown account " + accountName));
        } else if (closed != null) {
            reply.failed(closed);
        } else if (payments.size() >= PAYMENTS_MAX) {
            reply.failed(GatewayError.unavailable("too many payments at the moment"));
        } else {
            UUID tx = books.ids.get();
            payments.put(tx, reply);
            books.journal.append(new LedgerRecord.TopUp(tx, account.org, nano, reference, actor));
        }
    }

    /** Returns whether the account has more than before. */
    boolean paid(LedgerRecord.TopUp record, Outcome outcome) {
        Account account = books.account(record.org());
        Reply<Paid> reply = payments.remove(record.tx());
        if (outcome instanceof Outcome.Moved moved) {
            account.availableNano = moved.available();
            account.fundedNano += moved.moved();
            if (reply != null) {
                reply.ok(new Paid(moved.moved() == 0));
            }
            return true;
        }
        if (reply != null) {
            reply.failed(GatewayError.unavailable("the payment could not be posted"));
        }
        return false;
    }
}
