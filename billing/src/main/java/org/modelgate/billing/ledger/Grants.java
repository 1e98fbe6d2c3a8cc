package org.modelgate.billing.ledger;

import static java.util.Objects.requireNonNull;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Moves credit between wallets and this node's leases. Where the node isn't alone it takes what the account is likely to need here,
 * returns what lies idle or what others lack, and holds nothing of a small wallet beyond running calls.
 */
final class Grants {
    private static final int TIMES_RATE = 4;
    private static final int TIMES_LARGEST = 8;

    private static final long IDLE_SCAN_MILLIS = 1_000;
    private static final long RECALL_PAUSE_MILLIS = 300;

    private final Books books;
    private final Escrow escrow;
    private final Set<Account> unsure = new HashSet<>();
    private @Nullable Budgets budgets;
    private final Heartbeat heartbeat;
    private long scannedMillis;

    Grants(Books books) {
        this.books = books;
        this.escrow = books.settings.escrow();
        this.heartbeat = new Heartbeat(books);
        this.scannedMillis = books.clock.monotonicMillis();
    }

    /** Budgets ask by grants' leases. */
    void attach(Budgets its) {
        budgets = its;
    }

    void reachedAt(String own) {
        heartbeat.reachedAt(own);
    }

    boolean valid(long nowMillis) {
        return heartbeat.valid(nowMillis);
    }

    /**
     * Asks for credit, if there is any hope.
     *
     * @param missing what is lacking at least
     * @param wanted what would do
     * @return whether an answer is on its way
     */
    boolean ask(Account account, long missing, long wanted, long nowMillis) {
        if (account.grantPending) {
            return true;
        }
        if (books.fenced) {
            return false;
        }
        if (!escrow.shared()) {
            return account.availableNano > 0 && request(account, 0, Long.MAX_VALUE);
        }
        if (nowMillis - account.shortAtMillis < escrow.retryMillis()) {
            return false;
        }
        return request(account, missing, Math.max(wanted, share(account)));
    }

    private boolean request(Account account, long least, long most) {
        Lease lease = lease(account);
        account.grantPending = true;
        LedgerRecord.Grant before = account.unsure;
        if (before != null) {
            // If it was done after all, the same one tells what it moved.
            account.unsure = null;
            books.journal.append(before);
            return true;
        }
        books.journal.append(new LedgerRecord.Grant(books.ids.get(), account.org, lease.id, least, most));
        return true;
    }

    private Lease lease(Account account) {
        Lease lease = account.lease;
        if (lease == null) {
            lease = new Lease(books.ids.get());
            account.lease = lease;
        }
        return lease;
    }

    /** A lease for a call that costs nothing. */
    Lease opened(Account account) {
        if (account.lease == null) {
            Lease lease = lease(account);
            books.journal.append(new LedgerRecord.Grant(books.ids.get(), account.org, lease.id, 0, 0));
        }
        return lease(account);
    }

    private boolean strict(Account account) {
        return account.availableNano + account.remaining() < escrow.strictNano();
    }

    /** This node's share of an account's credit, by what it spends here. */
    private long share(Account account) {
        if (strict(account)) {
            return 0;
        }
        long fair = account.availableNano / (2L * heartbeat.nodes());
        long used = Math.max(
                TIMES_RATE * account.rate.perWindow(books.clock.monotonicMillis()),
                TIMES_LARGEST * account.largestNano);
        return Math.min(used, fair);
    }

    /** A call was admitted: more is fetched before the lease is empty. */
    void reserved(Account account, long need) {
        account.usedAtMillis = books.clock.monotonicMillis();
        account.largestNano = Math.max(account.largestNano, need);
        if (escrow.shared()
                && !account.grantPending
                && account.availableNano > 0
                && account.remaining() < account.grantedNano / 2
                && !strict(account)) {
            request(account, 0, share(account));
        }
    }

    /** Credit came free. Of a small wallet it doesn't stay here. */
    void released(Account account) {
        if (escrow.shared() && account.line.parked.isEmpty() && account.remaining() > 0 && strict(account)) {
            giveBack(account);
        }
    }

