package org.modelgate.billing.ledger;

import java.util.UUID;

/** Where the ledger's facts go. Never blocks; what becomes of them comes back through {@link Ledger}. */
public interface Journal {
    /** To be made durable after all that was appended before. */
    void append(LedgerRecord record);

    /** Asks for an earlier resolution; answered by {@link Ledger#found} or {@link Ledger#notFindable}. */
    void find(UUID callId);
}
