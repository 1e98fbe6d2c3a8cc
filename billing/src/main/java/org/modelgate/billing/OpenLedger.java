package org.modelgate.billing;

import static java.util.Objects.requireNonNull;

import io.vertx.core.Context;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.modelgate.billing.admin.Touched;
import org.modelgate.billing.keys.KeyHash;
import org.modelgate.billing.keys.KeyRing;
import org.modelgate.billing.ledger.Escrow;
import org.modelgate.billing.ledger.Ledger;
import org.modelgate.billing.ledger.LedgerClock;
import org.modelgate.billing.ledger.LedgerListener;
import org.modelgate.billing.ledger.LedgerRecord;
import org.modelgate.billing.ledger.LedgerSettings;
import org.modelgate.billing.ledger.Outcome;
import org.modelgate.billing.ledger.Recovered;
import org.modelgate.billing.store.Bootstrap;
import org.modelgate.billing.store.Database;
import org.modelgate.billing.store.FileJournal;
import org.modelgate.billing.store.GroupCommit;
import org.modelgate.billing.store.Janitor;
import org.modelgate.billing.store.JdbcLedgerStore;
import org.modelgate.billing.store.JournaledStore;
import org.modelgate.billing.store.LedgerReader;
import org.modelgate.billing.store.LedgerStore;
import org.modelgate.billing.store.StoreException;
import org.modelgate.billing.store.StoreIdentity;
import org.modelgate.billing.store.TimeOrderedIds;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One boot of a billing node: its ledger with the threads that write and read for it. */
final class OpenLedger {
    private static final Logger LOG = LoggerFactory.getLogger(OpenLedger.class);

    /** What is read before the ledger can be made; blocking. */
    record Opened(Database database, Bootstrap.Started started, StoreIdentity self, KeyHash hash, FileJournal journal) {
        static Opened of(BillingConfig config, BillingNode node, KeyHash hash, InstantSource clock)
                throws StoreException {
            Database database = Database.open(config.storage());
            try {
                FileJournal journal = new FileJournal(journalFile(config, node));
                if (database.shared()) {
                    replay(database, journal, node, clock);
                }
                Bootstrap.Started started = Bootstrap.start(
                        database, node.name(), node.region(), BillingAdmin.provision(config, hash), clock, ids(clock));
                StoreIdentity self = new StoreIdentity(
                        node.name(),
                        node.region(),
                        started.recovered().epoch(),
                        config.leaseTtl().toMillis());
                return new Opened(database, started, self, hash, journal);
            } catch (StoreException | RuntimeException e) {
                database.close();
                throw e;
            }
        }

        private static Path journalFile(BillingConfig config, BillingNode node) {
            return config.folder().resolve("journal").resolve(node.name().replace(':', '-'));
        }

        /** What an earlier boot decided while the database was away, before this boot's epoch fences it. */
        private static void replay(Database database, FileJournal journal, BillingNode node, InstantSource clock)
                throws StoreException {
            Map<Long, JdbcLedgerStore> stores = new HashMap<>();
            try {
                JournaledStore.replay(
                        journal,
                        epoch -> stores.computeIfAbsent(
                                epoch,
                                e -> new JdbcLedgerStore(
                                        database, new StoreIdentity(node.name(), node.region(), e, 0), clock)),
                        ids(clock));
            } catch (IOException e) {
                throw new StoreException("the local journal can't be read", e, false);
            } finally {
                stores.values().forEach(JdbcLedgerStore::close);
            }
        }
    }

    private final Context context;
    private final Database database;
    private final JdbcLedgerStore store;
    private final FileJournal journalFile;
    private final GroupCommit writer;
    private final LedgerReader reader;
    private final ExecutorService readers = ReaderThread.create();
    private final Janitor janitor;
    private final Touched touched;
    private final Ledger ledger;
    private final KeyRing keys;

