package org.modelgate.billing.ledger;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.modelgate.billing.pricing.Costs;
import org.modelgate.billing.pricing.Price;
import org.modelgate.billing.pricing.PriceBook;
import org.modelgate.common.bus.messages.Admit;
import org.modelgate.common.bus.messages.Admitted;
import org.modelgate.common.bus.messages.Credits;
import org.modelgate.common.bus.messages.LimitFigures;
import org.modelgate.common.bus.messages.Principal;
import org.modelgate.common.bus.messages.Progress;
import org.modelgate.common.bus.messages.Settle;
import org.modelgate.common.bus.messages.Settled;
import org.modelgate.common.error.ErrorCode;
import org.modelgate.common.error.Fault;
import org.modelgate.common.error.GatewayError;

/**
 * The money of this billing node. Wallets are in the database; what this node may spend is in leases, one an account and boot
 * epoch; what a call may spend is a reservation in memory, made without waiting for the disk. Not safe for use by several
 * threads.
 */
public final class Ledger {
    private static final long OVERDUE_SCAN_MILLIS = 1_000;

    private final Books books;
    private final Watermarks watermarks;
    private final Register register;
    private final Grants grants;
    private final Admissions admissions;
    private final Settlements settlements;
    private final Counts counts;
    private final Durables durables;
    private long scannedMillis;

    /**
     * @param plans limits by the plan's name; an account without plan has none
     * @param costs what the operator pays
     */
    public Ledger(
            Recovered recovered,
            Map<String, Limits> plans,
            PriceBook prices,
            Costs costs,
            LedgerSettings settings,
            LedgerClock clock,
            Journal journal,
            LedgerListener listener,
            Supplier<UUID> ids) {
        this.books = new Books(settings, clock, prices, costs, journal, listener, ids);
        this.watermarks = new Watermarks(books, recovered.openFrom());
        this.grants = new Grants(books);
        this.admissions = new Admissions(books, grants, watermarks);
        this.register = new Register(books, admissions, plans);
        this.counts = new Counts(books);
        this.settlements = new Settlements(books, admissions, grants, watermarks);
        this.durables = new Durables(books, register, grants, admissions, settlements);
        this.scannedMillis = clock.monotonicMillis() - OVERDUE_SCAN_MILLIS;
        load(recovered);
    }

    private void load(Recovered recovered) {
        long now = books.clock.monotonicMillis();
        long wall = books.clock.wallMillis();
        recovered.orgs().forEach(register::enter);
        recovered.keys().forEach(register::enter);
        for (Recovered.Open row : recovered.open()) {
            // Wall clocks may jump or differ; the wait is never longer than the call could last.
            long left = books.settings.recoversAtOnce()
                    ? 0
                    : Math.clamp(row.deadlineMillis() - wall, 0, Math.max(0, row.lifetimeMillis()));
            adopt(row, now, left);
        }
    }

    /**
     * This node answers for calls of one that is dead: their routers have the grace time to settle them.
     *
     * @param prices all versions
     */
    public void adopt(List<Recovered.Open> open, List<Price> prices) {
        books.prices = books.prices.knowing(prices);
        long now = books.clock.monotonicMillis();
        for (Recovered.Open row : open) {
            if (books.accountsByOrg.containsKey(row.org())) {
                watermarks.reserved(row.callId());
                adopt(row, now, books.settings.graceMillis());
            }
        }
    }

    private void adopt(Recovered.Open row, long now, long left) {
        Account account = books.account(row.org());
        Reservation r = new Reservation(
                row.callId(),
                account,
                books.key(row.key()),
                null,
                row.lease(),
                row.nano(),
                row.prices().stream().map(books.prices::version).toList(),
                now + left);
        r.durable = true;
        r.adoptedBudgets = row.budgets();
        r.user = row.user();
        r.session = row.session();
        r.atMillis = row.deadlineMillis() - row.lifetimeMillis();
        Recovered.Progress seen = row.progress();
        if (seen != null) {
            r.progress = seen.usage();
            r.progressCount = seen.n();
            r.progressPrice = books.prices.version(seen.priceVersion());
        }
        account.openNano += row.nano();
        books.open.put(row.callId(), r);
    }

    /** One answer for unknown, disabled and expired keys. */
    public static GatewayError unknownKey() {
        return GatewayError.of(Fault.ACCOUNT, ErrorCode.INVALID_API_KEY, "the API key is unknown, disabled or expired");
    }

    /** Whether this key may be used now. */
    public boolean usable(Recovered.Key row) {
        Key key = books.keysById.get(row.id());
        return key != null && key.usable(books.clock.wallMillis());
    }

    /** The name of the account that a key belongs to. */
    public String accountOf(Recovered.Key row) {
        return books.account(row.org()).name;
    }

    /** Takes limits and credit for a call, or refuses and takes nothing; may wait a few seconds for credit. */
    public void admit(Admit admit, String from, Reply<Admitted> reply) {
        admissions.admit(admit, from, reply);
    }

    /** Ends a call; answered when that is durable. */
    public void settle(Settle settle, Reply<Settled> reply) {
        settlements.settle(settle, reply);
    }

    public void progress(Progress progress) {
        settlements.progress(progress);
    }

