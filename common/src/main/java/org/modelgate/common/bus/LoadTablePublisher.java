package org.modelgate.common.bus;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.spi.cluster.ClusterManager;
import io.vertx.core.spi.cluster.NodeListener;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells all nodes each half second which endpoints this one has and how busy they are, and hears the same from them. */
final class LoadTablePublisher {
    private static final Logger LOG = LoggerFactory.getLogger(LoadTablePublisher.class);

    private final Bus bus;
    private final Vertx vertx;
    private final BusOptions options;
    private final ClusterManager manager;
    private final String clusterNode;
    private final MessageConsumer<Envelope> consumer;
    private final DeliveryOptions delivery = new DeliveryOptions().setCodecName(EnvelopeCodec.NAME);
    /** Name of each node on the bus to its id in the cluster. */
    private final Map<String, String> nodes = new ConcurrentHashMap<>();

    private volatile long timer = -1;

    LoadTablePublisher(Bus bus, Vertx vertx, BusOptions options) {
        this.bus = bus;
        this.vertx = vertx;
        this.options = options;
        this.consumer = vertx.eventBus().consumer(Addresses.TABLE);
        this.manager = ((VertxInternal) vertx).clusterManager();
        this.clusterNode = manager.getNodeId();
    }

    void start() {
        consumer.handler(this::receive);
        timer = vertx.setPeriodic(options.heartbeat().toMillis(), id -> publish());
        manager.nodeListener(new NodeListener() {
            @Override
            public void nodeAdded(String node) {
                publish();
            }

            @Override
            public void nodeLeft(String node) {
                bus.nodeLeft(node);
            }
        });
    }

    /** Done when tables of other nodes can arrive. */
    Future<Void> ready() {
        return consumer.completion();
    }

    private void receive(Message<Envelope> message) {
        switch (message.body()) {
            case Envelope.LoadTable table -> learn(table);
            case Envelope.Unreadable unreadable -> bus.counters().unreadableEnvelope();
            case Envelope other ->
                LOG.atWarn().addKeyValue("from", other.from()).log("no load table");
        }
    }

    private void learn(Envelope.LoadTable table) {
        if (table.from().equals(bus.directory().node())) {
            return;
        }
        boolean unknown = !nodes.containsKey(table.from());
        if (unknown && !manager.getNodes().contains(table.clusterNode())) {
            // One that stood still and was dropped still knows how to reach this one, but not the other way round.
            return;
        }
        nodes.put(table.from(), table.clusterNode());
        bus.table().learn(table);
        bus.heardMarks(table.from(), table.marks());
        if (unknown) {
            publish();
        }
    }

    /** Any thread. An endpoint whose loop stands still isn't listed. */
    void publish() {
        long now = bus.nanos();
        List<Envelope.LoadEntry> entries = new ArrayList<>();
        for (VertxEndpoint endpoint : bus.endpoints()) {
            if (endpoint.open()
                    && now - endpoint.tickedNanos() <= options.stale().toNanos()) {
                entries.add(new Envelope.LoadEntry(endpoint.address(), endpoint.load(), bus.draining()));
            }
        }
        Envelope table = new Envelope.LoadTable(bus.directory().node(), clusterNode, entries, bus.ownMarks());
        vertx.eventBus().publish(Addresses.TABLE, table, delivery);
    }

    /**
     * Forgets a node of the cluster.
     *
     * @return its names on the bus
     */
    List<String> forget(String gone) {
        List<String> names = new ArrayList<>();
        nodes.forEach((name, id) -> {
            if (id.equals(gone)) {
                names.add(name);
            }
        });
        names.forEach(nodes::remove);
        return names;
    }

    Future<Void> close() {
        vertx.cancelTimer(timer);
        return consumer.unregister();
    }
}
