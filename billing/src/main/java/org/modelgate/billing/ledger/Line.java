package org.modelgate.billing.ledger;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Function;
import org.modelgate.common.bus.messages.Admit;
import org.modelgate.common.bus.messages.Admitted;
import org.modelgate.common.error.GatewayError;

/** Calls that wait for one thing, first come first served. */
final class Line {
    final Deque<Parked> parked = new ArrayDeque<>();
    /** Why a call is refused that has waited too long, or that there is no room for. */
    final Function<Parked, GatewayError> refusal;

    boolean draining;

    Line(Function<Parked, GatewayError> refusal) {
        this.refusal = refusal;
    }

    /** @param untilMillis monotonic */
    record Parked(Admit admit, String from, Reply<Admitted> reply, long untilMillis) {}
}
