package org.modelgate.billing.admin;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.modelgate.billing.ledger.LedgerRecord;
import org.modelgate.billing.store.Crossings.Watched;

/**
 * Accounts whose money moved on this node, or whose calls it refused for lack of it, since somebody looked. Bounded: where there are
 * too many all accounts are looked at. Belongs to the billing verticle's context.
 */
public final class Touched {
    private static final int ACCOUNTS_MAX = 10_000;

    private final Map<Long, Watched> accounts = new LinkedHashMap<>();
    private final int most;
    private boolean missed;

    private Touched(int most) {
        this.most = most;
    }

    /** @param asked whether anybody wants to know */
    public static Touched when(boolean asked) {
        return new Touched(asked ? ACCOUNTS_MAX : 0);
    }

    /** A record that is durable. */
    public void committed(LedgerRecord record) {
        if (record instanceof LedgerRecord.Resolve resolve && resolve.nano() > 0) {
            add(new Watched(resolve.org(), false, Set.of()));
        } else if (record instanceof LedgerRecord.TopUp topUp) {
            add(new Watched(topUp.org(), false, Set.of()));
        }
    }

    /** A call of the account was refused for lack of credit. */
    public void lacked(long org) {
        add(new Watched(org, true, Set.of()));
    }

    /** A call was refused for the budget of its key, or of its account's plan (0). */
    public void overBudget(long org, long key) {
        add(new Watched(org, false, Set.of(key)));
    }

    void add(Watched account) {
        Watched before = accounts.get(account.org());
        if (before == null && accounts.size() >= most) {
            missed = true;
        } else if (before == null) {
            accounts.put(account.org(), account);
        } else if (!before.equals(account)) {
            Set<Long> keys = new HashSet<>(before.overBudget());
            keys.addAll(account.overBudget());
            accounts.put(account.org(), new Watched(account.org(), before.lacked() || account.lacked(), keys));
        }
    }

    List<Watched> take(int count) {
        List<Watched> taken = new ArrayList<>(Math.min(count, accounts.size()));
        Iterator<Watched> all = accounts.values().iterator();
        while (all.hasNext() && taken.size() < count) {
            taken.add(all.next());
            all.remove();
        }
        return taken;
    }

    /** Whether some were not noted since this was asked last. */
    boolean missed() {
        boolean before = missed;
        missed = false;
        return before;
    }
}
