package org.modelgate.billing.ledger;

import java.util.UUID;

/** Where the ledger's facts go. Never blocks; what becomes of them comes back through {@link Ledger}. */
public interface Journal {
    /** To be made durable after all that was appended before. */
    void append(LedgerRecord record);

    /** Asks for an earlier resolution; answered by {@link Ledger#found} or {@link Ledger#notFindable}. */
    void find(UUID callId);

    /**
     * Asks what was taken of an account's rate limits since a wall-clock time by other leases than {@code lease}; answered by {@link
     * Ledger#taken} or {@link Ledger#takenNotKnown}.
     */
    void findTaken(long org, UUID lease, long sinceMillis);
}
