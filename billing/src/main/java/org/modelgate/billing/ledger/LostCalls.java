package org.modelgate.billing.ledger;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.modelgate.billing.ledger.LedgerRecord.Kind;
import org.modelgate.billing.pricing.Price;
import org.modelgate.common.bus.messages.Settle;
import org.modelgate.common.bus.messages.Settled;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.inference.Usage;

/** Settlements of calls that memory doesn't know: settled long ago, or reserved just before a crash and lost with it. */
final class LostCalls {
    private final Books books;
    private final Settlements settlements;
    private final Grants grants;
    private final Watermarks watermarks;

    LostCalls(Books books, Settlements settlements, Grants grants, Watermarks watermarks) {
        this.books = books;
        this.grants = grants;
        this.settlements = settlements;
        this.watermarks = watermarks;
    }

    void find(Settle settle, Reply<Settled> reply) {
        settlements.over(settle.callId());
        Finding finding = books.findings.get(settle.callId());
        if (finding != null) {
            Settlements.wait(finding.waiters, reply);
        } else if (books.findings.size() >= books.settings.findingMax()) {
            reply.failed(GatewayError.unavailable("too many unknown calls are being settled"));
        } else {
            finding = new Finding(settle);
            finding.waiters.add(reply);
            books.findings.put(settle.callId(), finding);
            books.journal.find(settle.callId());
        }
    }

    void found(UUID callId, Settled earlier) {
        Finding finding = books.findings.remove(callId);
        if (finding != null) {
            books.recent.put(callId, earlier);
            Settlements.answer(finding.waiters, waiter -> waiter.ok(earlier));
        }
    }

    /** Another node answers for the call. */
    void elsewhere(UUID callId, String address) {
        Finding finding = books.findings.remove(callId);
        if (finding != null) {
            Settlements.answer(finding.waiters, waiter -> books.listener.forward(finding.settle, address, waiter));
        }
    }

    void notFindable(UUID callId) {
        Finding finding = books.findings.remove(callId);
        if (finding != null) {
            Settlements.answer(finding.waiters, waiter -> waiter.failed(Books.unreachable()));
        }
    }

    /**
     * The reservation was lost in a crash before it was durable: charges what the account can still pay. Where there are several
     * nodes it is in the local journal of one that is cut off, for content passed; that one's word counts when it is back.
     */
    void notFound(UUID callId) {
        Finding finding = books.findings.get(callId);
        if (finding == null) {
            return;
        }
        Settle settle = finding.settle;
        Account account = books.accounts.get(settle.principal().account());
        Price price = books.prices.current(settle.model());
        Usage usage = settle.usage();
        if (usage == null) {
            found(callId, new Settled(0, 0));
        } else if (books.settings.escrow().shared()) {
            notFindable(callId);
        } else if (account == null || price == null) {
            late(finding, account, "unknown account or model");
        } else {
            chargeLost(finding, account, price, usage);
        }
    }

    private void chargeLost(Finding finding, Account account, Price price, Usage usage) {
        long cost = Settlements.cost(price, usage, -1);
        if (cost < 0) {
            late(finding, account, "absurd usage");
            return;
        }
        long missing = cost - account.remaining();
        if (missing > 0 && grants.ask(account, 1, missing, books.clock.monotonicMillis())) {
            account.findings.add(finding);
            return;
        }
        long held = Math.min(cost, account.remaining());
        Lease lease = account.lease;
        if (lease == null || (held == 0 && cost > 0)) {
            late(finding, account, "no credit is left");
            return;
        }
        UUID callId = finding.settle.callId();
        Key key = books.keys.get(finding.settle.principal().keyId());
        long wall = books.clock.wallMillis();
        lease.reserve(held);
        Reservation r = new Reservation(
                callId, account, key, lease, lease.id, held, List.of(price), books.clock.monotonicMillis());
        account.openNano += held;
        r.atMillis = wall;
        r.waiters.addAll(finding.waiters);
        books.findings.remove(callId);
        books.open.put(callId, r);
        watermarks.reserved(callId);
        books.journal.append(new LedgerRecord.Reserve(
                callId, lease.id, account.org, r.keyId(), price.version(), List.of(), held, wall, wall));
        settlements.resolve(r, Kind.SETTLED, price, Settlements.facts(finding.settle, usage, price, books.costs));
    }

    private void late(Finding finding, @Nullable Account account, String reason) {
        UUID callId = finding.settle.callId();
        books.listener.late(callId, reason);
        books.journal.append(new LedgerRecord.Late(
                callId, account == null ? 0 : account.org, finding.settle.toString(), books.clock.wallMillis()));
    }

    /** It is kept as evidence. Whether another process has charged for the call meanwhile only the database knows. */
    void lateRecorded(UUID callId) {
        if (books.findings.containsKey(callId)) {
            books.journal.find(callId);
        }
    }

    void granted(Account account) {
        for (int waiting = account.findings.size(); waiting > 0; waiting--) {
            notFound(account.findings.remove().settle.callId());
        }
    }
}
