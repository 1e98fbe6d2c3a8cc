package org.modelgate.common.bus;

import io.vertx.core.AsyncResult;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.MessageProducer;
import io.vertx.core.internal.ContextInternal;

/**
 * The way to an endpoint of another node. Counts what hasn't left, because the event bus queues without end, and takes a
 * failed write as the loss of the peer, because the event bus would only drop.
 */
final class RemoteOutlet implements Outlet {
    private final ContextInternal context;
    private final String self;
    private final MessageProducer<Envelope> producer;
    private final boolean clustered;
    private final long maxInFlight;
    private final Runnable lost;
    private final Runnable drained;
    private long inFlight;
    private boolean held;

    /**
     * @param lost runs on the context when a write fails
     * @param drained runs on the context when half of {@code maxInFlight} has left after it was reached
     */
    RemoteOutlet(
            Vertx vertx,
            ContextInternal context,
            String self,
            String peer,
            long maxInFlight,
            Runnable lost,
            Runnable drained) {
        this.context = context;
        this.self = self;
        this.producer = vertx.eventBus().sender(peer, new DeliveryOptions().setCodecName(EnvelopeCodec.NAME));
        this.clustered = vertx.isClustered();
        this.maxInFlight = maxInFlight;
        this.lost = lost;
        this.drained = drained;
    }

    @Override
    public boolean send(Envelope envelope) {
        if (!clustered) {
            return false;
        }
        Envelope.Encoded encoded = new Envelope.Encoded(self, WireFormat.encode(envelope));
        int bytes = encoded.bytes().length();
        inFlight += bytes;
        producer.write(encoded).onComplete(done -> context.execute(() -> left(bytes, done)));
        return true;
    }

    private void left(int bytes, AsyncResult<Void> done) {
        inFlight -= bytes;
        if (done.failed()) {
            lost.run();
        }
        if (held && inFlight <= maxInFlight / 2) {
            held = false;
            drained.run();
        }
    }

    @Override
    public boolean congested() {
        held |= inFlight >= maxInFlight;
        return held;
    }
}
