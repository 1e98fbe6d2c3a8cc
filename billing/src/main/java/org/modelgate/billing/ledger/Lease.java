package org.modelgate.billing.ledger;

import java.util.UUID;

/** Credit this node may spend in this epoch. {@code spent} counts charges from when they are decided, before they are durable. */
final class Lease {
    final UUID id;
    private long granted;
    private long spent;
    private long reserved;

    Lease(UUID id) {
        this.id = id;
    }

    void grant(long nano) {
        granted += nano;
    }

    long remaining() {
        return granted - spent - reserved;
    }

    long reserved() {
        return reserved;
    }

    void reserve(long nano) {
        if (nano > remaining()) {
            throw new IllegalStateException("a reservation of " + nano + " on a lease with " + remaining());
        }
        reserved += nano;
    }

    /** Ends a reservation with a charge of at most what it held. */
    void settle(long held, long charged) {
        if (charged > held) {
            throw new IllegalStateException("a charge of " + charged + " on a reservation of " + held);
        }
        reserved -= held;
        spent += charged;
    }

    /** Takes a settlement back whose charge was not posted: the reservation is open again. */
    void unsettle(long held, long charged) {
        reserved += held;
        spent -= charged;
    }
}
