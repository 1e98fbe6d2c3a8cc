package org.modelgate.billing.admin;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.modelgate.billing.ledger.BudgetId;
import org.modelgate.billing.ledger.LedgerRecord;
import org.modelgate.billing.store.Watched;

/**
 * Accounts whose money moved on this node, or whose calls it refused for lack of it, since somebody looked, and which of their users'
 * and tags' budgets were charged. Bounded: where there are too many all accounts are looked at. Belongs to the billing verticle's
 * context.
 */
public final class Touched {
    private static final int MOST = 10_000;
    /** A client may make up any number of users to be refused. */
    private static final int REFUSED_MOST = 1_000;

    private final Map<Long, Noted> accounts = new LinkedHashMap<>();
    private final int most;
    private int charged;
    private int refused;
    private boolean missed;

    private static final class Noted {
        private boolean lacked;
        private final Set<BudgetId> refused = new HashSet<>();
        private final Set<BudgetId> open = new HashSet<>();
    }

    private Touched(int most) {
        this.most = most;
    }

    /** @param asked whether anybody wants to know */
    public static Touched when(boolean asked) {
        return new Touched(asked ? MOST : 0);
    }

    /** A record that is durable. */
    public void committed(LedgerRecord record) {
        if (record instanceof LedgerRecord.Resolve resolve && resolve.nano() > 0) {
            note(resolve.org(), false, List.of(), resolve.budgets());
        } else if (record instanceof LedgerRecord.TopUp topUp) {
            note(topUp.org(), false, List.of(), List.of());
        }
    }

    /** A call of the account was refused for lack of credit. */
    public void lacked(long org) {
        note(org, true, List.of(), List.of());
    }

    /** A call was refused for that budget. */
    public void overBudget(BudgetId budget) {
        note(budget.org(), false, List.of(budget), List.of());
    }

    /** Something may have been charged elsewhere that nobody looked at. */
    public void mayHaveMissed() {
        missed = most > 0;
    }

    void add(Watched account) {
        note(account.org(), account.lacked(), List.copyOf(account.refused()), List.copyOf(account.open()));
    }

    private void note(long org, boolean lacked, List<BudgetId> over, List<BudgetId> paid) {
        Noted noted = accounts.get(org);
        if (noted == null) {
            if (accounts.size() >= most) {
                mayHaveMissed();
                return;
            }
            noted = new Noted();
            accounts.put(org, noted);
        }
        noted.lacked |= lacked;
        for (int i = 0; i < over.size(); i++) {
            // One that isn't noted comes again with the next refusal; looking at everything wouldn't find it.
            if (refused < REFUSED_MOST && noted.refused.add(over.get(i))) {
                refused++;
            }
        }
        for (int i = 0; i < paid.size(); i++) {
            if (paid.get(i).ofMany()) {
                charged(noted, paid.get(i));
            }
        }
    }

    private void charged(Noted noted, BudgetId budget) {
        if (charged >= most) {
            missed = missed || !noted.open.contains(budget);
        } else if (noted.open.add(budget)) {
            charged++;
        }
    }

    /** @param count of accounts and budgets together, but one account at least */
    List<Watched> take(int count) {
        List<Watched> taken = new ArrayList<>(Math.min(count, accounts.size()));
        Iterator<Map.Entry<Long, Noted>> all = accounts.entrySet().iterator();
        int size = 0;
        while (all.hasNext() && size < count) {
            Map.Entry<Long, Noted> account = all.next();
            Noted noted = account.getValue();
            taken.add(new Watched(account.getKey(), noted.lacked, noted.refused, noted.open));
            size += 1 + noted.refused.size() + noted.open.size();
            refused -= noted.refused.size();
            charged -= noted.open.size();
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
