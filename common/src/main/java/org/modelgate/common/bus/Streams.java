package org.modelgate.common.bus;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.stream.InboundCore;
import org.modelgate.common.stream.InboundHandler;
import org.modelgate.common.stream.OutboundCore;
import org.modelgate.common.stream.OutboundHandler;
import org.modelgate.common.stream.StreamFrame;
import org.modelgate.common.stream.StreamLimits;
import org.modelgate.common.stream.StreamRef;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All streams of one endpoint. */
final class Streams {
    private static final Logger LOG = LoggerFactory.getLogger(Streams.class);

    /** Cancels that came before their stream was opened here; the oldest are forgotten. */
    private static final int EARLY_CANCELS_MAX = 4096;

    private final String self;
    private final int streamsMax;
    private final BusCounters counters;
    private final Map<Long, InboundCore> inbounds = new HashMap<>();
    private final Map<StreamKey, GatewayError> earlyCancels = new LinkedHashMap<>();
    private Consumer<OutboundCore> outboundClosed = stream -> {};
    private int writing;
    private long lastId;

    private record StreamKey(String address, long id) {}

    Streams(String self, int streamsMax, BusCounters counters) {
        this.self = self;
        this.streamsMax = streamsMax;
        this.counters = counters;
    }

    void onOutboundClosed(Consumer<OutboundCore> action) {
        outboundClosed = action;
    }

    int open() {
        return inbounds.size() + writing;
    }

    private boolean full() {
        return open() >= streamsMax;
    }

    InboundCore openInbound(Peer peer, StreamLimits limits, InboundHandler handler, long firstFrameDeadlineNanos) {
        StreamRef ref = new StreamRef(self, ++lastId, limits.window());
        InboundCore stream = new InboundCore(ref, limits, handler, peer, firstFrameDeadlineNanos);
        if (full()) {
            counters.refusal();
            peer.defer(() -> stream.fail(GatewayError.unavailable("too many streams")));
            return stream;
        }
        inbounds.put(ref.id(), stream);
        peer.reading().put(ref.id(), stream);
        return stream;
    }

    OutboundCore openOutbound(Peer peer, StreamRef ref, StreamLimits limits, OutboundHandler handler) {
        OutboundCore stream = new OutboundCore(ref, limits, handler, peer);
        GatewayError cancelled = earlyCancels.remove(new StreamKey(ref.address(), ref.id()));
        if (cancelled != null) {
            stream.refuse(cancelled);
        } else if (full()) {
            counters.refusal();
            GatewayError error = GatewayError.unavailable("too many streams");
            peer.send(new StreamFrame.Fail(ref.id(), 1, error));
            stream.refuse(error);
        } else if (peer.writing().putIfAbsent(ref.id(), stream) != null) {
            stream.refuse(GatewayError.internal("the stream is written already"));
        } else {
            writing++;
        }
        return stream;
    }

    void forget(InboundCore stream) {
        inbounds.remove(stream.ref().id());
    }

    void interrupted() {
        counters.interruptedStream();
    }

    void forget(OutboundCore stream) {
        writing--;
        outboundClosed.accept(stream);
    }

    @Nullable InboundCore inbound(long id) {
        return inbounds.get(id);
    }

    void receive(Peer from, StreamFrame frame) {
        switch (frame) {
            case StreamFrame.ToReceiver data -> read(from, data);
            case StreamFrame.ToSender control -> control(from, control);
        }
    }

    private void read(Peer from, StreamFrame.ToReceiver frame) {
        InboundCore stream = inbounds.get(frame.stream());
        if (stream == null) {
            counters.lateFrame();
            if (frame.sequence() == 1) {
                // The writer opened it after the cancel had passed.
                from.send(new StreamFrame.Cancel(frame.stream(), 0, GatewayError.unavailable("the stream is over")));
            }
            return;
        }
        if (!stream.started() && !stream.writer().equals(from)) {
            // It was asked of another one, who handed it on: from now on this one's life matters.
            ((Peer) stream.writer()).reading().remove(frame.stream());
            from.reading().put(frame.stream(), stream);
        }
        try {
            if (!stream.receive(from, frame)) {
                counters.lateFrame();
            }
        } catch (RuntimeException e) {
            LOG.atError().setCause(e).addKeyValue("from", from.address()).log("handler of a stream failed");
            stream.fail(GatewayError.internal("internal error"));
        }
    }

