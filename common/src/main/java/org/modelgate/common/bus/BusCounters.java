package org.modelgate.common.bus;

import java.util.concurrent.atomic.LongAdder;

/** What went wrong on the bus of this process, counted since its start. Safe for use by many threads. */
public final class BusCounters {
    private final LongAdder lateFrames = new LongAdder();
    private final LongAdder interruptedStreams = new LongAdder();
    private final LongAdder lostPeers = new LongAdder();
    private final LongAdder stalls = new LongAdder();
    private final LongAdder unreadable = new LongAdder();
    private final LongAdder refused = new LongAdder();

    BusCounters() {}

    /** Frames and replies for something that was over. */
    public long lateFrames() {
        return lateFrames.sum();
    }

    /** Streams that failed here because a frame was lost or came twice. */
    public long interruptedStreams() {
        return interruptedStreams.sum();
    }

    /** Peers that fell silent, closed or couldn't be reached while something was open. */
    public long lostPeers() {
        return lostPeers.sum();
    }

    /** Times that a loop of this process stood still for too long. */
    public long stalls() {
        return stalls.sum();
    }

    /** Envelopes of another version, of unknown type or damaged. */
    public long unreadable() {
        return unreadable.sum();
    }

    /** Streams, requests and payloads refused by a limit. */
    public long refused() {
        return refused.sum();
    }

    void lateFrame() {
        lateFrames.increment();
    }

    void interruptedStream() {
        interruptedStreams.increment();
    }

    void lostPeer() {
        lostPeers.increment();
    }

    void stall() {
        stalls.increment();
    }

    void unreadableEnvelope() {
        unreadable.increment();
    }

    void refusal() {
        refused.increment();
    }
}