    OpenLedger(
            Context context,
            Opened opened,
            BillingConfig config,
            LedgerSettings settings,
            LedgerListener listener,
            Touched touched,
            InstantSource clock,
            LongSupplier nanos) {
        this.context = context;
        this.database = opened.database;
        Recovered recovered = opened.started.recovered();
        store = new JdbcLedgerStore(database, opened.self, clock);
        this.touched = touched;
        Hand hand = new Hand(context, touched);
        journalFile = opened.journal;
        // A file's disk is the journal's disk too: it would be no help.
        LedgerStore durable = database.shared()
                ? new JournaledStore(store, journalFile, recovered.epoch(), ids(clock), nanos, hand::corrected)
                : store;
        writer = new GroupCommit(durable, ids(clock), hand, nanos);
        reader = new LedgerReader(database);
        janitor = new Janitor(database, opened.self, clock, ids(clock));
        LedgerJournal journal = new LedgerJournal(context, writer, reader, readers, opened.self.node());
        Escrow escrow = database.shared() ? Escrow.SHARED.withTtlMillis(opened.self.ttlMillis()) : Escrow.SOLE;
        ledger = new Ledger(
                recovered,
                config.plans(),
                opened.started.prices(),
                config.costs(),
                settings.with(escrow),
                new LedgerClock(clock, nanos),
                journal,
                listener,
                ids(clock));
        journal.attach(ledger);
        hand.ledger = ledger;
        keys = new KeyRing(opened.hash, recovered.keys());
        writer.start();
        LOG.atInfo()
                .addKeyValue("node", opened.self.node())
                .addKeyValue("epoch", recovered.epoch())
                .addKeyValue("accounts", recovered.orgs().size())
                .addKeyValue("recovered", recovered.open().size())
                .log("billing is open");
    }

    private static TimeOrderedIds ids(InstantSource clock) {
        return new TimeOrderedIds(clock, RandomGenerator.getDefault());
    }

    Ledger ledger() {
        return ledger;
    }

    KeyRing keys() {
        return keys;
    }

    LedgerReader reader() {
        return reader;
    }

    ExecutorService readers() {
        return readers;
    }

    /** Whether other billing nodes may use the same database. */
    boolean shared() {
        return database.shared();
    }

    /** Looks for dead nodes and answers for what they left open. */
    void sweep() {
        ReaderThread.submit(context, readers, janitor::sweep)
                .onSuccess(found -> found.ifPresent(adopted -> {
                    ledger.adopt(adopted.open(), adopted.prices());
                    // Its last charges may have crossed what it had no time to tell of.
                    touched.mayHaveMissed();
                }))
                .onFailure(away -> LOG.atWarn().setCause(away).log("can't look for dead billing nodes"));
    }

    /** Makes durable what was appended, and lets go. Blocks. */
    void close() throws InterruptedException {
        writer.shutdown();
        readers.shutdown();
        store.close();
        try {
            if (database.shared()) {
                janitor.leave();
            }
            reader.close();
            journalFile.close();
        } catch (SQLException | StoreException | IOException e) {
            LOG.atWarn().setCause(e).log("the database did not hear of this node's end");
        }
        database.close();
    }

    /** Brings the writer's outcomes to the ledger's loop, one turn a batch. */
    private static final class Hand implements GroupCommit.Listener {
        private final Context context;
        private final Touched touched;
        private @Nullable Ledger ledger;

        Hand(Context context, Touched touched) {
            this.context = context;
            this.touched = touched;
        }

        @Override
        public void committed(List<LedgerRecord> records, List<Outcome> outcomes) {
            context.runOnContext(turn -> {
                ledger().committed(records, outcomes);
                records.forEach(touched::committed);
            });
        }

        @Override
        public void failing(boolean failing) {
            context.runOnContext(turn -> ledger().storageFailing(failing));
        }

        void corrected(LedgerRecord record, Outcome outcome) {
            context.runOnContext(turn -> ledger().corrected(record, outcome));
        }

        private Ledger ledger() {
            return requireNonNull(ledger, "no ledger yet");
        }
    }
}
