package org.modelgate.common.bus;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import org.modelgate.common.error.ErrorCode;
import org.modelgate.common.error.Fault;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.stream.InboundCore;
import org.modelgate.common.stream.InboundHandler;
import org.modelgate.common.stream.InboundStream;
import org.modelgate.common.stream.OutboundCore;
import org.modelgate.common.stream.OutboundHandler;
import org.modelgate.common.stream.OutboundStream;
import org.modelgate.common.stream.StreamFrame;
import org.modelgate.common.stream.StreamRef;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The protocol of one endpoint without threads, timers and network: envelopes and ticks come in, envelopes go out through
 * {@link Surroundings}. Everything runs on one context.
 */
final class EndpointCore {
    private static final Logger LOG = LoggerFactory.getLogger(EndpointCore.class);
    private static final Buffer NO_BYTES = Buffer.buffer(0);

    private final String self;
    private final BusOptions options;
    private final Surroundings surroundings;
    private final BusCounters counters;
    private final Streams streams;
    private final Calls calls;
    private final Transfers transfers;
    private final Handlers handlers = new Handlers();
    private final Server server;
    private final Peers peers;
    private boolean closed;

    EndpointCore(
            String self,
            BusOptions options,
            Surroundings surroundings,
            BusCounters counters,
            ByteBudget outgoing,
            ByteBudget incoming) {
        this.self = self;
        this.options = options;
        this.surroundings = surroundings;
        this.counters = counters;
        this.streams = new Streams(self, options.streamsMax(), counters);
        this.calls = new Calls(options.pendingMax(), counters);
        this.transfers = new Transfers(self, options, streams, outgoing, incoming, counters);
        this.server = new Server(self, handlers, transfers, surroundings);
        this.peers = new Peers(self, options, surroundings, counters, streams, calls, transfers);
    }

    Handlers handlers() {
        return handlers;
    }

    Peers peers() {
        return peers;
    }

    /** Open streams and unanswered requests. */
    int load() {
        return streams.open() + calls.pending() + transfers.open();
    }

    private long now() {
        return surroundings.nanos();
    }

    @SuppressWarnings(
            "unchecked") // the peer answers a request with its type's answer; a wrong one fails the caller's cast
    <R extends BusMessage> Future<Answer<R>> request(String to, Request<R> message, Buffer payload, Duration timeout) {
        if (closed) {
            return failed(GatewayError.unavailable("closed"));
        }
        if (payload.length() > options.messageBytesMax()) {
            return failed(tooLarge());
        }
        Peer peer = peers.get(to);
        Promise<Answer<?>> promise = Promise.promise();
        long id = calls.open(peer, promise, now(), timeout);
        if (id == 0) {
            return failed(GatewayError.unavailable("too many requests wait for an answer"));
        }
        if (peer.congested()) {
            calls.fail(id, congested());
        } else {
            ask(peer, id, message, payload);
        }
        return (Future<Answer<R>>) (Future<?>) promise.future();
    }

    private void ask(Peer peer, long id, BusMessage message, Buffer payload) {
        try {
            if (transfers.needed(peer, payload)) {
                Envelope bare = new Envelope.Ask(self, id, message, NO_BYTES);
                transfers.offer(
                        peer, bare, payload, now(), new Outcome(() -> {}, error -> calls.failIfOpen(id, error)));
            } else {
                peer.send(new Envelope.Ask(self, id, message, payload));
            }
        } catch (IllegalArgumentException e) {
            calls.fail(id, Server.unwritable(message, e));
        }
    }

    Future<Void> send(String to, BusMessage message, Buffer payload) {
        if (closed) {
            return failed(GatewayError.unavailable("closed"));
        }
        if (payload.length() > options.messageBytesMax()) {
            return failed(tooLarge());
        }
        Peer peer = peers.get(to);
        if (peer.congested()) {
            return failed(congested());
        }
        try {
            return transfers.needed(peer, payload)
                    ? offerNotice(peer, message, payload)
                    : notice(peer, new Envelope.Notice(self, message, payload));
        } catch (IllegalArgumentException e) {
            return failed(Server.unwritable(message, e));
        }
    }

    private static Future<Void> notice(Peer peer, Envelope.Notice notice) {
        return peer.send(notice)
                ? Future.succeededFuture()
                : failed(GatewayError.unavailable("the peer can't be reached"));
    }