    private void control(Peer from, StreamFrame.ToSender frame) {
        OutboundCore stream = from.writing().get(frame.stream());
        if (stream == null) {
            if (frame instanceof StreamFrame.Cancel cancel) {
                rememberCancel(new StreamKey(from.address(), cancel.stream()), cancel.reason());
            } else {
                counters.lateFrame();
            }
            return;
        }
        try {
            stream.receive(frame);
        } catch (RuntimeException e) {
            LOG.atError().setCause(e).addKeyValue("to", from.address()).log("handler of a stream failed");
            stream.interrupt(GatewayError.internal("internal error"));
        }
    }

    private void rememberCancel(StreamKey key, GatewayError reason) {
        if (earlyCancels.size() >= EARLY_CANCELS_MAX) {
            earlyCancels.remove(earlyCancels.keySet().iterator().next());
        }
        earlyCancels.put(key, reason);
    }

    /** Compares what a peer says is open with what is open here, and ends on both sides what one of them has lost. */
    void compare(Peer from, Envelope.Heartbeat beat) {
        Set<Long> writtenThere = new HashSet<>();
        for (Envelope.StreamMark mark : beat.writing()) {
            writtenThere.add(mark.stream());
            compareWritten(from, mark);
        }
        for (InboundCore stream : List.copyOf(from.reading().values())) {
            if (stream.started() && !writtenThere.contains(stream.ref().id())) {
                stream.interrupt();
            }
        }
        Set<Long> readThere = new HashSet<>();
        for (Envelope.StreamMark mark : beat.reading()) {
            readThere.add(mark.stream());
            OutboundCore stream = from.writing().get(mark.stream());
            if (stream != null && stream.creditsReceived() < mark.sent()) {
                stream.interrupt();
            }
        }
        for (OutboundCore stream : List.copyOf(from.writing().values())) {
            if (stream.announcedBy(beat.seen())
                    && !readThere.contains(stream.ref().id())) {
                stream.lost(GatewayError.unavailable("stream interrupted"));
            }
        }
    }

    private void compareWritten(Peer from, Envelope.StreamMark mark) {
        InboundCore stream = inbounds.get(mark.stream());
        if (stream == null || (stream.started() && !stream.writer().equals(from))) {
            if (stream == null || mark.sent() > 0) {
                GatewayError over = GatewayError.unavailable("the stream is over");
                from.send(new StreamFrame.Cancel(mark.stream(), 0, over));
            }
        } else if (stream.received() < mark.sent()) {
            stream.interrupt();
        }
    }

    /** Lets what waits for a congested peer go on. */
    void pump(Peer peer) {
        for (OutboundCore stream : List.copyOf(peer.writing().values())) {
            if (peer.congested()) {
                return;
            }
            stream.pump();
        }
    }

    /** Fails the streams that waited too long for their first frame. */
    void expire(long nowNanos) {
        List<InboundCore> expired = new ArrayList<>();
        for (InboundCore stream : inbounds.values()) {
            if (stream.expired(nowNanos)) {
                expired.add(stream);
            }
        }
        expired.forEach(InboundCore::expire);
    }

    /** Fails all streams with a peer. */
    void lost(Peer peer, GatewayError reason) {
        for (InboundCore stream : List.copyOf(peer.reading().values())) {
            stream.fail(reason);
        }
        for (OutboundCore stream : List.copyOf(peer.writing().values())) {
            stream.lost(reason);
        }
    }
}
