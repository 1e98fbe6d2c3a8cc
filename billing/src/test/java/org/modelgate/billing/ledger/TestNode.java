package org.modelgate.billing.ledger;

import static java.util.Objects.requireNonNull;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.modelgate.billing.pricing.Costs;
import org.modelgate.billing.store.Batch;
import org.modelgate.billing.store.Bootstrap;
import org.modelgate.billing.store.LedgerDisk;
import org.modelgate.billing.store.LedgerReader;
import org.modelgate.billing.store.LedgerStore;
import org.modelgate.billing.store.Provision;
import org.modelgate.billing.store.StoreException;
import org.modelgate.common.bus.messages.Settle;
import org.modelgate.common.bus.messages.Settled;
import org.modelgate.common.error.GatewayError;

/** A booted ledger whose writer moves only when told to. */
public final class TestNode implements Journal, LedgerListener {
    public final Ledger ledger;
    public final String name;
    public final long epoch;
    public @Nullable Peers peers;
    private final LedgerDisk disk;
    private final LedgerStore store;
    private final Supplier<UUID> ids;
    private final Deque<LedgerRecord> queue = new ArrayDeque<>();
    private final Deque<UUID> searches = new ArrayDeque<>();
    private final Deque<Runnable> questions = new ArrayDeque<>();
    private final Consumer<UUID> onDurable;
    private @Nullable Batch batch;
    private @Nullable List<Outcome> outcomes;
    boolean fenced;
    final List<String> told = new ArrayList<>();

    /** What a node says to others. */
    public interface Peers {
        void recall(String account);

        void forward(Settle settle, String address, Reply<Settled> reply);

        void exhausted(UUID callId);
    }

    /** From a node's epoch to the disk. */
    public interface Way {
        LedgerStore to(long epoch, LedgerStore disk);
    }

    /** The only node. */
    public TestNode(
            LedgerDisk disk,
            Provision provision,
            Map<String, Limits> plans,
            LedgerSettings settings,
            TestClock clock,
            Supplier<UUID> ids,
            Consumer<UUID> onDurable)
            throws StoreException {
        this(
                LedgerDisk.LOCAL,
                disk,
                (epoch, store) -> store,
                provision,
                plans,
                settings,
                clock.ledgerClock(),
                ids,
                onDurable);
    }

    /** @param way to the disk, which may be lossy */
    public TestNode(
            String name,
            LedgerDisk disk,
            Way way,
            Provision provision,
            Map<String, Limits> plans,
            LedgerSettings settings,
            LedgerClock clock,
            Supplier<UUID> ids,
            Consumer<UUID> onDurable)
            throws StoreException {
        this.name = name;
        this.disk = disk;
        this.ids = ids;
        this.onDurable = onDurable;
        Bootstrap.Started started = disk.start(name, provision, clock.wallMillis());
        this.epoch = started.recovered().epoch();
        this.store = way.to(epoch, disk.store(name, epoch));
        this.ledger = new Ledger(
                started.recovered(),
                new HashMap<>(plans),
                started.prices(),
                Costs.UNKNOWN,
                settings,
                clock,
                this,
                this,
                ids);
        ledger.reachedAt(name);
    }

    /** Takes up to {@code max} records for the next commit. Returns false if there is nothing to do. */
    boolean form(int max) {
        if (batch != null || queue.isEmpty()) {
            return batch != null;
        }
        List<LedgerRecord> records = new ArrayList<>();
        while (records.size() < max && !queue.isEmpty()) {
            records.add(queue.remove());
        }
        batch = new Batch(records, ids);
        return true;
    }

    /** Makes the formed batch durable; its outcomes aren't told yet. May be repeated. */
    void commit() throws StoreException {
        if (batch != null) {
            outcomes = store.commit(batch);
        }
    }

    /** The commit's answer got lost: it looks failed. */
    void forgetOutcome() {
        outcomes = null;
    }

