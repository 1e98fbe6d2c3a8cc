package org.modelgate.common.bus;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.modelgate.common.stream.StreamLimits;

/** Two endpoints on two nodes, with a clock and a link that the test rules. Envelopes travel in their binary form. */
final class SimulatedLink {
    static final int WINDOW = 64;
    static final String EDGE = "gw.e.one.0";
    static final String ROUTER = "gw.r.two.0";

    enum Fault {
        NONE,
        DROP,
        DUPLICATE,
        /** Arrives after what is sent next. */
        OVERTAKEN
    }

    private record Parcel(String to, Buffer bytes) {}

    private final Iterator<Fault> faults;
    private final ArrayDeque<Parcel> wire = new ArrayDeque<>();
    private final List<Parcel> overtaken = new ArrayList<>();
    private final ArrayDeque<Runnable> deferred = new ArrayDeque<>();
    private final Map<String, EndpointCore> endpoints = new HashMap<>();
    private final BusOptions options;
    private long nanos = 1;
    private boolean cut;
    private boolean congested;

    final BusCounters counters = new BusCounters();
    final ByteBudget outgoing = new ByteBudget(10_000);
    final ByteBudget incoming = new ByteBudget(10_000);
    final EndpointCore edge;
    final EndpointCore router;

    /** @param faults what happens to the first envelopes; all later ones arrive in order */
    SimulatedLink(List<Fault> faults) {
        this(faults, new StreamLimits(WINDOW, 16, 256, 1_000, 2_000));
    }

    SimulatedLink(List<Fault> faults, StreamLimits limits) {
        this.faults = faults.iterator();
        BusOptions defaults = BusOptions.defaults();
        this.options = new BusOptions(
                limits,
                8,
                4,
                5_000,
                100,
                128,
                10_000,
                10_000,
                defaults.tick(),
                defaults.heartbeat(),
                defaults.silence(),
                defaults.stale(),
                defaults.stall(),
                defaults.payloadTimeout());
        this.edge = endpoint(EDGE);
        this.router = endpoint(ROUTER);
    }

    private EndpointCore endpoint(String address) {
        EndpointCore core = new EndpointCore(address, options, surroundings(), counters, outgoing, incoming);
        endpoints.put(address, core);
        return core;
    }

    private Surroundings surroundings() {
        return new Surroundings() {
            @Override
            public Outlet outlet(String address, boolean sameNode) {
                return new Outlet() {
                    @Override
                    public boolean send(Envelope envelope) {
                        transmit(new Parcel(address, WireFormat.encode(envelope)));
                        return true;
                    }

                    @Override
                    public boolean congested() {
                        return congested;
                    }
                };
            }

            @Override
            public void execute(Runnable work) {
                work.run();
            }

            @Override
            public long nanos() {
                return nanos;
            }

            @Override
            public void defer(Runnable callback) {
                deferred.add(callback);
            }

            @Override
            public void suspect(String address) {}
        };
    }

    private void transmit(Parcel parcel) {
        if (cut) {
            return;
        }
        List<Parcel> behind = List.copyOf(overtaken);
        overtaken.clear();
        switch (faults.hasNext() ? faults.next() : Fault.NONE) {
            case NONE -> wire.add(parcel);
            case DROP -> {}
            case DUPLICATE -> {
                wire.add(parcel);
                wire.add(parcel);
            }
            case OVERTAKEN -> overtaken.add(parcel);
        }
        wire.addAll(behind);
    }

    /** From now on nothing arrives. */
    void cut() {
        cut = true;
        wire.clear();
        overtaken.clear();
    }

    /** Whether the endpoints shall think that too much hasn't left yet. */
    void congested(boolean now) {
        congested = now;
        if (!now) {
            edge.peers().pump(ROUTER);
            router.peers().pump(EDGE);
        }
    }

    /** Delivers one envelope, if there is one. */
    boolean step() {
        Runnable callback = deferred.poll();
        if (callback != null) {
            callback.run();
            return true;
        }
        Parcel parcel = wire.poll();
        if (parcel == null) {
            return false;
        }
        EndpointCore to = endpoints.get(parcel.to());
        if (to != null) {
            to.receive(WireFormat.decode(parcel.bytes(), 0));
        }
        return true;
    }

    void deliver() {
        while (step()) {}
    }

    /** Lets time pass on both nodes, and all envelopes arrive. */
    void pass(int millis) {
        for (int i = 0; i < millis; i += 100) {
            nanos += 100_000_000L;
            edge.tick();
            router.tick();
            wire.addAll(overtaken);
            overtaken.clear();
            deliver();
        }
    }

    /** Time passes, but only one node notices. */
    void freeze(EndpointCore awake, int millis) {
        for (int i = 0; i < millis; i += 100) {
            nanos += 100_000_000L;
            awake.tick();
        }
    }
}
