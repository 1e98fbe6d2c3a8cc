package org.modelgate.billing.ledger;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What other nodes took of rate limits that this one decides on. All calls of an account meet at one node of a region; when nodes
 * come or go that may be another one, which reads what the others let pass in the last minute before it decides. Regions share by
 * equal parts.
 */
final class Takings {
    private static final long WINDOW_MILLIS = 60_000;
    private static final long SCAN_MILLIS = 1_000;

    private final Books books;
    private final boolean shared;
    private final Map<UUID, Elsewhere> running = new HashMap<>();
    private int version = 1;
    private long scannedMillis;

    private record Elsewhere(Account account, long key, long deadlineMillis) {}

    Takings(Books books) {
        this.books = books;
        this.shared = books.settings.escrow().shared();
        this.scannedMillis = books.clock.monotonicMillis();
    }

    /** Nodes came or went, or did a moment ago: what others took meanwhile must be heard. */
    void membersChanged() {
        version++;
    }

    /** Whether this node knows what was taken of a key's rate limits; if not, it asks. */
    boolean known(Key key) {
        Account account = key.account;
        if (!shared || account.takingsVersion == version) {
            return true;
        }
        if (!key.scope.limits().limitsRates() && !account.plan.limits().limitsRates()) {
            return true;
        }
        if (!account.takingsPending) {
            account.takingsPending = true;
            account.takingsAsked = version;
            long wall = books.clock.wallMillis();
            long since = Math.max(account.takingsMillis, wall - WINDOW_MILLIS);
            account.takingsMillis = wall;
            books.journal.findTaken(account.org, account.lease == null ? new UUID(0, 0) : account.lease.id, since);
        }
        return false;
    }

    /** What others let pass, by key. */
    void taken(Account account, List<Taken> all) {
        long now = books.clock.monotonicMillis();
        done(account);
        forget(account);
        for (Taken taken : all) {
            account.plan.takenElsewhere(taken, now);
            Key key = books.key(taken.key());
            if (key != null) {
                key.scope.takenElsewhere(taken, now);
            }
            for (Taken.Running call : taken.running()) {
                if (running.size() < books.settings.openMax() && !books.open.containsKey(call.callId())) {
                    running.put(call.callId(), new Elsewhere(account, taken.key(), call.deadlineMillis()));
                    count(account, taken.key(), 1);
                }
            }
        }
    }

    /** Nobody can say it now: what the buckets hold counts as taken. */
    void notKnown(Account account) {
        long now = books.clock.monotonicMillis();
        done(account);
        account.plan.takenAll(now);
        for (Key key : books.keysById.values()) {
            if (key.account == account) {
                key.scope.takenAll(now);
            }
        }
    }

    private static void done(Account account) {
        account.takingsPending = false;
        account.takingsVersion = account.takingsAsked;
    }

    private void forget(Account account) {
        for (Iterator<Elsewhere> all = running.values().iterator(); all.hasNext(); ) {
            Elsewhere call = all.next();
            if (call.account == account) {
                all.remove();
                count(account, call.key, -1);
            }
        }
    }

    private void count(Account account, long keyId, long change) {
        account.plan.runningElsewhere(change);
        Key key = books.key(keyId);
        if (key != null) {
            key.scope.runningElsewhere(change);
        }
    }

    /** A call is over, wherever it ran. */
    void over(UUID callId) {
        Elsewhere call = running.remove(callId);
        if (call != null) {
            count(call.account, call.key, -1);
        }
    }

    /** As many regions decide, each on its own. */
    void regions(int count) {
        int parts = Math.max(1, count);
        if (parts == books.regions) {
            return;
        }
        books.regions = parts;
        long now = books.clock.monotonicMillis();
        books.accounts.values().forEach(account -> account.plan.divide(parts, now));
        books.keysById.values().forEach(key -> key.scope.divide(parts, now));
    }

    /** Calls whose time is over hold no slot, wherever they ran. */
    void tick(long nowMillis) {
        if (running.isEmpty() || nowMillis - scannedMillis < SCAN_MILLIS) {
            return;
        }
        scannedMillis = nowMillis;
        long wall = books.clock.wallMillis();
        List<UUID> ended = new ArrayList<>();
        running.forEach((callId, call) -> {
            if (wall >= call.deadlineMillis) {
                ended.add(callId);
            }
        });
        ended.forEach(this::over);
    }
}
