package org.modelgate.common.bus;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
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

    private final Bus bus;
    private final Vertx vertx;
    private final Context context;
    private final String address;
    private final EndpointCore core;
    private final DeliveryOptions local;
    private @Nullable MessageConsumer<Envelope> consumer;
    private long timer = -1;
    private volatile int load;
    private @Nullable Future<Void> closing;

    VertxEndpoint(Bus bus, Vertx vertx, Context context, String address, BusOptions options) {
        this.bus = bus;
        this.vertx = vertx;
        this.context = context;
        this.address = address;
        this.local = new DeliveryOptions().setLocalOnly(true).setCodecName(EnvelopeCodec.NAME);
        this.core = new EndpointCore(address, options, this, bus.counters());
    }

    /** Runs on the endpoint's context. */
    Future<BusEndpoint> start(Duration tick) {
        EventBus eventBus = vertx.eventBus();
        MessageConsumer<Envelope> registered =
                bus.clustered() ? eventBus.consumer(address) : eventBus.localConsumer(address);
        consumer = registered;
        registered.handler(this::receive);
        timer = vertx.setPeriodic(tick.toMillis(), id -> tick());
        return registered.completion().map(this);
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
    }

    /** As of the last tick. Any thread. */
    int load() {
        return load;
    }

    /** Any thread. */
    void peerLost(String peer) {
        context.runOnContext(v -> core.peerLost(peer));
    }

    @Override
    public Outlet outlet(String peer, boolean sameNode) {
        return new LocalOutlet(peer);
    }

    private final class LocalOutlet implements Outlet {
        private final String peer;

        LocalOutlet(String peer) {
            this.peer = peer;
        }

        @Override
        public boolean send(Envelope envelope) {
            if (!bus.isOpen(peer)) {
                return false;
            }
            vertx.eventBus().send(peer, envelope, local);
            return true;
        }

        @Override
        public boolean congested() {
            return false;
        }
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
        return core.request(to, message, payload, timeout);
    }

    @Override
    public Future<Void> send(String to, BusMessage message, Buffer payload) {
        return core.send(to, message, payload);
    }

    @Override
    public InboundStream openInbound(String peer, Duration firstFrameTimeout, InboundHandler handler) {
        return core.openInbound(peer, firstFrameTimeout, handler);
    }

    @Override
    public OutboundStream openOutbound(StreamRef ref, OutboundHandler handler) {
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
            bus.leave(this);
            core.close();
            vertx.cancelTimer(timer);
            load = 0;
            closing = consumer == null ? Future.succeededFuture() : consumer.unregister();
        }
        return closing;
    }
}
