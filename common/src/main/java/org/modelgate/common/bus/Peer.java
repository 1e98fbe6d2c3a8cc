package org.modelgate.common.bus;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.modelgate.common.stream.InboundCore;
import org.modelgate.common.stream.OutboundCore;
import org.modelgate.common.stream.StreamFrame;
import org.modelgate.common.stream.StreamPort;

/** What one endpoint knows of another one: what is open between them, and when it was last heard. */
final class Peer implements StreamPort {
    private final String address;
    private final boolean sameNode;
    private final String self;
    private final Outlet outlet;
    private final Surroundings surroundings;
    private final Streams streams;
    private final Map<Long, InboundCore> reading = new HashMap<>();
    private final Map<Long, OutboundCore> writing = new HashMap<>();
    private Runnable unreachable = () -> {};
    private int calls;
    private boolean cutOff;
    private boolean unreadableSeen;
    private long heardNanos;
    private int heartbeatSeen;
    private boolean answerWanted;

    Peer(String address, boolean sameNode, String self, Surroundings surroundings, Streams streams, long nowNanos) {
        this.address = address;
        this.sameNode = sameNode;
        this.self = self;
        this.surroundings = surroundings;
        this.outlet = surroundings.outlet(address, sameNode);
        this.streams = streams;
        this.heardNanos = nowNanos;
    }

    /** @param action what to do when the outlet finds the peer gone */
    void onUnreachable(Runnable action) {
        unreachable = action;
    }

    String address() {
        return address;
    }

    String node() {
        return Addresses.node(address);
    }

    boolean sameNode() {
        return sameNode;
    }

    @Override
    public void send(StreamFrame frame) {
        if (cutOff) {
            return;
        }
        send(new Envelope.Frame(self, frame));
    }

    /** @return false if the peer is gone; then all that is open with it fails soon */
    boolean send(Envelope envelope) {
        if (outlet.send(envelope)) {
            return true;
        }
        surroundings.defer(unreachable);
        return false;
    }

    @Override
    public boolean byReference() {
        return sameNode;
    }

    @Override
    public boolean congested() {
        return outlet.congested();
    }

    @Override
    public void defer(Runnable callback) {
        surroundings.defer(callback);
    }

    @Override
    public void interrupted() {
        streams.interrupted();
    }

    @Override
    public void forget(InboundCore stream) {
        reading.remove(stream.ref().id());
        streams.forget(stream);
    }

    @Override
    public void forget(OutboundCore stream) {
        if (writing.remove(stream.ref().id(), stream)) {
            streams.forget(stream);
        }
    }

    Map<Long, InboundCore> reading() {
        return reading;
    }

    Map<Long, OutboundCore> writing() {
        return writing;
    }

    /** Something is about to be opened with it: from now on its silence counts. */
    void opening(long nowNanos) {
        if (idle()) {
            heardNanos = nowNanos;
        }
    }

    void callOpened() {
        calls++;
    }

    void callClosed() {
        calls--;
    }

    boolean idle() {
        return calls == 0 && reading.isEmpty() && writing.isEmpty();
    }

    void heard(long nowNanos) {
        heardNanos = nowNanos;
    }

    boolean silent(long nowNanos, long limitNanos) {
        return nowNanos - heardNanos > limitNanos;
    }

    /** True once: its later unreadable envelopes are no news. */
    boolean firstUnreadable() {
        boolean first = !unreadableSeen;
        unreadableSeen = true;
        return first;
    }

    /** No frames are sent while all that is open with a lost peer is being failed: one envelope tells it for all. */
    void cutOff(boolean off) {
        cutOff = off;
    }

    /** @return false if it is older than one that came before */
    boolean heartbeatReceived(int number, boolean wanted) {
        if (number <= heartbeatSeen) {
            return false;
        }
        heartbeatSeen = number;
        answerWanted |= wanted;
        return true;
    }

    /**
     * Sends a sign of life if one is due.
     *
     * @param number above those of all earlier ones of this endpoint
     */
    void beat(int number) {
        if (idle() && !answerWanted) {
            return;
        }
        boolean wanted = !idle();
        answerWanted = false;
        List<Envelope.StreamMark> written = new ArrayList<>(writing.size());
        for (OutboundCore stream : writing.values()) {
            stream.announced(number);
            written.add(new Envelope.StreamMark(stream.ref().id(), stream.sent()));
        }
        List<Envelope.StreamMark> read = new ArrayList<>(reading.size());
        for (InboundCore stream : reading.values()) {
            read.add(new Envelope.StreamMark(stream.ref().id(), stream.creditsSent()));
        }
        send(new Envelope.Heartbeat(self, number, heartbeatSeen, wanted, written, read));
    }
}
