package org.modelgate.billing.store;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.modelgate.billing.ledger.LedgerRecord;

/** Records to be committed together. Its transfers keep their ids when it is repeated, so that its own rows are known again. */
public final class Batch {
    private final List<LedgerRecord> records;
    private final Supplier<UUID> ids;
    private final Map<Long, UUID> transfers = new HashMap<>();

    public Batch(List<LedgerRecord> records, Supplier<UUID> ids) {
        this.records = List.copyOf(records);
        this.ids = ids;
    }

    public List<LedgerRecord> records() {
        return records;
    }

    /** The transfer that holds the charges of an account in this batch. */
    public UUID transfer(long org) {
        return transfers.computeIfAbsent(org, any -> ids.get());
    }
}
