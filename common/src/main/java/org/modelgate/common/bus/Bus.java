package org.modelgate.common.bus;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The event bus of one process: its endpoints and what it knows of other nodes. Safe for use by many threads. */
public final class Bus {
    private final Vertx vertx;
    private final BusOptions options;
    private final DirectoryTable table;
    private final BusCounters counters = new BusCounters();
    private final ConcurrentHashMap<String, VertxEndpoint> endpoints = new ConcurrentHashMap<>();
    private final AtomicInteger instances = new AtomicInteger();

    private Bus(Vertx vertx, BusOptions options, String node) {
        this.vertx = vertx;
        this.options = options;
        this.table = new DirectoryTable(node, options);
    }

    /** Once for each {@code vertx}. */
    public static Bus create(Vertx vertx, BusOptions options) {
        vertx.eventBus().registerCodec(new EnvelopeCodec());
        String bootId = Long.toString(UUID.randomUUID().getMostSignificantBits() >>> 28, 36);
        return new Bus(vertx, options, bootId);
    }

    /**
     * Opens an endpoint that belongs to the calling context: call it on the verticle's own. It closes with
     * {@link BusEndpoint#close()}, or with the bus.
     */
    public Future<BusEndpoint> open(Role role) {
        Context context = vertx.getOrCreateContext();
        String address = Addresses.of(role, table.node(), instances.getAndIncrement());
        VertxEndpoint endpoint = new VertxEndpoint(this, vertx, context, address, options);
        endpoints.put(address, endpoint);
        return endpoint.start(options.tick())
                .onSuccess(opened ->
                        table.addOwn(role, address, context.isEventLoopContext() ? Thread.currentThread() : null));
    }

    public Directory directory() {
        return table;
    }

    public BusCounters counters() {
        return counters;
    }

    /** Closes all endpoints; what is open on them fails on both ends. */
    public Future<Void> close() {
        List<Future<Void>> closings =
                endpoints.values().stream().map(VertxEndpoint::close).toList();
        return Future.join(closings).mapEmpty();
    }

    DirectoryTable table() {
        return table;
    }

    boolean clustered() {
        return vertx.isClustered();
    }

    boolean isOpen(String address) {
        return endpoints.containsKey(address);
    }

    void leave(VertxEndpoint endpoint) {
        table.remove(endpoint.address());
        endpoints.remove(endpoint.address());
        endpoints.values().forEach(other -> other.peerLost(endpoint.address()));
    }
}
