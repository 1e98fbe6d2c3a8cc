package org.modelgate.common.bus;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.PromiseInternal;
import io.vertx.core.internal.VertxInternal;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The event bus of one process: its endpoints and what it knows of other nodes. Safe for use by many threads. */
public final class Bus {
    private final Vertx vertx;
    private final BusOptions options;
    private final LongSupplier nanos;
    private final DirectoryTable table;
    private final BusCounters counters = new BusCounters();
    private final ByteBudget outgoing;
    private final ByteBudget incoming;
    private final ConcurrentHashMap<String, VertxEndpoint> endpoints = new ConcurrentHashMap<>();
    private final AtomicInteger instances = new AtomicInteger();
    private final @Nullable LoadTablePublisher publisher;
    private volatile boolean draining;
    private volatile Supplier<List<TargetMark>> ownMarks = List::of;
    private volatile BiConsumer<String, List<TargetMark>> marksHearer = (node, marks) -> {};

    private Bus(Vertx vertx, BusOptions options, LongSupplier nanos, String node) {
        this.vertx = vertx;
        this.options = options;
        this.nanos = nanos;
        this.table = new DirectoryTable(node, options, nanos);
        this.outgoing = new ByteBudget(options.reassemblyBytesMax());
        this.incoming = new ByteBudget(options.reassemblyBytesMax());
        this.publisher = vertx.isClustered() ? new LoadTablePublisher(this, vertx, options) : null;
    }

    /**
     * Once for each {@code vertx}. If that is clustered, the bus follows its membership by the cluster manager's only node
     * listener: Vert.x's own high availability can't be used beside it.
     *
     * @param nanos monotonic clock in nanoseconds
     */
    public static Bus create(Vertx vertx, BusOptions options, LongSupplier nanos) {
        vertx.eventBus().registerCodec(new EnvelopeCodec());
        String bootId = Long.toString(UUID.randomUUID().getMostSignificantBits() >>> 28, 36);
        Bus bus = new Bus(vertx, options, nanos, bootId);
        if (bus.publisher != null) {
            bus.publisher.start();
        }
        return bus;
    }

    /**
     * Opens an endpoint that belongs to the calling context: call it on the verticle's own. It closes with
     * {@link BusEndpoint#close()}, with its verticle, or with the bus.
     */
    public Future<BusEndpoint> open(Role role) {
        ContextInternal context = ((VertxInternal) vertx).getOrCreateContext();
        String address = Addresses.of(role, table.node(), instances.getAndIncrement());
        VertxEndpoint endpoint = new VertxEndpoint(this, vertx, context, address, options);
        endpoints.put(address, endpoint);
        Thread loop = context.isEventLoopContext() ? Thread.currentThread() : null;
        // Not the publisher's own future: that one completes on the context that the publisher was made on.
        PromiseInternal<Void> ready = context.promise();
        (publisher == null ? context.<Void>succeededFuture() : publisher.ready()).onComplete(ready);
        return ready.future()
                .compose(v -> endpoint.start(options.tick()))
                .onSuccess(opened -> {
                    table.addOwn(role, address, loop);
                    publish();
                })
                .onFailure(problem -> endpoints.remove(address));
    }

    public Directory directory() {
        return table;
    }

    /**
     * Lets the table that this node publishes each half second say which targets aren't well, and hears what others say. Without a
     * cluster nothing is ever said.
     *
     * @param own asked before each publishing, on any thread
     * @param hearer gets another node's name and all its marks, on any thread
     */
    public void shareMarks(Supplier<List<TargetMark>> own, BiConsumer<String, List<TargetMark>> hearer) {
        ownMarks = own;
        marksHearer = hearer;
    }

    List<TargetMark> ownMarks() {
        return ownMarks.get();
    }

    void heardMarks(String node, List<TargetMark> marks) {
        marksHearer.accept(node, marks);
    }

    public BusCounters counters() {
        return counters;
    }

    /**
     * Other nodes choose no endpoint of this one any more; this node's own still choose each other, so that running calls
     * can be finished.
     */
    public void drain() {
        draining = true;
        publish();
    }

    /**
     * The cluster lost a node: all that is open with it fails at once.
     *
     * @param clusterNode the cluster manager's id of it
     */
    public void nodeLeft(String clusterNode) {
        if (publisher != null) {
            for (String node : publisher.forget(clusterNode)) {
                table.forgetNode(node);
                endpoints.values().forEach(endpoint -> endpoint.nodeLost(node));
            }
        }
    }

    /** Closes all endpoints; what is open on them fails on both ends. */
    public Future<Void> close() {
        List<Future<Void>> closings =
                endpoints.values().stream().map(VertxEndpoint::close).toList();
        return Future.join(closings)
                .transform(closed -> publisher == null ? Future.succeededFuture() : publisher.close());
    }

    long nanos() {
        return nanos.getAsLong();
    }

    DirectoryTable table() {
        return table;
    }

    boolean draining() {
        return draining;
    }

    /** Endpoints that are open. */
    Iterable<VertxEndpoint> endpoints() {
        return endpoints.values();
    }

    ByteBudget outgoing() {
        return outgoing;
    }

    ByteBudget incoming() {
        return incoming;
    }

    boolean isOpen(String address) {
        return endpoints.containsKey(address);
    }

    void leave(VertxEndpoint endpoint) {
        table.remove(endpoint.address());
        endpoints.remove(endpoint.address());
        endpoints.values().forEach(other -> other.peerLost(endpoint.address()));
        publish();
    }

    private void publish() {
        if (publisher != null) {
            publisher.publish();
        }
    }
}