    private Budgets budgets() {
        return requireNonNull(budgets, "grants without budgets");
    }

    void granted(LedgerRecord.Grant record, Account account, Outcome outcome) {
        account.grantPending = false;
        if (outcome instanceof Outcome.Moved moved) {
            books.away = false;
            account.availableNano = moved.available();
            account.elsewhereNano = moved.elsewhere();
            if (account.lease != null) {
                account.lease.grant(moved.moved());
            }
            if (moved.moved() > 0) {
                account.grantedNano = account.remaining();
            }
            if (moved.moved() < record.least()) {
                shortOf(account);
            }
        } else if (outcome instanceof Outcome.Away) {
            books.away = true;
            account.shortAtMillis = books.clock.monotonicMillis();
            account.unsure = record;
            unsure.add(account);
        }
    }

    private void shortOf(Account account) {
        long now = books.clock.monotonicMillis();
        account.shortAtMillis = now;
        if (account.elsewhereNano > 0 && now - account.recallAtMillis >= RECALL_PAUSE_MILLIS) {
            account.recallAtMillis = now;
            books.listener.recall(account.name);
        }
    }

    /** Another node lacks credit of this account: what no call holds goes back. */
    void recalled(@Nullable Account account) {
        if (escrow.shared() && account != null) {
            budgets().recalled(account);
            if (account.remaining() > 0) {
                account.grantedNano = 0;
                giveBack(account);
            }
        }
    }

    /** The wallet owes more than it may, as its plan allows less than before: what no call holds goes back. */
    void overdrawn(Account account) {
        if (account.availableNano < 0 && account.remaining() > 0) {
            giveBack(account);
        }
    }

    /** The wallet is to pay that much: what no call holds goes back to it here, and later from other nodes. */
    void wantBack(@Nullable Account account, long nano) {
        if (account == null || account.availableNano >= nano) {
            return;
        }
        if (account.remaining() > 0) {
            giveBack(account);
        }
        if (escrow.shared() && account.availableNano < nano) {
            books.listener.recall(account.name);
        }
    }

    private void giveBack(Account account) {
        Lease lease = account.lease;
        if (lease == null || books.fenced || !valid(books.clock.monotonicMillis())) {
            return;
        }
        long back = lease.remaining();
        lease.grant(-back);
        account.availableNano += back;
        account.returningNano += back;
        books.journal.append(new LedgerRecord.Return(books.ids.get(), account.org, lease.id, back));
    }

    /** Credit that was given back is in the wallet, or will never be. */
    void returned(LedgerRecord.Return record) {
        books.account(record.org()).returningNano -= record.nano();
    }

    void giveAllBack() {
        budgets().giveAllBack();
        for (Account account : books.accounts.values()) {
            if (account.remaining() > 0) {
                giveBack(account);
            }
        }
    }

    void tick(long nowMillis) {
        if (!escrow.shared() || books.fenced) {
            return;
        }
        heartbeat.tick(nowMillis);
        if (nowMillis - scannedMillis >= IDLE_SCAN_MILLIS) {
            scannedMillis = nowMillis;
            for (Account account : books.accounts.values()) {
                if (account.remaining() > 0
                        && account.line.parked.isEmpty()
                        && nowMillis - account.usedAtMillis >= escrow.idleMillis()) {
                    giveBack(account);
                }
            }
        }
    }

    void beat(LedgerRecord.Beat record, Outcome outcome) {
        heartbeat.done(record, outcome);
        if (outcome instanceof Outcome.Alive alive) {
            recalled(alive.wanted());
            makeSure();
        }
    }

    /** Grants whose outcome the database took with it when it went away. */
    private void makeSure() {
        List<Account> again = List.copyOf(unsure);
        unsure.clear();
        for (Account account : again) {
            if (account.unsure != null && !account.grantPending) {
                request(account, 0, 0);
            }
        }
    }

    private void recalled(List<Long> orgs) {
        for (long org : orgs) {
            recalled(books.accountsByOrg.get(org));
        }
    }
}
