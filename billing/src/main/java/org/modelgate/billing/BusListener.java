package org.modelgate.billing;

import java.time.Duration;
import java.util.UUID;
import org.modelgate.billing.admin.Touched;
import org.modelgate.billing.ledger.BudgetId;
import org.modelgate.billing.ledger.LedgerListener;
import org.modelgate.billing.ledger.Reply;
import org.modelgate.common.bus.BusEndpoint;
import org.modelgate.common.bus.Role;
import org.modelgate.common.bus.messages.CreditExhausted;
import org.modelgate.common.bus.messages.Recall;
import org.modelgate.common.bus.messages.ReservationDurable;
import org.modelgate.common.bus.messages.Settle;
import org.modelgate.common.bus.messages.Settled;
import org.modelgate.common.error.GatewayException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends on the bus, and to the log, what the ledger tells. */
final class BusListener implements LedgerListener {
    private static final Logger LOG = LoggerFactory.getLogger(BusListener.class);

    private static final Duration FORWARD = Duration.ofSeconds(3);

    private final BusEndpoint endpoint;
    private final Runnable whenFenced;
    private final Touched touched;

    /** @param whenFenced when this node may not spend any more */
    BusListener(BusEndpoint endpoint, Runnable whenFenced, Touched touched) {
        this.endpoint = endpoint;
        this.whenFenced = whenFenced;
        this.touched = touched;
    }

    @Override
    public void reservationDurable(UUID callId, String to) {
        endpoint.send(to, new ReservationDurable(callId))
                .onFailure(gone -> LOG.atDebug()
                        .addKeyValue("call", callId)
                        .addKeyValue("router", to)
                        .log("the router of a reservation is gone"));
    }

    @Override
    public void overran(UUID callId, long costNano, long reservedNano) {
        LOG.atWarn()
                .addKeyValue("call", callId)
                .addKeyValue("costNano", costNano)
                .addKeyValue("reservedNano", reservedNano)
                .log("usage cost more than was reserved, the reservation was charged");
    }

    @Override
    public void late(UUID callId, String reason) {
        LOG.atError()
                .addKeyValue("call", callId)
                .addKeyValue("reason", reason)
                .log("a settlement could not be charged");
    }

    @Override
    public void recall(String account) {
        for (String other : endpoint.directory().all(Role.BILLING)) {
            if (!other.equals(endpoint.address())) {
                endpoint.send(other, new Recall(account))
                        .onFailure(gone -> LOG.atDebug()
                                .addKeyValue("node", other)
                                .log("a billing node that may hold credit is gone"));
            }
        }
    }

    @Override
    public void forward(Settle settle, String address, Reply<Settled> reply) {
        endpoint.request(address, settle, FORWARD).onComplete(answer -> {
            if (answer.succeeded()) {
                reply.ok(answer.result());
            } else {
                reply.failed(GatewayException.errorOf(answer.cause()));
            }
        });
    }

    @Override
    public void exhausted(UUID callId, String to) {
        endpoint.send(to, new CreditExhausted(callId))
                .onFailure(gone -> LOG.atDebug()
                        .addKeyValue("call", callId)
                        .addKeyValue("router", to)
                        .log("the router of a call without credit is gone"));
    }

    @Override
    public void lacked(long org) {
        touched.lacked(org);
    }

    @Override
    public void overBudget(BudgetId budget) {
        touched.overBudget(budget);
    }

    @Override
    public void fenced() {
        LOG.atError().log("another billing process took this ledger over; this one admits nothing any more");
        whenFenced.run();
    }
}
