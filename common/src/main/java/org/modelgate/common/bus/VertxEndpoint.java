package org.modelgate.common.bus;

import io.vertx.core.Closeable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.internal.ContextInternal;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.stream.InboundHandler;
import org.modelgate.common.stream.InboundStream;
import org.modelgate.common.stream.OutboundHandler;
import org.modelgate.common.stream.OutboundStream;
import org.modelgate.common.stream.StreamRef;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An endpoint on the Vert.x event bus: one consumer, one timer, one context. */
final class VertxEndpoint implements BusEndpoint, Surroundings {
    private static final Logger LOG = LoggerFactory.getLogger(VertxEndpoint.class);

    private static final String OFF_CONTEXT = "called outside the endpoint's context";

    private final Bus bus;
    private final Vertx vertx;
    private final ContextInternal context;
    private final String address;
    private final EndpointCore core;
    /** A verticle that goes without closing its endpoint must not leave peers waiting. */
    private final Closeable closeHook = done -> close().onComplete(done);

    private @Nullable MessageConsumer<Envelope> consumer;
    private long timer = -1;
    private final long maxInFlight;
    private volatile boolean open;
    private volatile int load;
    private volatile long tickedNanos;
    private @Nullable Future<Void> closing;

    VertxEndpoint(Bus bus, Vertx vertx, ContextInternal context, String address, BusOptions options) {
        this.bus = bus;
        this.vertx = vertx;
        this.context = context;
        this.address = address;
        this.maxInFlight = options.inFlightBytesMax();
        this.tickedNanos = bus.nanos();
        this.core = new EndpointCore(address, options, this, bus.counters(), bus.outgoing(), bus.incoming());
    }

    /** Runs on the endpoint's context. */
    Future<BusEndpoint> start(Duration tick) {
        EventBus eventBus = vertx.eventBus();
        MessageConsumer<Envelope> registered =
                vertx.isClustered() ? eventBus.consumer(address) : eventBus.localConsumer(address);
        consumer = registered;
        registered.handler(this::receive);
        context.addCloseHook(closeHook);
        timer = vertx.setPeriodic(tick.toMillis(), id -> tick());
        return registered.completion().map(done -> {
            open = true;
            return this;
        });
    }

    private void receive(Message<Envelope> message) {
        try {
            core.receive(message.body());
        } catch (RuntimeException e) {
            // Whatever it was must not cost the endpoint its consumer or the peers' next messages.
            LOG.atError().setCause(e).addKeyValue("endpoint", address).log("an envelope could not be handled");
        }
    }

    private void tick() {
        try {
            core.tick();
        } catch (RuntimeException e) {
            LOG.atError().setCause(e).addKeyValue("endpoint", address).log("a tick failed");
        }
        load = core.load();
        tickedNanos = bus.nanos();
    }

    /** When its loop last ran. Any thread. */
    long tickedNanos() {
        return tickedNanos;
    }

    /** Whether messages can reach it. Any thread. */
    boolean open() {
        return open;
    }

    /** As of the last tick. Any thread. */
    int load() {
        return load;
    }

    /** Any thread. */
    void peerLost(String peer) {
        context.runOnContext(v -> core.peers().lost(peer, "the peer is gone"));
    }

    /** Any thread. */
    void nodeLost(String node) {
        context.runOnContext(v -> core.peers().nodeLost(node));
    }

    @Override
    public Outlet outlet(String peer, boolean sameNode) {
        if (sameNode) {
            return new LocalOutlet(bus, vertx.eventBus(), peer);
        }
        return new RemoteOutlet(
                vertx,
                context,
                address,
                peer,
                maxInFlight,
                () -> core.peers().lost(peer, "the peer can't be reached"),
                () -> core.peers().pump(peer));
    }

    @Override
    public void execute(Runnable work) {
        context.execute(work);
    }

    @Override
    public long nanos() {
        return bus.nanos();
    }

    @Override
    public void defer(Runnable callback) {
        context.runOnContext(v -> callback.run());
    }

    @Override
    public void suspect(String peer) {
        bus.table().suspect(peer);
    }

    @Override
    public String address() {
        return address;
    }

    @Override
    public Directory directory() {
        return bus.directory();
    }

    @Override
    public <Q extends Request<R>, R extends BusMessage> void serve(
            Class<Q> type, Function<Delivery<Q>, Future<Answer<R>>> handler) {
        core.handlers().serve(type, handler);
    }

    @Override
    public <M extends BusMessage> void onMessage(Class<M> type, Consumer<Delivery<M>> handler) {
        core.handlers().onMessage(type, handler);
    }

    @Override
    public <R extends BusMessage> Future<Answer<R>> request(
            String to, Request<R> message, Buffer payload, Duration timeout) {
        assert context.inThread() : OFF_CONTEXT;
        return core.request(to, message, payload, timeout);
    }

    @Override
    public Future<Void> send(String to, BusMessage message, Buffer payload) {
        assert context.inThread() : OFF_CONTEXT;
        return core.send(to, message, payload);
    }

    @Override
    public InboundStream openInbound(String peer, Duration firstFrameTimeout, InboundHandler handler) {
        assert context.inThread() : OFF_CONTEXT;
        return core.openInbound(peer, firstFrameTimeout, handler);
    }

    @Override
    public OutboundStream openOutbound(StreamRef ref, OutboundHandler handler) {
        assert context.inThread() : OFF_CONTEXT;
        return core.openOutbound(ref, handler);
    }

    @Override
    public Future<Void> close() {
        Promise<Void> done = Promise.promise();
        // Vert.x closes a verticle's resources from other threads too.
        context.runOnContext(v -> closeHere().onComplete(done));
        return done.future();
    }

    private Future<Void> closeHere() {
        if (closing == null) {
            open = false;
            context.removeCloseHook(closeHook);
            bus.leave(this);
            core.close();
            vertx.cancelTimer(timer);
            load = 0;
            closing = consumer == null ? Future.succeededFuture() : consumer.unregister();
        }
        return closing;
    }
}
