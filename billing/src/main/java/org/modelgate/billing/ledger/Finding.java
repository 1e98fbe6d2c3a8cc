package org.modelgate.billing.ledger;

import java.util.ArrayList;
import java.util.List;
import org.modelgate.common.bus.messages.Settle;
import org.modelgate.common.bus.messages.Settled;

/** A settlement of a call that memory doesn't know, and who waits for it. */
final class Finding {
    final Settle settle;
    final List<Reply<Settled>> waiters = new ArrayList<>(1);

    Finding(Settle settle) {
        this.settle = settle;
    }
}
