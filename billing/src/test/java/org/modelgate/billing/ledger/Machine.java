package org.modelgate.billing.ledger;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.modelgate.billing.store.Batch;
import org.modelgate.billing.store.JournaledStore;
import org.modelgate.billing.store.LedgerDisk;
import org.modelgate.billing.store.LedgerStore;
import org.modelgate.billing.store.LocalJournal;
import org.modelgate.billing.store.Provision;
import org.modelgate.billing.store.StoreException;

/** One machine of a simulated cluster: a billing node that boots and dies on it, its clocks and its own disk. */
final class Machine {
    /** What a machine's disk keeps through crashes. */
    static final class MemoryJournal implements LocalJournal {
        private final List<byte[]> entries = new ArrayList<>();

        @Override
        public void append(byte[] entry) {
            entries.add(entry.clone());
        }

        @Override
        public List<byte[]> entries() {
            return List.copyOf(entries);
        }

        @Override
        public void clear() {
            entries.clear();
        }
    }

    final String name;
    final String region;
    final LedgerDisk disk;
    final TestClock time;
    final Random random;
    final long wallAhead;
    final long rate;
    MemoryJournal journal = new MemoryJournal();

    @Nullable TestNode node;

    /** Frozen: it does nothing, and doesn't know. */
    boolean frozen;

    /** Until then it doesn't reach the database. */
    long cutUntil;

    /** Others have taken over from it, or will when they look. */
    boolean silenced;

    /** Nothing fails any more. */
    boolean calm;

    /** When the database last heard of it. */
    long heardAt;

    /** What is durable on this machine only. */
    final Set<UUID> localReserved = new HashSet<>();

    final Set<UUID> localResolved = new HashSet<>();

    Machine(String name, String region, LedgerDisk disk, TestClock time, Random random) {
        this.name = name;
        this.region = region;
        this.disk = disk;
        this.time = time;
        this.random = random;
        this.wallAhead = random.nextInt(1_200_000) - 600_000L;
        this.rate = random.nextInt(400) - 200L;
    }

    private boolean fails() {
        return !calm && random.nextInt(25) == 0;
    }

    boolean cut() {
        return time.millis() < cutUntil;
    }

    boolean serves() {
        return node != null && !frozen && !node.fenced;
    }

    /** Does nothing if the database is away. */
    void boot(
            Provision provision,
            LedgerSettings settings,
            Supplier<UUID> ids,
            Consumer<UUID> durable,
            TestNode.Peers peers)
            throws StoreException {
        if (cut()) {
            return;
        }
        try {
            JournaledStore.replay(journal, epoch -> disk.store(name, epoch), ids);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        localReserved.clear();
        localResolved.clear();
        heardAt = time.millis();
        frozen = false;
        silenced = false;
        node = new TestNode(
                name,
                disk,
                (epoch, store) -> way(epoch, store, ids),
                provision,
                Map.of(),
                settings,
                time.ledgerClock(wallAhead, rate),
                ids,
                durable);
        node.peers = peers;
    }

    private LedgerStore way(long epoch, LedgerStore store, Supplier<UUID> ids) {
        MemoryJournal own = journal;
        Set<Batch> written = Collections.newSetFromMap(new IdentityHashMap<>());
        LedgerStore lossy = batch -> {
            if (cut() || fails()) {
                throw away();
            }
            List<Outcome> outcomes = store.commit(batch);
            heard(batch, outcomes);
            if (fails()) {
                throw away();
            }
            written.add(batch);
            return outcomes;
        };
        JournaledStore journaled = new JournaledStore(lossy, own, epoch, ids, () -> time.nanos(rate), this::corrected);
        return batch -> {
            written.clear();
            List<Outcome> outcomes = journaled.commit(batch);
            if (!written.contains(batch)) {
                for (LedgerRecord record : batch.records()) {
                    if (record instanceof LedgerRecord.Reserve r) {
                        localReserved.add(r.callId());
                    } else if (record instanceof LedgerRecord.Resolve r) {
                        localResolved.add(r.callId());
                    }
                }
            }
            return outcomes;
        };
    }

    private void corrected(LedgerRecord record, Outcome outcome) {
        if (node != null) {
            node.ledger.corrected(record, outcome);
        }
    }

    private void heard(Batch batch, List<Outcome> outcomes) {
        for (int i = 0; i < outcomes.size(); i++) {
            if (batch.records().get(i) instanceof LedgerRecord.Beat && outcomes.get(i) instanceof Outcome.Alive) {
                heardAt = time.millis();
            }
        }
    }

    private static StoreException away() {
        return new StoreException("away", new SQLException("away"), false);
    }

    /** Commits some of what the node has appended, and tells it unless it dies meanwhile. */
    void write(int max, boolean tells) throws StoreException {
        TestNode writing = node;
        if (writing == null || !writing.form(max)) {
            return;
        }
        writing.commit();
        if (tells) {
            writing.tell();
        }
    }
}
