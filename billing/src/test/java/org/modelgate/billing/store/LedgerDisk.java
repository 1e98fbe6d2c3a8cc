package org.modelgate.billing.store;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.modelgate.billing.ledger.BudgetId;
import org.modelgate.billing.ledger.Taken;

/** A ledger's durable state as tests see it; boots and crashes leave it as it is. */
public interface LedgerDisk {
    String LOCAL = "local";

    /** Starts a new epoch of a node. */
    Bootstrap.Started start(String node, Provision provision, long nowMillis) throws StoreException;

    /** The writer of a node's epoch; those of earlier epochs go on working against the same state. */
    LedgerStore store(String node, long epoch);

    /** From now on the node counts as dead, until it gives a sign of life. */
    void silence(String node);

    /** As {@link Janitor#sweep}. */
    Optional<Janitor.Adopted> sweep(String node, long epoch) throws StoreException;

    /** As {@link LedgerReader#find}. */
    LedgerReader.Known find(UUID callId) throws StoreException;

    /** As {@link LedgerReader#taken}. */
    List<Taken> taken(long org, UUID own, long sinceMillis) throws StoreException;

    /** What a call was charged, if it is resolved. */
    Optional<Long> charged(UUID callId);

    /** What a call's reservation holds, if it is durable. */
    Optional<Long> reserved(UUID callId);

    boolean late(UUID callId);

    /** Reservations without resolution. */
    long unresolved();

    /** What the wallets hold, over all accounts. */
    long available();

    /** What was ever paid in, over all accounts. */
    long funded();

    /** The epoch whose writer is the node's; those of earlier ones are fenced. */
    long epoch(String node);

    /** What leases hold that is neither charged nor returned. */
    long leased();

    /** What was spent of a budget, and what shares have of it. */
    BudgetState budget(BudgetId id);

    record BudgetState(long spent, long held) {}

    /** Broken invariants. */
    List<String> faults(long nowMillis);
}
