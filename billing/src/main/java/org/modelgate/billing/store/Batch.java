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
    private final Map<Long, UUID> transfers;

    public Batch(List<LedgerRecord> records, Supplier<UUID> ids) {
        this(records, Map.of(), ids);
    }

    Batch(List<LedgerRecord> records, Map<Long, UUID> transfers, Supplier<UUID> ids) {
        this.records = List.copyOf(records);
        this.transfers = new HashMap<>(transfers);
        this.ids = ids;
    }

    public List<LedgerRecord> records() {
        return records;
    }

    /** The transfer that holds the charges of an account in this batch. */
    public UUID transfer(long org) {
        return transfers.computeIfAbsent(org, any -> ids.get());
    }

    Map<Long, UUID> transfers() {
        return Map.copyOf(transfers);
    }

    /** The same transfers with some of the records. */
    Batch with(List<LedgerRecord> some) {
        return new Batch(some, transfers, ids);
    }

    /** Gives every transfer that may be needed its id now. */
    void nameTransfers() {
        for (LedgerRecord record : records) {
            if (record instanceof LedgerRecord.Resolve resolve && resolve.nano() > 0) {
                transfer(resolve.org());
            }
        }
    }
}
