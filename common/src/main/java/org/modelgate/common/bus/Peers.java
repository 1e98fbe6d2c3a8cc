package org.modelgate.common.bus;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.modelgate.common.error.GatewayError;

/** All peers of one endpoint, and which of them are alive. */
final class Peers {
    /** Peers that are remembered though nothing is open with them. */
    private static final int IDLE_PEERS_MAX = 256;

    private final String self;
    private final String node;
    private final BusOptions options;
    private final Surroundings surroundings;
    private final BusCounters counters;
    private final Streams streams;
    private final Calls calls;
    private final Transfers transfers;
    private final Map<String, Peer> peers = new HashMap<>();
    private long lastTickNanos;
    private long lastBeatNanos;
    private int beats;

    Peers(
            String self,
            BusOptions options,
            Surroundings surroundings,
            BusCounters counters,
            Streams streams,
            Calls calls,
            Transfers transfers) {
        this.self = self;
        this.node = Addresses.node(self);
        this.options = options;
        this.surroundings = surroundings;
        this.counters = counters;
        this.streams = streams;
        this.calls = calls;
        this.transfers = transfers;
        this.lastTickNanos = surroundings.nanos();
        this.lastBeatNanos = lastTickNanos;
    }

    Peer get(String address) {
        Peer known = peers.get(address);
        return known != null ? known : add(address);
    }

    private Peer add(String address) {
        if (peers.size() >= IDLE_PEERS_MAX) {
            peers.values().removeIf(Peer::idle);
        }
        boolean sameNode = Addresses.node(address).equals(node);
        Peer peer = new Peer(address, sameNode, self, surroundings, streams, surroundings.nanos());
        peer.onUnreachable(() -> lost(peer, "the peer can't be reached"));
        peers.put(address, peer);
        return peer;
    }

    /**
     * Something came from a peer. What waited in the socket while this node stood still is late, so the stall is dealt with
     * first.
     */
    void heard(Peer peer) {
        if (!peer.sameNode()) {
            long now = surroundings.nanos();
            checkStall(now);
            peer.heard(now);
        }
    }

    void tick(long nowNanos) {
        checkStall(nowNanos);
        lastTickNanos = nowNanos;
        if (nowNanos - lastBeatNanos >= options.heartbeat().toNanos()) {
            lastBeatNanos = nowNanos;
            beat(nowNanos);
        }
    }

    private void beat(long nowNanos) {
        beats++;
        for (Peer peer : List.copyOf(peers.values())) {
            if (peer.sameNode()) {
                continue;
            }
            if (!peer.idle() && peer.silent(nowNanos, options.silence().toNanos())) {
                peer.send(new Envelope.Reset(self, false));
                lost(peer, "the peer is silent");
            }
            peer.beat(beats);
        }
    }

    /** A loop that stood still can't know what others think of it: nothing that was open with them can be trusted. */
    private void checkStall(long nowNanos) {
        if (nowNanos - lastTickNanos <= options.stall().toNanos()) {
            return;
        }
        lastTickNanos = nowNanos;
        counters.stall();
        for (Peer peer : List.copyOf(peers.values())) {
            if (!peer.sameNode() && !peer.idle()) {
                peer.send(new Envelope.Reset(self, false));
                lost(peer, "this node stood still");
            }
        }
    }

    /** The peer is gone: fails all that is open with it. */
    void lost(String address, String why) {
        Peer peer = peers.get(address);
        if (peer != null) {
            lost(peer, why);
        }
    }

    /** A whole node is gone. */
    void nodeLost(String gone) {
        for (Peer peer : List.copyOf(peers.values())) {
            if (peer.node().equals(gone)) {
                lost(peer, "the node is gone");
                peers.remove(peer.address());
            }
        }
    }

    void lost(Peer peer, String why) {
        GatewayError error = GatewayError.unavailable("stream interrupted: " + why);
        transfers.lost(peer, error);
        if (peer.idle()) {
            return;
        }
        counters.lostPeer();
        surroundings.suspect(peer.address());
        peer.cutOff(true);
        streams.lost(peer, error);
        calls.lost(peer, error);
        peer.cutOff(false);
    }

    /** Bytes to a congested peer have left. */
    void pump(String address) {
        Peer peer = peers.get(address);
        if (peer != null) {
            streams.pump(peer);
        }
    }

    void close() {
        for (Peer peer : List.copyOf(peers.values())) {
            if (!peer.idle()) {
                peer.send(new Envelope.Reset(self, true));
                lost(peer, "the endpoint is closed");
            }
        }
    }
}
