package org.modelgate.billing.store;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** A ledger's durable state as tests see it; boots and crashes leave it as it is. */
public interface LedgerDisk {
    /** Starts a new epoch. */
    Bootstrap.Started start(Provision provision, long nowMillis) throws StoreException;

    /** The writer of an epoch; those of earlier epochs go on working against the same state. */
    LedgerStore store(long epoch);

    /** What a call was charged, if it is resolved. */
    Optional<Long> charged(UUID callId);

    /** What a call's reservation holds, if it is durable. */
    Optional<Long> reserved(UUID callId);

    boolean late(UUID callId);

    /** Reservations without resolution. */
    long unresolved();

    /** Broken invariants. */
    List<String> faults(long nowMillis);
}
