package org.modelgate.billing.ledger;

import java.util.UUID;

/** What the ledger has to tell without being asked. */
public interface LedgerListener {
    /** The call's reservation is durable; {@code to} is who asked for it. */
    void reservationDurable(UUID callId, String to);

    /** The usage would have cost more than was reserved; the reservation was charged. {@code costNano} is -1 if absurd. */
    void overran(UUID callId, long costNano, long reservedNano);

    /** Nothing could be charged for a settlement. */
    void late(UUID callId, String reason);

    /** Another process has taken over: this one may not spend any more. Told once. */
    void fenced();
}
