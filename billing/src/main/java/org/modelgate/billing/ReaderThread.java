package org.modelgate.billing;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.modelgate.common.error.GatewayError;

/** One thread for reading: SQLite's JNI calls would pin the carrier of a virtual one. */
final class ReaderThread {
    private static final int QUEUE_MAX = 2_000;

    private ReaderThread() {}

    static ExecutorService create() {
        return new ThreadPoolExecutor(
                1,
                1,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(QUEUE_MAX),
                Thread.ofPlatform().name("billing-reader").daemon().factory());
    }

    /** Runs the question there; the future completes on the context. Fails with 503 when too many wait. */
    static <T> Future<T> submit(Context context, ExecutorService readers, Callable<T> question) {
        Promise<T> promise = Promise.promise();
        try {
            readers.execute(() -> {
                try {
                    T answer = question.call();
                    context.runOnContext(turn -> promise.complete(answer));
                } catch (Exception e) {
                    // The rim of this thread: whatever went wrong is the asker's to report.
                    context.runOnContext(turn -> promise.fail(e));
                }
            });
        } catch (RejectedExecutionException full) {
            promise.fail(
                    GatewayError.unavailable("too many questions to the ledger").asException());
        }
        return promise.future();
    }
}