    public void credits(String accountName, Reply<Credits> reply) {
        Account account = books.accounts.get(accountName);
        if (account == null) {
            reply.failed(GatewayError.of(Fault.CLIENT, ErrorCode.NOT_FOUND, "there is no such account"));
            return;
        }
        reply.ok(new Credits(
                account.fundedNano - account.postedNano, account.openNano, account.postedNano, account.overdraftNano));
    }

    /** Reservations that have no durable resolution. */
    public int openReservations() {
        return books.open.size();
    }

    /** What an account's calls could reserve at once, in this node's memory. */
    public long spendable(String accountName) {
        Account account = books.accounts.get(accountName);
        return account == null ? 0 : account.remaining() + account.availableNano;
    }

    /** What of it needs no database: a call that fits is admitted at once. */
    long leased(String accountName) {
        Account account = books.accounts.get(accountName);
        return account == null ? 0 : account.remaining();
    }

    /** What its running calls hold of this epoch's lease. */
    long reserved(String accountName) {
        Account account = books.accounts.get(accountName);
        return account == null ? 0 : account.reserved();
    }

    /** Puts money into an account; a reference counts once. Answered when that is durable. */
    public void topUp(String accountName, long nano, String reference, String actor, Reply<Paid> reply) {
        register.pay(accountName, nano, reference, actor, reply);
    }

    /** As above, where nobody waits for it. */
    public void topUp(String accountName, long nano, String reference, String actor) {
        register.pay(accountName, nano, reference, actor, Register.NOBODY);
    }

    /** Takes back as much of an expired payment as the wallet holds; at most {@code nano}, and nothing if it holds nothing. */
    public void takeBack(String accountName, long nano, String reference, String actor, Reply<Paid> reply) {
        grants.wantBack(books.accounts.get(accountName), nano);
        register.takeBack(accountName, nano, reference, actor, reply);
    }

    public boolean hasAccount(String accountName) {
        return books.accounts.containsKey(accountName);
    }

    /** An account that is new, or was changed in the database. */
    public void enter(Recovered.Org row) {
        register.enter(row);
        grants.overdrawn(books.account(row.id()));
    }

    /** A key that is new, or was changed in the database; its account must be known. */
    public void enter(Recovered.Key row) {
        register.enter(row);
    }

    /** To be called a few times a second. */
    public void tick() {
        long now = books.clock.monotonicMillis();
        grants.tick(now);
        admissions.budgets().tick(now);
        admissions.takings().tick(now);
        admissions.expire(now);
        if (now - scannedMillis >= OVERDUE_SCAN_MILLIS) {
            scannedMillis = now;
            settlements.recoverOverdue(now);
            watermarks.tick(now);
        }
    }

    /** A batch is durable. {@code outcomes} has one for each record, in order. */
    public void committed(List<LedgerRecord> records, List<Outcome> outcomes) {
        for (int i = 0; i < records.size(); i++) {
            durables.committed(records.get(i), outcomes.get(i));
        }
    }

    /** A record that was taken for done because a local journal had it wasn't done by the database. */
    public void corrected(LedgerRecord record, Outcome outcome) {
        durables.corrected(record, outcome);
    }

    /** An earlier resolution that was asked for by {@link Journal#find}. */
    public void found(UUID callId, Settled earlier) {
        settlements.lost().found(callId, earlier);
    }

    /** Another node holds the call's reservation, and is reached at that address. */
    public void elsewhere(UUID callId, String address) {
        settlements.lost().elsewhere(callId, address);
    }

    /** There is no earlier resolution. */
    public void notFound(UUID callId) {
        settlements.lost().notFound(callId);
    }

    /** Whether there is one can't be known now. */
    public void notFindable(UUID callId) {
        settlements.lost().notFindable(callId);
    }

    /** Another node lacks credit of this account. */
    public void recall(String accountName) {
        grants.recalled(books.accounts.get(accountName));
    }

    /** Billing nodes of this region came or went: another one may have decided for accounts, or decides now. */
    public void membersChanged() {
        admissions.takings().membersChanged();
    }

    /** What other nodes took of an account's rate limits, by key, as {@link Journal#findTaken} asked. */
    public void taken(long org, List<Taken> all) {
        Account account = books.account(org);
        admissions.takings().taken(account, all);
        admissions.drain(account.unknown);
    }

    /** That can't be known now. */
    public void takenNotKnown(long org) {
        Account account = books.account(org);
        admissions.takings().notKnown(account);
        admissions.drain(account.unknown);
    }

    /** Takes one of the caller's counts of tokens. */
    public void admitCount(Principal principal, Reply<LimitFigures> reply) {
        counts.admit(principal, reply);
    }

    /** The caller's rate limits as they stand; takes nothing. */
    public void limits(Principal principal, boolean ofCounts, Reply<LimitFigures> reply) {
        counts.figures(principal, ofCounts, reply);
    }

    /** Whether the ledger wants to know of end users and tags of a key's calls. */
    public boolean watches(Recovered.Key row) {
        Key key = books.keysById.get(row.id());
        return key != null && key.watched();
    }

    /** Where other nodes reach this one. */
    public void reachedAt(String address) {
        grants.reachedAt(address);
    }

    /** This node ends: what no call holds goes back to the wallets. */
    public void giveAllBack() {
        grants.giveAllBack();
    }

    /** While the storage fails nothing is admitted, settlements wait. */
    public void storageFailing(boolean failing) {
        books.failing = failing;
        if (failing) {
            admissions.failAll(GatewayError.unavailable("billing can't reach its storage"));
        }
    }
}