    private Future<Void> offerNotice(Peer peer, BusMessage message, Buffer payload) {
        Promise<Void> taken = Promise.promise();
        Outcome outcome = new Outcome(taken::tryComplete, error -> taken.tryFail(error.asException()));
        transfers.offer(peer, new Envelope.Notice(self, message, NO_BYTES), payload, now(), outcome);
        return taken.future();
    }

    private GatewayError tooLarge() {
        counters.refusal();
        return GatewayError.of(Fault.CLIENT, ErrorCode.REQUEST_TOO_LARGE, "the body is too large");
    }

    private GatewayError congested() {
        counters.refusal();
        return GatewayError.unavailable("the peer takes no more bytes");
    }

    private static <T> Future<T> failed(GatewayError error) {
        return Future.failedFuture(error.asException());
    }

    InboundStream openInbound(String from, Duration firstFrameTimeout, InboundHandler handler) {
        Peer peer = peers.get(from);
        long now = now();
        peer.opening(now);
        return streams.openInbound(peer, options.streams(), handler, now + firstFrameTimeout.toNanos());
    }

    OutboundStream openOutbound(StreamRef ref, OutboundHandler handler) {
        Peer peer = peers.get(ref.address());
        peer.opening(now());
        return streams.openOutbound(peer, ref, options.streams(), handler);
    }

    void receive(Envelope envelope) {
        if (!closed) {
            Peer from = peers.get(envelope.from());
            peers.heard(from);
            dispatch(from, envelope);
        }
    }

    private void dispatch(Peer from, Envelope envelope) {
        switch (envelope) {
            case Envelope.Frame frame -> streams.receive(from, frame.frame());
            case Envelope.Ask ask -> server.serve(from, ask);
            case Envelope.Reply reply -> calls.answer(reply.id(), reply.message(), reply.payload());
            case Envelope.Refusal refusal -> calls.fail(refusal.id(), refusal.error());
            case Envelope.Notice notice -> handlers.take(notice);
            case Envelope.Reset reset -> peers.lost(from, "the peer went away");
            case Envelope.Heartbeat beat -> {
                if (from.heartbeatReceived(beat.number(), beat.wanted())) {
                    streams.compare(from, beat);
                }
            }
            case Envelope.Offer offer -> transfers.offered(from, offer, now(), message -> dispatch(from, message));
            case Envelope.Grant grant -> transfers.granted(from, grant);
            case Envelope.OfferRefused refused -> transfers.refused(refused.id(), refused.error());
            case Envelope.Unreadable unreadable -> unreadable(from, unreadable);
            case Envelope.LoadTable table ->
                LOG.atWarn().addKeyValue("from", table.from()).log("a table at an endpoint");
            case Envelope.Encoded encoded ->
                LOG.atWarn().addKeyValue("from", encoded.from()).log("still encoded");
        }
    }

    /** Another version or damage: what it belonged to fails, nothing else does. */
    private void unreadable(Peer from, Envelope.Unreadable unreadable) {
        counters.unreadableEnvelope();
        if (from.firstUnreadable()) {
            LOG.atWarn()
                    .addKeyValue("from", unreadable.from())
                    .addKeyValue("problem", unreadable.problem())
                    .log("an envelope can't be read; more of this peer are only counted");
        }
        GatewayError error = GatewayError.unavailable("the peer speaks another version");
        long id = unreadable.id();
        switch (unreadable.concern()) {
            case ASK -> server.refuse(from, id, error);
            case REPLY -> calls.fail(id, error);
            case OFFER -> from.send(new Envelope.OfferRefused(self, id, error));
            case GRANT -> transfers.refused(id, error);
            case TO_RECEIVER -> {
                InboundCore stream = streams.inbound(id);
                if (stream == null) {
                    from.send(new StreamFrame.Cancel(id, 0, error));
                } else {
                    stream.fail(error);
                }
            }
            case TO_SENDER -> {
                OutboundCore stream = from.writing().get(id);
                if (stream != null) {
                    stream.interrupt(error);
                }
            }
            case OTHER -> {}
        }
    }

    /** Looks at all deadlines. */
    void tick() {
        long now = now();
        peers.tick(now);
        calls.expire(now);
        streams.expire(now);
        transfers.expire(now);
    }

    /** Fails all that is open, on both ends. */
    void close() {
        if (!closed) {
            peers.close();
            closed = true;
        }
    }
}