    /** Tells the outcomes of a formed and committed batch. */
    @Nullable Batch tell() {
        Batch done = batch;
        List<Outcome> results = outcomes;
        if (done == null || results == null) {
            return null;
        }
        batch = null;
        outcomes = null;
        ledger.committed(done.records(), results);
        return done;
    }

    /** Answers before the disk did: what a careless writer would do. */
    void tellEarly() {
        Batch formed = batch;
        if (formed != null && outcomes == null) {
            List<Outcome> hoped = new ArrayList<>();
            for (LedgerRecord record : formed.records()) {
                hoped.add(
                        record instanceof LedgerRecord.Grant grant
                                ? new Outcome.Moved(Math.min(grant.most(), 1_000), 0, 0)
                                : Outcome.DONE);
            }
            ledger.committed(formed.records(), hoped);
        }
    }

    void drop() {
        batch = null;
        outcomes = null;
    }

    void search() {
        Runnable question = questions.poll();
        if (question != null) {
            question.run();
        }
        UUID callId = searches.poll();
        if (callId != null) {
            found(callId);
        }
    }

    private void found(UUID callId) {
        LedgerReader.Known known;
        try {
            known = disk.find(callId);
        } catch (StoreException away) {
            ledger.notFindable(callId);
            return;
        }
        Settled settled = known.settled();
        String keeper = known.keeper();
        if (settled != null) {
            ledger.found(callId, settled);
        } else if (keeper == null) {
            ledger.notFound(callId);
        } else if (keeper.equals(name)) {
            ledger.notFindable(callId);
        } else {
            ledger.elsewhere(callId, keeper);
        }
    }

    /** Looks for dead nodes. */
    public void sweep() throws StoreException {
        disk.sweep(name, epoch).ifPresent(adopted -> ledger.adopt(adopted.open(), adopted.prices()));
    }

    boolean idle() {
        return queue.isEmpty() && batch == null && searches.isEmpty() && questions.isEmpty();
    }

    /** Runs writer and reader until both have nothing to do. */
    public void settleDown() throws StoreException {
        while (!idle()) {
            form(256);
            commit();
            tell();
            search();
        }
    }

    @Override
    public void append(LedgerRecord record) {
        queue.add(record);
    }

    @Override
    public void find(UUID callId) {
        searches.add(callId);
    }

    @Override
    public void findTaken(long org, UUID lease, long sinceMillis) {
        questions.add(() -> {
            try {
                ledger.taken(org, disk.taken(org, lease, sinceMillis));
            } catch (StoreException away) {
                ledger.takenNotKnown(org);
            }
        });
    }

    @Override
    public void reservationDurable(UUID callId, String to) {
        onDurable.accept(callId);
    }

    @Override
    public void overran(UUID callId, long costNano, long reservedNano) {
        told.add("overran " + callId);
    }

    @Override
    public void late(UUID callId, String reason) {
        told.add("late " + callId);
    }

    @Override
    public void recall(String account) {
        if (peers != null) {
            peers.recall(account);
        }
    }

    @Override
    public void forward(Settle settle, String address, Reply<Settled> reply) {
        requireNonNull(peers).forward(settle, address, reply);
    }

    @Override
    public void exhausted(UUID callId, String to) {
        told.add("exhausted " + callId);
        if (peers != null) {
            peers.exhausted(callId);
        }
    }

    @Override
    public void fenced() {
        fenced = true;
    }

    /** Keeps the one answer it gets. */
    public static class Answer<T> implements Reply<T> {
        public @Nullable T value;
        public @Nullable GatewayError error;

        public boolean done() {
            return value != null || error != null;
        }

        @Override
        public void ok(T answer) {
            if (done()) {
                throw new AssertionError("answered twice");
            }
            value = answer;
        }

        @Override
        public void failed(GatewayError failure) {
            if (done()) {
                throw new AssertionError("answered twice");
            }
            error = failure;
        }
    }
}
