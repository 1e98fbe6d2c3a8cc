package org.modelgate.billing.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.error.GatewayException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits what isn't the ledger's own: what operators change, and answers that are kept. One thread with one connection beside the
 * ledger's writer; what came together is one transaction. {@link #submit} is safe for many threads.
 */
public final class SideWriter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SideWriter.class);
    private static final int QUEUE_MAX = 2_000;
    private static final int BATCH_MAX = 64;
    private static final int TRIES = 5;

    /** A change inside an open transaction. It may run several times, of which one is committed. */
    public interface Change<T extends @Nullable Object> {
        /** @throws GatewayException if it must not happen; nothing of it is committed then */
        T apply(Connection connection) throws SQLException;
    }

    private static final class Job<T extends @Nullable Object> {
        private final Change<T> change;
        private final CompletableFuture<T> done = new CompletableFuture<>();
        private @Nullable Runnable answer;

        Job(Change<T> change) {
            this.change = change;
        }

        void run(Connection connection) throws SQLException {
            T result = change.apply(connection);
            answer = () -> done.complete(result);
        }

        void committed() {
            if (answer != null) {
                answer.run();
            }
        }

        void failed(Throwable cause) {
            done.completeExceptionally(cause);
        }
    }

    private final Database database;
    private final BlockingQueue<Job<?>> queue = new ArrayBlockingQueue<>(QUEUE_MAX);
    private final Thread thread;
    private @Nullable Connection connection;
    private volatile boolean closed;

    public SideWriter(Database database) {
        this.database = database;
        // A platform thread, as SQLite's calls would pin a virtual one's carrier.
        this.thread = Thread.ofPlatform().name("billing-side-writer").daemon().unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    /**
     * Completes on the writer's thread when the change is durable; fails with a {@link GatewayException} of the change, with 503 if
     * too many wait, or with a {@link StoreException}.
     */
    public <T extends @Nullable Object> CompletableFuture<T> submit(Change<T> change) {
        Job<T> job = new Job<>(change);
        if (closed) {
            job.failed(GatewayError.unavailable("billing is stopping").asException());
        } else if (!queue.offer(job)) {
            job.failed(GatewayError.unavailable("too many changes wait for the database")
                    .asException());
        }
        return job.done;
    }

    private void run() {
        List<Job<?>> batch = new ArrayList<>();
        try {
            while (true) {
                batch.add(queue.take());
                queue.drainTo(batch, BATCH_MAX - 1);
                commit(batch);
                batch.clear();
            }
        } catch (InterruptedException e) {
            LOG.atDebug().log("the side writer ends");
        } finally {
            disconnect();
        }
    }

    private void commit(List<Job<?>> batch) {
        Throwable failure = tried(batch);
        if (failure == null) {
            batch.forEach(Job::committed);
        } else if (batch.size() == 1) {
            batch.getFirst().failed(failure);
        } else {
            // One of them spoils the rest.
            batch.forEach(job -> commit(List.of(job)));
        }
    }

    /** Null if it is durable, else why it isn't. */
    private @Nullable Throwable tried(List<Job<?>> batch) {
        Throwable failure = null;
        for (int i = 0; i < TRIES; i++) {
            try {
                Connection open = connected();
                database.dialect().beginWriting(open);
                for (Job<?> job : batch) {
                    job.run(open);
                }
                open.commit();
                return null;
            } catch (GatewayException | CompletionException refused) {
                rollback();
                return refused;
            } catch (SQLException e) {
                // Another writer was quicker, or took the same number: what is there now decides.
                failure = Database.failure("a change can't be committed", e);
                rollback();
                if (!Database.isRace(e)) {
                    disconnect();
                }
            } catch (StoreException | RuntimeException e) {
                failure = e;
                rollback();
                disconnect();
            }
        }
        LOG.atError().setCause(failure).log("a change could not be committed");
        return failure;
    }

    private Connection connected() throws StoreException {
        Connection open = connection;
        if (open == null) {
            open = database.openWriter();
            connection = open;
        }
        return open;
    }

    private void rollback() {
        try {
            if (connection != null) {
                connection.rollback();
            }
        } catch (SQLException e) {
            LOG.atWarn().setCause(e).log("a change could not be rolled back");
            disconnect();
        }
    }

    private void disconnect() {
        Connection open = connection;
        connection = null;
        if (open != null) {
            try {
                open.close();
            } catch (SQLException e) {
                LOG.atWarn().setCause(e).log("the side writer's connection did not close cleanly");
            }
        }
    }

    /** What still waits fails. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        List<Job<?>> rest = new ArrayList<>();
        queue.drainTo(rest);
        rest.forEach(job ->
                job.failed(GatewayError.unavailable("billing is stopping").asException()));
    }
}
