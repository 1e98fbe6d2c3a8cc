package org.modelgate.edge.api;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.bus.BusEndpoint;
import org.modelgate.common.bus.Role;
import org.modelgate.common.bus.messages.Models;
import org.modelgate.common.bus.messages.ReadModels;
import org.modelgate.common.error.GatewayError;

/** The catalog as a router gave it, asked again after some seconds. Confined to one event loop. */
public final class ModelList {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final Duration FRESH = Duration.ofSeconds(5);

    private final BusEndpoint bus;
    private final LongSupplier nanos;
    private @Nullable Future<Models> last;
    private long lastAt;

    /** @param nanos monotonic time */
    public ModelList(BusEndpoint bus, LongSupplier nanos) {
        this.bus = bus;
        this.nanos = nanos;
    }

    public Future<Models> read() {
        Future<Models> known = last;
        if (known != null && !known.failed() && nanos.getAsLong() - lastAt < FRESH.toNanos()) {
            return known;
        }
        Future<Models> asked = bus.directory()
                .pick(Role.ROUTER)
                .map(router -> bus.request(router, new ReadModels(), TIMEOUT))
                .orElseGet(() -> Future.failedFuture(GatewayError.unavailable("no router is available at the moment")
                        .asException()));
        last = asked;
        lastAt = nanos.getAsLong();
        return asked;
    }
}
