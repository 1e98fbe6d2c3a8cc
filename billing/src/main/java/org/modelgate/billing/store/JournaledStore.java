package org.modelgate.billing.store;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.modelgate.billing.ledger.LedgerRecord;
import org.modelgate.billing.ledger.Outcome;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A database that may be away: what this node decides on its own then goes to the local journal, and later, in its order, to the
 * database. What the wallets decide (grants, top-ups) is answered with {@link Outcome.Away}. Used by one thread.
 */
public final class JournaledStore implements LedgerStore {
    private static final Logger LOG = LoggerFactory.getLogger(JournaledStore.class);

    /** A database that is away is asked again after this long; each question may take seconds. */
    private static final long PAUSE_NANOS = 500_000_000;

    /** Some hundred megabytes; the leases end long before. */
    private static final int BACKLOG_MAX = 20_000;

    private final LedgerStore database;
    private final LocalJournal journal;
    private final long epoch;
    private final Supplier<UUID> ids;
    private final LongSupplier nanos;
    private final BiConsumer<LedgerRecord, Outcome> corrections;
    private final Deque<Batch> backlog = new ArrayDeque<>();
    private long askAgainNanos;
    private boolean away;

    /**
     * @param epoch this boot's; the journal is empty, see {@link #replay}
     * @param corrections told of records that were taken for done, and of what really became of them
     */
    public JournaledStore(
            LedgerStore database,
            LocalJournal journal,
            long epoch,
            Supplier<UUID> ids,
            LongSupplier nanos,
            BiConsumer<LedgerRecord, Outcome> corrections) {
        this.corrections = corrections;
        this.database = database;
        this.journal = journal;
        this.epoch = epoch;
        this.ids = ids;
        this.nanos = nanos;
    }

    /**
     * Brings to the database what an earlier boot could not, before that boot is fenced.
     *
     * @param stores the writer of an epoch
     */
    public static void replay(LocalJournal journal, LongFunction<LedgerStore> stores, Supplier<UUID> ids)
            throws StoreException, IOException {
        List<byte[]> entries = journal.entries();
        for (byte[] bytes : entries) {
            JournalEntry entry = JournalEntry.read(bytes, ids);
            write(stores.apply(entry.epoch()), entry.batch(), ids, JournaledStore::log);
        }
        if (!entries.isEmpty()) {
            LOG.atWarn().addKeyValue("batches", entries.size()).log("the local journal was brought to the database");
        }
        journal.clear();
    }

    @Override
    public List<Outcome> commit(Batch batch) throws StoreException {
        if (away && nanos.getAsLong() - askAgainNanos < 0) {
            return remember(batch, null);
        }
        try {
            drain();
            List<Outcome> outcomes = database.commit(batch);
            if (away) {
                away = false;
                LOG.atWarn().log("the database is back");
            }
            return outcomes;
        } catch (StoreException e) {
            if (e.constraint()) {
                throw e;
            }
            if (!away) {
                LOG.atError().setCause(e).log("the database is away, records go to the local journal");
            }
            away = true;
            askAgainNanos = nanos.getAsLong() + PAUSE_NANOS;
            return remember(batch, e);
        }
    }

    private void drain() throws StoreException {
        while (!backlog.isEmpty()) {
            write(database, backlog.getFirst(), ids, corrections.andThen(JournaledStore::log));
            backlog.removeFirst();
            if (backlog.isEmpty()) {
                try {
                    journal.clear();
                } catch (IOException e) {
                    // What is written twice counts once.
                    LOG.atWarn().setCause(e).log("the local journal can't be emptied");
                }
            }
        }
    }

    private static void write(
            LedgerStore store, Batch batch, Supplier<UUID> ids, BiConsumer<LedgerRecord, Outcome> differs)
            throws StoreException {
        try {
            report(batch.records(), store.commit(batch), differs);
        } catch (StoreException refused) {
            if (!refused.constraint()) {
                throw refused;
            }
            for (LedgerRecord record : batch.records()) {
                writeAlone(store, record, ids, differs);
            }
        }
    }

    private static void writeAlone(
            LedgerStore store, LedgerRecord record, Supplier<UUID> ids, BiConsumer<LedgerRecord, Outcome> differs)
            throws StoreException {
        try {
            report(List.of(record), store.commit(new Batch(List.of(record), ids)), differs);
        } catch (StoreException refused) {
            if (!refused.constraint()) {
                throw refused;
            }
            differs.accept(record, new Outcome.Rejected(String.valueOf(refused.getMessage())));
        }
    }

    private static void report(
            List<LedgerRecord> records, List<Outcome> outcomes, BiConsumer<LedgerRecord, Outcome> differs) {
        for (int i = 0; i < records.size(); i++) {
            if (!(outcomes.get(i) instanceof Outcome.Done)) {
                differs.accept(records.get(i), outcomes.get(i));
            }
        }
    }

    private static void log(LedgerRecord record, Outcome outcome) {
        LOG.atError()
                .addKeyValue("record", record)
                .addKeyValue("outcome", outcome)
                .log("what the local journal had could not be done as it was told");
    }

    private List<Outcome> remember(Batch batch, @Nullable StoreException cause) throws StoreException {
        List<Outcome> outcomes = new ArrayList<>(batch.records().size());
        List<LedgerRecord> kept = new ArrayList<>(batch.records().size());
        for (LedgerRecord record : batch.records()) {
            boolean own = switch (record) {
                case LedgerRecord.Reserve r -> true;
                case LedgerRecord.Resolve r -> true;
                case LedgerRecord.Extend e -> true;
                case LedgerRecord.Advance a -> true;
                case LedgerRecord.Return r -> true;
                case LedgerRecord.Late l -> true;
                case LedgerRecord.Watermark w -> true;
                case LedgerRecord.BudgetReturn b -> true;
                case LedgerRecord.Grant g -> false;
                case LedgerRecord.BudgetGrant b -> false;
                case LedgerRecord.TopUp t -> false;
                case LedgerRecord.Beat b -> false;
            };
            outcomes.add(own ? Outcome.DONE : Outcome.AWAY);
            if (own) {
                kept.add(record);
            }
        }
        if (!kept.isEmpty()) {
            keep(batch.with(kept), cause);
        }
        return outcomes;
    }

    private void keep(Batch batch, @Nullable StoreException cause) throws StoreException {
        if (backlog.size() >= BACKLOG_MAX) {
            throw new StoreException(
                    "the local journal is full", cause == null ? new IOException("full") : cause, false);
        }
        try {
            batch.nameTransfers();
            journal.append(new JournalEntry(epoch, batch).bytes());
        } catch (IOException e) {
            throw new StoreException("neither database nor local journal can be written", e, false);
        }
        backlog.add(batch);
    }
}
