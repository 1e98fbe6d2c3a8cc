package org.modelgate.router.provider;

import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A credential that ends. It is fetched when it is first wanted and renewed ahead of its end, by one fetch at a time; who comes
 * while there is none waits for that fetch, and after a failed one nobody asks again for a moment. Belongs to one event loop.
 */
public final class Renewed<T> {
    private static final Logger LOG = LoggerFactory.getLogger(Renewed.class);

    /** So much ahead of its end it is renewed, while the old one is still used. */
    private static final Duration AHEAD = Duration.ofMinutes(5);

    /** A failed fetch isn't repeated at once. */
    private static final Duration PAUSE = Duration.ofSeconds(2);

    /** A refused credential is dropped only if it isn't brand-new: else each refusal would cause a fetch. */
    private static final Duration SETTLED = Duration.ofSeconds(30);

    /**
     * What was fetched.
     *
     * @param end when it ends, null if that isn't known: it is looked at again after a while
     */
    public record Fetched<T>(T value, @Nullable Instant end) {}

    private record Held<T>(T value, Instant since, Instant renewal, Instant end) {}

    private final String what;
    private final Supplier<Future<Fetched<T>>> source;
    private final InstantSource clock;
    private @Nullable Held<T> held;
    private @Nullable Future<T> running;
    private @Nullable Throwable failure;
    private Instant pausedUntil = Instant.MIN;

    /**
     * @param what for the operator's log
     * @param source must complete on the event loop of this object, within a time of its own
     */
    public Renewed(String what, InstantSource clock, Supplier<Future<Fetched<T>>> source) {
        this.what = what;
        this.clock = clock;
        this.source = source;
    }

    public Future<T> get() {
        Instant now = clock.instant();
        Held<T> at = held;
        if (at == null || !now.isBefore(at.end)) {
            return fetch(now);
        }
        if (!now.isBefore(at.renewal)) {
            fetch(now);
        }
        return Future.succeededFuture(at.value);
    }

    private Future<T> fetch(Instant now) {
        if (running != null) {
            return running;
        }
        if (failure != null && now.isBefore(pausedUntil)) {
            return Future.failedFuture(failure);
        }
        Future<T> fetching = source.get().map(this::hold).onFailure(this::failed);
        running = fetching.isComplete() ? null : fetching;
        return fetching;
    }

    private T hold(Fetched<T> fetched) {
        Instant now = clock.instant();
        Instant end = fetched.end == null ? Instant.MAX : fetched.end;
        Instant ahead = end.equals(Instant.MAX) ? now.plus(AHEAD) : end.minus(AHEAD);
        Instant half = end.equals(Instant.MAX)
                ? ahead
                : now.plus(Duration.between(now, end).dividedBy(2));
        held = new Held<>(fetched.value, now, ahead.isBefore(half) ? half : ahead, end);
        running = null;
        failure = null;
        return fetched.value;
    }

    private void failed(Throwable cause) {
        running = null;
        failure = cause;
        pausedUntil = clock.instant().plus(PAUSE);
        LOG.atWarn()
                .addKeyValue("credential", what)
                .addKeyValue("cause", cause.toString())
                .log("a credential could not be fetched");
    }

    /** Drops what is held, if it has been for a while; whether it was. */
    public boolean drop() {
        Held<T> at = held;
        if (at == null || clock.instant().isBefore(at.since.plus(SETTLED))) {
            return false;
        }
        held = null;
        return true;
    }
}
