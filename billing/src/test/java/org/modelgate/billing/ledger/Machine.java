package org.modelgate.billing.ledger;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
        private final boolean forgetful;

        /** @param forgetful whether the last entry isn't there any more when it is read */
        MemoryJournal(boolean forgetful) {
            this.forgetful = forgetful;
        }

        @Override
        public void append(byte[] entry) {
            entries.add(entry.clone());
        }

        @Override
        public List<byte[]> entries() {
            return forgetful && !entries.isEmpty()
                    ? List.copyOf(entries.subList(0, entries.size() - 1))
                    : List.copyOf(entries);
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
    MemoryJournal journal = new MemoryJournal(false);

    @Nullable TestNode node;

    /** What a token costs, by the prices it booted with. */
    long factor;

    /** Frozen: it does nothing, and doesn't know. */
    boolean frozen;

    /** Until then it doesn't reach the database. */
    long cutUntil;

    /** Nothing fails any more. */
    boolean calm;

    /** When the database last heard of it. */
    long heardAt;

    /** What is durable on this machine only. */
    final Set<UUID> localReserved = new HashSet<>();

    final Map<UUID, Long> localResolved = new HashMap<>();

    /** What the database has of this boot. */
    final List<Batch> written = new ArrayList<>();

    /** Admissions that this boot hasn't answered. */
    int waiting;

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

    /** Others have taken over from it; it may not know yet. */
    boolean replaced() {
        return node == null || disk.epoch(name) != node.epoch;
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
        written.clear();
        waiting = 0;
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
        factor = provision.rates().equals(List.of(Fixtures.RATES)) ? 1 : 2;
    }

    private LedgerStore way(long epoch, LedgerStore store, Supplier<UUID> ids) {
        MemoryJournal own = journal;
        LedgerStore lossy = batch -> {
            if (cut() || fails()) {
                throw away();
            }
            List<Outcome> outcomes = fenced(epoch, store, batch);
            heard(batch, outcomes);
            if (fails()) {
                throw away();
            }
            written.add(batch);
            return outcomes;
        };
        JournaledStore journaled = new JournaledStore(lossy, own, epoch, ids, () -> time.nanos(rate), this::corrected);
        return batch -> {
            List<Outcome> outcomes = journaled.commit(batch);
            if (written.isEmpty() || !written.getLast().equals(batch)) {
                for (LedgerRecord record : batch.records()) {
                    if (record instanceof LedgerRecord.Reserve r) {
                        localReserved.add(r.callId());
                    } else if (record instanceof LedgerRecord.Resolve r) {
                        localResolved.put(r.callId(), r.nano());
                    }
                }
            }
            return outcomes;
        };
    }

    /** Of an epoch that others took over from nothing is posted. */
    private List<Outcome> fenced(long epoch, LedgerStore store, Batch batch) throws StoreException {
        if (disk.epoch(name) == epoch) {
            return store.commit(batch);
        }
        List<Optional<Long>> before = posted(batch);
        List<Outcome> outcomes = store.commit(batch);
        Promises.check(posted(batch).equals(before), "I13 a fenced node has posted " + batch.records());
        return outcomes;
    }

    private List<Optional<Long>> posted(Batch batch) {
        List<Optional<Long>> posted = new ArrayList<>(List.of(Optional.of(disk.leased())));
        for (LedgerRecord record : batch.records()) {
            if (record instanceof LedgerRecord.Reserve r) {
                posted.add(disk.reserved(r.callId()));
            } else if (record instanceof LedgerRecord.Resolve r) {
                posted.add(disk.charged(r.callId()));
            }
        }
        return posted;
    }

    /** I7: what this boot wrote before, once more. */
    void repeat() throws StoreException {
        TestNode writing = node;
        if (writing == null || written.isEmpty()) {
            return;
        }
        Batch batch = written.get(random.nextInt(written.size()));
        if (batch.records().stream().anyMatch(LedgerRecord.Beat.class::isInstance)) {
            // A sign of life is meant to count again.
            return;
        }
        List<Optional<Long>> before = posted(batch);
        List<Long> money = List.of(disk.available(), disk.funded());
        var unused = disk.store(name, writing.epoch).commit(batch);
        Promises.check(
                posted(batch).equals(before)
                        && List.of(disk.available(), disk.funded()).equals(money),
                "I7 a repeated batch changed something: " + batch.records());
    }

    private void corrected(LedgerRecord record, Outcome outcome) {
        if (record instanceof LedgerRecord.Resolve r) {
            localResolved.remove(r.callId());
        }
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
