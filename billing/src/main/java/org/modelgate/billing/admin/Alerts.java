package org.modelgate.billing.admin;

import io.vertx.core.Future;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.modelgate.billing.ledger.BudgetId;
import org.modelgate.billing.store.Crossings;
import org.modelgate.billing.store.StoreException;
import org.modelgate.billing.store.Watched;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks whether accounts that were touched have crossed a threshold; at the start, whether any has. */
final class Alerts {
    private static final Logger LOG = LoggerFactory.getLogger(Alerts.class);
    private static final int AT_ONCE = 500;

    private final Desk desk;
    private final Crossings crossings;
    private final Touched touched;
    private final Runnable whenEntered;
    private boolean looking;
    private @Nullable Scan scan = new Scan();

    /** @param whenEntered there is something to be sent */
    Alerts(Desk desk, Crossings crossings, Touched touched, Runnable whenEntered) {
        this.desk = desk;
        this.crossings = crossings;
        this.touched = touched;
        this.whenEntered = whenEntered;
    }

    /** To be called every second or so. */
    void look() {
        if (looking) {
            return;
        }
        if (touched.missed()) {
            scan = new Scan();
        }
        List<Watched> accounts = touched.take(AT_ONCE);
        if (!accounts.isEmpty()) {
            looking = true;
            look(accounts);
        } else if (scan != null) {
            looking = true;
            scan(scan);
        }
    }

    /** How far all accounts, and then all budgets of users and tags, have been looked at. The reader is the only one that moves it. */
    private static final class Scan {
        private boolean ofAccounts = true;
        private long account;
        private @Nullable BudgetId budget;
    }

    private void scan(Scan at) {
        desk.read(() -> at.ofAccounts ? accounts(at) : budgets(at)).onComplete(done -> {
            looking = false;
            if (done.failed()) {
                LOG.atWarn().setCause(done.cause()).log("accounts can't be looked at for their thresholds yet");
                return;
            }
            done.result().forEach(touched::add);
            if (!done.result().isEmpty() || at.ofAccounts) {
                at.ofAccounts = at.ofAccounts && !done.result().isEmpty();
                look();
            } else if (at.equals(scan)) {
                scan = null;
            }
        });
    }

    private List<Watched> accounts(Scan at) throws StoreException {
        List<Long> page = crossings.after(at.account, AT_ONCE);
        at.account = page.isEmpty() ? at.account : page.getLast();
        return page.stream().map(Watched::anyhow).toList();
    }

    private List<Watched> budgets(Scan at) throws StoreException {
        List<BudgetId> page = crossings.after(at.budget, AT_ONCE);
        at.budget = page.isEmpty() ? at.budget : page.getLast();
        return page.stream()
                .map(budget -> new Watched(budget.org(), false, Set.of(), Set.of(budget)))
                .toList();
    }

    private void look(List<Watched> accounts) {
        desk.read(() -> crossings.due(accounts))
                .compose(due -> Future.join(due.stream()
                        .map(account -> desk.write(crossings.enter(account)))
                        .toList()))
                .onComplete(done -> {
                    looking = false;
                    if (done.failed()) {
                        // Looking twice tells nothing twice.
                        accounts.forEach(touched::add);
                        LOG.atWarn().setCause(done.cause()).log("thresholds can't be looked at yet");
                        return;
                    }
                    if (done.result().size() > 0) {
                        whenEntered.run();
                    }
                    if (scan != null) {
                        look();
                    }
                });
    }
}
