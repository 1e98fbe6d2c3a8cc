package org.modelgate.billing.admin;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.modelgate.billing.store.Database;
import org.modelgate.billing.store.SideWriter;
import org.modelgate.billing.store.StoreException;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.error.GatewayException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings questions and changes to threads that may block, and their answers back to the context. */
final class Desk {
    private static final Logger LOG = LoggerFactory.getLogger(Desk.class);
    /** Platform threads, because SQLite's calls would pin a virtual one's carrier; two, so that one long report blocks nobody. */
    private static final int READERS = 2;

    private static final int WAITING_MAX = 500;
    private static final long READ_SECONDS_MAX = 60;

    private final Context context;
    private final WorkerExecutor readers;
    private final SideWriter writer;
    private int waiting;
    private boolean closed;

    Desk(Vertx vertx, Context context, Database database) {
        this.context = context;
        this.readers = vertx.createSharedWorkerExecutor("billing-reports", READERS, READ_SECONDS_MAX, TimeUnit.SECONDS);
        this.writer = new SideWriter(database);
        writer.start();
    }

    <T> Future<T> read(Callable<T> question) {
        if (closed) {
            return Future.failedFuture(
                    GatewayError.unavailable("billing is stopping").asException());
        }
        if (waiting >= WAITING_MAX) {
            return Future.failedFuture(
                    GatewayError.unavailable("too many questions to the ledger").asException());
        }
        waiting++;
        Promise<T> promise = Promise.promise();
        readers.executeBlocking(question, false).onComplete(done -> {
            waiting--;
            if (done.succeeded()) {
                promise.complete(done.result());
            } else {
                promise.fail(told(done.cause()));
            }
        });
        return promise.future();
    }

    <T> Future<T> write(SideWriter.Change<T> change) {
        CompletableFuture<T> written = writer.submit(change);
        Promise<T> promise = Promise.promise();
        written.whenComplete((result, failure) -> context.runOnContext(turn -> {
            if (failure == null) {
                promise.complete(result);
            } else {
                promise.fail(told(failure));
            }
        }));
        return promise.future();
    }

    /** A database's failure is no bug of the asker's. */
    private static Throwable told(@Nullable Throwable failure) {
        if (failure instanceof GatewayException) {
            return failure;
        }
        LOG.atError().setCause(failure).log("a question or a change failed");
        return failure instanceof StoreException
                ? GatewayError.unavailable("billing can't reach its storage").asException()
                : GatewayError.internal("internal error").asException();
    }

    Future<Void> close() {
        closed = true;
        writer.close();
        return readers.close();
    }
}
