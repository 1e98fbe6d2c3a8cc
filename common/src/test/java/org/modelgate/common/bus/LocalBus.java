package org.modelgate.common.bus;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.internal.VertxInternal;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One process's bus for tests: endpoints on contexts of their own, and a way to run code there from the test's thread. */
public final class LocalBus implements AutoCloseable {
    private static final int WAIT_SECONDS = 30;

    private final Vertx vertx;
    private final Bus bus;

    public LocalBus() {
        this(BusOptions.defaults());
    }

    public LocalBus(BusOptions options) {
        this(Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2)), options);
    }

    /** @param vertx is closed with this */
    public LocalBus(Vertx vertx, BusOptions options) {
        this.vertx = vertx;
        this.bus = Bus.create(vertx, options, System::nanoTime);
    }

    public Vertx vertx() {
        return vertx;
    }

    public Bus bus() {
        return bus;
    }

    /** An endpoint on a context of its own; use {@link At#run} and {@link At#call} to get there. */
    public At open(Role role) {
        Context context = ((VertxInternal) vertx).createEventLoopContext();
        return new At(context, result(on(context, () -> bus.open(role)).compose(f -> f)));
    }

    @Override
    public void close() {
        result(vertx.close());
    }

    /** Waits for a future in the test's thread. */
    public static <T> T result(Future<T> future) {
        try {
            return future.await(WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("nothing came within " + WAIT_SECONDS + " s", e);
        }
    }

    private static <T> Future<T> on(Context context, Callable<T> work) {
        Promise<T> done = Promise.promise();
        context.runOnContext(v -> {
            try {
                done.complete(work.call());
            } catch (Exception e) {
                done.fail(e);
            }
        });
        return done.future();
    }

    /** An endpoint and the context it belongs to. */
    public record At(Context context, BusEndpoint endpoint) {
        /** Runs it on the endpoint's context and waits for its result. */
        public <T> T call(Callable<T> work) {
            return LocalBus.result(on(context, work));
        }

        /** Runs it on the endpoint's context and waits until it's done. */
        public void run(Runnable work) {
            call(() -> {
                work.run();
                return true;
            });
        }

        /** Runs it on the endpoint's context and waits for the future it gives. */
        public <T> T await(Callable<Future<T>> work) {
            return LocalBus.result(on(context, work).compose(f -> f));
        }

        public String address() {
            return endpoint.address();
        }
    }
}
