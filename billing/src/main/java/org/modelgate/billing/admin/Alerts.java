package org.modelgate.billing.admin;

import io.vertx.core.Future;
import java.util.List;
import java.util.Set;
import org.modelgate.billing.store.Crossings;
import org.modelgate.billing.store.Crossings.Watched;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks whether accounts that were touched have crossed a threshold; at the start, whether any has. */
final class Alerts {
    private static final Logger LOG = LoggerFactory.getLogger(Alerts.class);
    private static final int AT_ONCE = 200;

    private final Desk desk;
    private final Crossings crossings;
    private final Touched touched;
    private final Runnable whenEntered;
    private boolean looking;
    private boolean scanning = true;
    private long scanned;

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
            scanning = true;
            scanned = 0;
        }
        List<Watched> accounts = touched.take(AT_ONCE);
        if (!accounts.isEmpty()) {
            looking = true;
            look(accounts);
        } else if (scanning) {
            looking = true;
            scan();
        }
    }

    private void scan() {
        desk.read(() -> crossings.after(scanned, AT_ONCE)).onComplete(done -> {
            looking = false;
            if (done.failed()) {
                LOG.atWarn().setCause(done.cause()).log("accounts can't be looked at for their thresholds yet");
            } else if (done.result().isEmpty()) {
                scanning = false;
            } else {
                scanned = done.result().getLast();
                done.result().forEach(org -> touched.add(new Watched(org, false, Set.of())));
            }
        });
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
                    } else if (done.result().size() > 0) {
                        whenEntered.run();
                    }
                });
    }
}
