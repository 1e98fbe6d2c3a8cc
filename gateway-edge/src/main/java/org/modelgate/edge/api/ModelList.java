package org.modelgate.edge.api;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.bus.BusEndpoint;
import org.modelgate.common.bus.Role;
import org.modelgate.common.bus.messages.Models;
import org.modelgate.common.bus.messages.ReadModels;
import org.modelgate.common.error.ErrorCode;
import org.modelgate.common.error.Fault;
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
        Future<Models> asked = ask(new ReadModels());
        last = asked;
        lastAt = nanos.getAsLong();
        return asked;
    }

    /** The one that a call with this name would get; fails with model_not_found if there is none. */
    public Future<Models.Entry> find(String name) {
        return read().compose(list -> list.models().stream()
                .filter(model -> model.id().equals(name) || model.aliases().contains(name))
                .findFirst()
                .map(Future::succeededFuture)
                .orElseGet(() -> resolve(name)));
    }

    private Future<Models.Entry> resolve(String name) {
        return ask(new ReadModels(name)).map(found -> {
            if (found.models().size() != 1) {
                throw GatewayError.of(Fault.CLIENT, ErrorCode.MODEL_NOT_FOUND, "no model has this id")
                        .asException();
            }
            return found.models().getFirst();
        });
    }

    private Future<Models> ask(ReadModels question) {
        return bus.directory()
                .pick(Role.ROUTER)
                .map(router -> bus.request(router, question, TIMEOUT))
                .orElseGet(() -> Future.failedFuture(GatewayError.unavailable("no router is available at the moment")
                        .asException()));
    }
}
