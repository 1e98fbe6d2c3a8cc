package org.modelgate.billing.store;

import java.util.List;
import org.modelgate.billing.ledger.Outcome;

/** Makes records durable. Used by one thread; what is committed can be committed again without effect. */
public interface LedgerStore {
    /** All of the batch becomes durable before this returns, or nothing. One outcome a record, in order. */
    List<Outcome> commit(Batch batch) throws StoreException;
}
