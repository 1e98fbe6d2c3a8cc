package org.modelgate.billing.store;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.modelgate.billing.ledger.LedgerRecord;
import org.modelgate.billing.ledger.Outcome;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The writer: commits what was appended, in order, as much at once as came together. An idle writer commits at once what somebody
 * waits for; a reservation alone gets a moment of company, for nothing needs it before the provider's first content; a busy
 * writer waits for more, because a commit costs as much CPU as some twenty calls. A batch that fails is repeated until it
 * succeeds, so nothing is lost and nothing overtakes it.
 */
public final class GroupCommit {
    private static final Logger LOG = LoggerFactory.getLogger(GroupCommit.class);
    private static final int RECORDS_MAX = 256;
    /** A batch this big says that calls come in parallel, and that waiting for more will pay. */
    private static final int BUSY_RECORDS = 8;

    private static final long BUSY_INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(3);
    /** Far below any provider's time to its first byte, so it delays nobody; a quick answer's settlement shares the commit. */
    private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private static final long RETRY_MIN_MILLIS = 50;
    private static final long RETRY_MAX_MILLIS = 1_000;
    private static final long CLOSE_MILLIS = 10_000;

    /** Told on the writer's thread. */
    public interface Listener {
        void committed(List<LedgerRecord> records, List<Outcome> outcomes);

        /** The storage began to fail, or works again. */
        void failing(boolean failing);
    }

    /** What the writer's thread waits for. */
    private enum Waiting {
        NOT,
        RECORDS,
        AWAITED_RECORDS,
        FULL_BATCH
    }

    private final LedgerStore store;
    private final Supplier<UUID> ids;
    private final Listener listener;
    private final LongSupplier nanos;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition wanted = lock.newCondition();
    private final Thread thread;
    private List<LedgerRecord> queue = new ArrayList<>();
    private long firstNanos;
    private boolean awaited;
    private Waiting waiting = Waiting.NOT;
    private boolean closing;
    private boolean failing;

    /**
     * @param ids used by the writer's thread only
     * @param nanos monotonic clock
     */
    public GroupCommit(LedgerStore store, Supplier<UUID> ids, Listener listener, LongSupplier nanos) {
        this.store = store;
        this.ids = ids;
        this.listener = listener;
        this.nanos = nanos;
        // A platform thread: SQLite's calls are JNI, which would pin a virtual thread's carrier for the time of an
        // fsync.
        this.thread = Thread.ofPlatform().name("billing-writer").daemon().unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    /**
     * Never blocks. The queue is bounded by the ledger, which admits nothing while too many calls are open or the storage fails.
     */
    public void append(LedgerRecord record) {
        lock.lock();
        try {
            if (queue.isEmpty()) {
                firstNanos = nanos.getAsLong();
            }
            queue.add(record);
            awaited |= !(record instanceof LedgerRecord.Reserve);
            if (isEnough()) {
                waiting = Waiting.NOT;
                wanted.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean isEnough() {
        return switch (waiting) {
            case NOT -> false;
            case RECORDS -> true;
            case AWAITED_RECORDS -> awaited || queue.size() >= RECORDS_MAX;
            case FULL_BATCH -> queue.size() >= RECORDS_MAX;
        };
    }

    /** Commits what was appended, then ends; gives up after some seconds if the storage fails. */
    public void shutdown() throws InterruptedException {
        lock.lock();
        try {
            closing = true;
            wanted.signal();
        } finally {
            lock.unlock();
        }
        thread.join(CLOSE_MILLIS);
        if (thread.isAlive()) {
            LOG.atError().log("the ledger's writer could not finish: what is not durable was not answered");
            thread.interrupt();
        }
    }

    private void run() {
        try {
            long lastStart = nanos.getAsLong() - BUSY_INTERVAL_NANOS;
            int lastSize = 0;
            while (true) {
                long notBefore = lastSize >= BUSY_RECORDS ? lastStart + BUSY_INTERVAL_NANOS : lastStart;
                List<LedgerRecord> records = next(notBefore);
                if (records.isEmpty()) {
                    return;
                }
                lastStart = nanos.getAsLong();
                lastSize = records.size();
                commit(records);
            }
        } catch (InterruptedException e) {
            LOG.atWarn().log("the ledger's writer was interrupted");
        }
    }

    /** Waits for records; empty when closing and all is done. */
    private List<LedgerRecord> next(long notBefore) throws InterruptedException {
        lock.lock();
        try {
            while (queue.isEmpty() && !closing) {
                waiting = Waiting.RECORDS;
                wanted.await();
            }
            long wait = patience(notBefore);
            while (queue.size() < RECORDS_MAX && wait > 0 && !closing) {
                wanted.awaitNanos(wait);
                wait = patience(notBefore);
            }
            waiting = Waiting.NOT;
            List<LedgerRecord> taken = queue;
            if (taken.size() <= RECORDS_MAX) {
                queue = new ArrayList<>();
                awaited = false;
                return taken;
            }
            queue = new ArrayList<>(taken.subList(RECORDS_MAX, taken.size()));
            return new ArrayList<>(taken.subList(0, RECORDS_MAX));
        } finally {
            lock.unlock();
        }
    }

    /** How long the writer should still wait for company, and says what would end it. */
    private long patience(long notBefore) {
        long now = nanos.getAsLong();
        long untilCompany = awaited ? 0 : firstNanos + PATIENCE_NANOS - now;
        waiting = untilCompany > notBefore - now ? Waiting.AWAITED_RECORDS : Waiting.FULL_BATCH;
        return Math.max(notBefore - now, untilCompany);
    }

    private void commit(List<LedgerRecord> records) throws InterruptedException {
        try {
            listener.committed(records, persist(new Batch(records, ids)));
        } catch (StoreException refused) {
            LOG.atError().setCause(refused).log("a batch was refused, its records are committed one by one");
            for (LedgerRecord record : records) {
                listener.committed(List.of(record), List.of(single(record)));
            }
        }
    }

    private Outcome single(LedgerRecord record) throws InterruptedException {
        try {
            return persist(new Batch(List.of(record), ids)).getFirst();
        } catch (StoreException refused) {
            LOG.atError()
                    .setCause(refused)
                    .addKeyValue("kind", record.getClass().getSimpleName())
                    .log("the database refuses a record");
            return new Outcome.Rejected(String.valueOf(refused.getMessage()));
        }
    }

    /** Repeats until the batch is durable; throws only if the data itself is refused. */
    private List<Outcome> persist(Batch batch) throws InterruptedException, StoreException {
        long pause = RETRY_MIN_MILLIS;
        while (true) {
            try {
                List<Outcome> outcomes = store.commit(batch);
                report(false);
                return outcomes;
            } catch (StoreException e) {
                if (e.constraint()) {
                    throw e;
                }
                LOG.atError().setCause(e).log("a batch can't be committed, it will be repeated");
            } catch (RuntimeException e) {
                // The writer must not die: calls wait for it.
                LOG.atError().setCause(e).log("a batch failed by a bug, it will be repeated");
            }
            report(true);
            pause(pause);
            pause = Math.min(2 * pause, RETRY_MAX_MILLIS);
        }
    }

    private void pause(long millis) throws InterruptedException {
        LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(millis));
        if (Thread.interrupted()) {
            throw new InterruptedException("the writer was told to give up");
        }
    }

    private void report(boolean nowFailing) {
        if (failing != nowFailing) {
            failing = nowFailing;
            listener.failing(nowFailing);
        }
    }
}
