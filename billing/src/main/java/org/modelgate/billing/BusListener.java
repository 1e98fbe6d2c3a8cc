package org.modelgate.billing;

import java.util.UUID;
import org.modelgate.billing.ledger.LedgerListener;
import org.modelgate.common.bus.BusEndpoint;
import org.modelgate.common.bus.messages.ReservationDurable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends on the bus, and to the log, what the ledger tells. */
final class BusListener implements LedgerListener {
    private static final Logger LOG = LoggerFactory.getLogger(BusListener.class);

    private final BusEndpoint endpoint;

    BusListener(BusEndpoint endpoint) {
        this.endpoint = endpoint;
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
    public void fenced() {
        LOG.atError().log("another billing process took this ledger over; this one admits nothing any more");
    }
}
