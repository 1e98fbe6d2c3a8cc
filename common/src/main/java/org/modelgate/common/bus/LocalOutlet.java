package org.modelgate.common.bus;

import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;

/** The way to an endpoint of the same process: by reference. */
final class LocalOutlet implements Outlet {
    private final Bus bus;
    private final EventBus eventBus;
    private final String peer;
    private final DeliveryOptions delivery =
            new DeliveryOptions().setLocalOnly(true).setCodecName(EnvelopeCodec.NAME);

    LocalOutlet(Bus bus, EventBus eventBus, String peer) {
        this.bus = bus;
        this.eventBus = eventBus;
        this.peer = peer;
    }

    @Override
    public boolean send(Envelope envelope) {
        if (!bus.isOpen(peer)) {
            return false;
        }
        eventBus.send(peer, envelope, delivery);
        return true;
    }

    @Override
    public boolean congested() {
        return false;
    }
}
