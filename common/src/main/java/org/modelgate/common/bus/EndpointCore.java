package org.modelgate.common.bus;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.modelgate.common.error.ErrorCode;
import org.modelgate.common.error.Fault;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.stream.InboundHandler;
import org.modelgate.common.stream.InboundStream;
import org.modelgate.common.stream.OutboundHandler;
import org.modelgate.common.stream.OutboundStream;
import org.modelgate.common.stream.StreamRef;

/**
 * The protocol of one endpoint without threads, timers and network: envelopes and ticks come in, envelopes go out through
 * {@link Surroundings}. Everything runs on one context.
 */
final class EndpointCore {
    /** Peers that are remembered though nothing is open with them. */
    private static final int IDLE_PEERS_MAX = 256;

    private final String self;
    private final String node;
    private final BusOptions options;
    private final Surroundings surroundings;
    private final BusCounters counters;
    private final Map<String, Peer> peers = new HashMap<>();
    private final Streams streams;
    private final Calls calls;
    private final Handlers handlers = new Handlers();
    private final Liveness liveness;
    private boolean closed;

    EndpointCore(String self, BusOptions options, Surroundings surroundings, BusCounters counters) {
        this.self = self;
        this.node = Addresses.node(self);
        this.options = options;
        this.surroundings = surroundings;
        this.counters = counters;
        this.streams = new Streams(self, options.streamsMax(), counters);
        this.calls = new Calls(options.pendingMax(), counters);
        this.liveness = new Liveness(options, counters, now());
    }

    Handlers handlers() {
        return handlers;
    }

    /** Open streams and unanswered requests. */
    int load() {
        return streams.open() + calls.pending();
    }

    private long now() {
        return options.nanoClock().getAsLong();
    }

    private Peer peer(String address) {
        Peer known = peers.get(address);
        return known != null ? known : newPeer(address);
    }

    private Peer newPeer(String address) {
        if (peers.size() >= IDLE_PEERS_MAX) {
            peers.values().removeIf(Peer::idle);
        }
        Peer peer = new Peer(address, Addresses.node(address).equals(node), self, surroundings, streams, now());
        peer.onUnreachable(() -> lost(peer, "the peer can't be reached"));
        peers.put(address, peer);
        return peer;
    }

    @SuppressWarnings(
            "unchecked") // the peer answers a request with its type's answer; a wrong one fails the caller's cast
    <R extends BusMessage> Future<Answer<R>> request(String to, Request<R> message, Buffer payload, Duration timeout) {
        if (closed) {
            return Calls.failed(GatewayError.unavailable("closed"));
        }
        if (payload.length() > options.messageBytesMax()) {
            return Calls.failed(tooLarge());
        }
        Peer peer = peer(to);
        Promise<Answer<?>> promise = Promise.promise();
        long id = calls.open(peer, promise, now(), timeout);
        if (id == 0) {
            return Calls.failed(GatewayError.unavailable("too many requests wait for an answer"));
        }
        peer.send(new Envelope.Ask(self, id, message, payload));
        return (Future<Answer<R>>) (Future<?>) promise.future();
    }

    Future<Void> send(String to, BusMessage message, Buffer payload) {
        if (closed) {
            return Calls.failed(GatewayError.unavailable("closed"));
        }
        if (payload.length() > options.messageBytesMax()) {
            return Calls.failed(tooLarge());
        }
        boolean left = peer(to).send(new Envelope.Notice(self, message, payload));
        return left ? Future.succeededFuture() : Calls.failed(GatewayError.unavailable("the peer can't be reached"));
    }

    private GatewayError tooLarge() {
        counters.refusal();
        return GatewayError.of(Fault.CLIENT, ErrorCode.REQUEST_TOO_LARGE, "the body is too large");
    }

    InboundStream openInbound(String from, Duration firstFrameTimeout, InboundHandler handler) {
        Peer peer = peer(from);
        long now = now();
        peer.opening(now);
        return streams.openInbound(peer, options.streams(), handler, now + firstFrameTimeout.toNanos());
    }

    OutboundStream openOutbound(StreamRef ref, OutboundHandler handler) {
        Peer peer = peer(ref.address());
        peer.opening(now());
        return streams.openOutbound(peer, ref, options.streams(), handler);
    }

    void receive(Envelope envelope) {
        if (closed) {
            return;
        }
        Peer from = peer(envelope.from());
        if (!from.sameNode()) {
            liveness.heard(from, now(), this::stalled);
        }
        switch (envelope) {
            case Envelope.Frame frame -> streams.receive(from, frame.frame());
            case Envelope.Ask ask -> serve(from, ask);
            case Envelope.Reply reply -> calls.answer(reply.id(), reply.message(), reply.payload());
            case Envelope.Refusal refusal -> calls.fail(refusal.id(), refusal.error());
            case Envelope.Notice notice -> handlers.take(notice);
            case Envelope.Reset reset -> lost(from, "the peer went away");
            case Envelope.Heartbeat heartbeat -> {}
            case Envelope.Offer offer -> {}
            case Envelope.Grant grant -> {}
            case Envelope.OfferRefused refused -> {}
            case Envelope.Unreadable unreadable -> {}
            case Envelope.LoadTable table -> {}
        }
    }

    private void serve(Peer from, Envelope.Ask ask) {
        from.opening(now());
        from.callOpened();
        handlers.ask(ask).onComplete(answer -> {
            from.callClosed();
            if (answer.succeeded()) {
                from.send(new Envelope.Reply(
                        self,
                        ask.id(),
                        answer.result().message(),
                        answer.result().payload()));
            } else {
                from.send(new Envelope.Refusal(self, ask.id(), handlers.errorOf(ask.message(), answer.cause())));
            }
        });
    }

    /** Looks at all deadlines. */
    void tick() {
        long now = now();
        liveness.tick(now, this::stalled);
        calls.expire(now);
        streams.expire(now);
    }

    /** This node stood still: what others think of it is unknown, so nothing that was open with them can be trusted. */
    private void stalled() {
        for (Peer peer : List.copyOf(peers.values())) {
            if (!peer.sameNode() && !peer.idle()) {
                peer.send(new Envelope.Reset(self, false));
                lost(peer, "this node stood still");
            }
        }
    }

    /** The peer is gone: fails all that is open with it. */
    void peerLost(String address) {
        Peer peer = peers.get(address);
        if (peer != null) {
            lost(peer, "the peer is gone");
        }
    }

    private void lost(Peer peer, String why) {
        if (peer.idle()) {
            return;
        }
        counters.lostPeer();
        surroundings.suspect(peer.address());
        GatewayError error = GatewayError.unavailable("stream interrupted: " + why);
        peer.cutOff(true);
        streams.lost(peer, error);
        calls.lost(peer, error);
        peer.cutOff(false);
    }

    void close() {
        if (closed) {
            return;
        }
        for (Peer peer : List.copyOf(peers.values())) {
            if (!peer.idle()) {
                peer.send(new Envelope.Reset(self, true));
                lost(peer, "the endpoint is closed");
            }
        }
        closed = true;
    }
}
