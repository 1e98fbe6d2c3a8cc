package org.modelgate.common.bus;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.error.ErrorCode;
import org.modelgate.common.error.Fault;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.stream.OutboundCore;
import org.modelgate.common.stream.OutboundHandler;
import org.modelgate.common.stream.StreamFrame;
import org.modelgate.common.stream.StreamLimits;

/**
 * Payloads that are too large to go to another node in one piece: the sender offers, the receiver keeps room and grants a
 * stream, the bytes follow under its window like those of any stream.
 */
final class Transfers {
    private final String self;
    private final BusOptions options;
    private final Streams streams;
    private final ByteBudget outgoing;
    private final ByteBudget incoming;
    private final BusCounters counters;
    private final StreamLimits limits;
    private final Map<Long, Outgoing> offered = new HashMap<>();
    private final Map<OutboundCore, Outgoing> sending = new HashMap<>();
    private long lastId;

    Transfers(
            String self,
            BusOptions options,
            Streams streams,
            ByteBudget outgoing,
            ByteBudget incoming,
            BusCounters counters) {
        this.self = self;
        this.options = options;
        this.streams = streams;
        this.outgoing = outgoing;
        this.incoming = incoming;
        this.counters = counters;
        this.limits = new StreamLimits(
                options.payloadWindow(),
                options.streams().frame(),
                0,
                options.messageBytesMax(),
                options.messageBytesMax());
        streams.onOutboundClosed(this::closed);
    }

    private final class Outgoing implements OutboundHandler {
        private final Peer peer;
        private final Buffer payload;
        private final long deadlineNanos;
        private final Outcome outcome;
        private boolean released;

        Outgoing(Peer peer, Buffer payload, long deadlineNanos, Outcome outcome) {
            this.peer = peer;
            this.payload = payload;
            this.deadlineNanos = deadlineNanos;
            this.outcome = outcome;
        }

        @Override
        public void onWritable() {
            // All was written at once: the bytes wait in the stream.
        }

        @Override
        public void onCancelled(GatewayError reason) {
            sending.values().remove(this);
            release();
            outcome.failed().accept(reason);
        }

        void release() {
            if (!released) {
                released = true;
                outgoing.release(payload.length());
            }
        }
    }

    boolean needed(Peer peer, Buffer payload) {
        return !peer.sameNode() && payload.length() > options.inlineBytesMax();
    }

    int open() {
        return offered.size();
    }

    /** @param message the message with an empty payload */
    void offer(Peer peer, Envelope message, Buffer payload, long nowNanos, Outcome outcome) {
        if (offered.size() >= options.pendingMax() || !outgoing.reserve(payload.length())) {
            counters.refusal();
            outcome.failed().accept(GatewayError.unavailable("too many large messages wait"));
            return;
        }
        long id = ++lastId;
        offered.put(
                id,
                new Outgoing(peer, payload, nowNanos + options.payloadTimeout().toNanos(), outcome));
        peer.send(new Envelope.Offer(self, id, message, payload.length()));
    }

    void granted(Peer from, Envelope.Grant grant) {
        Outgoing out = offered.remove(grant.id());
        if (out == null) {
            counters.lateFrame();
            from.send(new StreamFrame.Fail(grant.ref().id(), 1, GatewayError.unavailable("the message was given up")));
            return;
        }
        OutboundCore stream = streams.openOutbound(from, grant.ref(), limits, out);
        sending.put(stream, out);
        stream.write(out.payload);
        stream.end(Buffer.buffer(0));
        out.outcome.granted().run();
    }

    void refused(long id, GatewayError error) {
        Outgoing out = offered.remove(id);
        if (out == null) {
            counters.lateFrame();
        } else {
            out.onCancelled(error);
        }
    }

    private void closed(OutboundCore stream) {
        Outgoing out = sending.remove(stream);
        if (out != null) {
            out.release();
        }
    }

    /**
     * A peer asks for room.
     *
     * @param deliver takes the message when its payload is there
     */
    void offered(Peer from, Envelope.Offer offer, long nowNanos, Consumer<Envelope> deliver) {
        GatewayError refusal = refusal(offer.payloadBytes());
        if (refusal != null) {
            counters.refusal();
            from.send(new Envelope.OfferRefused(self, offer.id(), refusal));
            return;
        }
        Reassembly reassembly = new Reassembly(offer, incoming, deliver);
        from.opening(nowNanos);
        reassembly.start(streams.openInbound(
                from, limits, reassembly, nowNanos + options.payloadTimeout().toNanos()));
        from.send(new Envelope.Grant(self, offer.id(), reassembly.ref()));
    }

    private @Nullable GatewayError refusal(int bytes) {
        if (bytes < 0 || bytes > options.messageBytesMax()) {
            return GatewayError.of(Fault.CLIENT, ErrorCode.REQUEST_TOO_LARGE, "the body is too large");
        }
        return incoming.reserve(bytes) ? null : GatewayError.unavailable("no room for a large message");
    }

    void expire(long nowNanos) {
        failAll(
                out -> nowNanos - out.deadlineNanos >= 0,
                GatewayError.unavailable("a large message wasn't taken in time"));
    }

    void lost(Peer peer, GatewayError reason) {
        failAll(out -> out.peer.equals(peer), reason);
    }

    private void failAll(Predicate<Outgoing> which, GatewayError error) {
        List<Outgoing> failed = new ArrayList<>();
        offered.values().removeIf(out -> {
            if (which.test(out)) {
                failed.add(out);
                return true;
            }
            return false;
        });
        failed.forEach(out -> out.onCancelled(error));
    }
}
