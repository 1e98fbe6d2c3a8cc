package org.modelgate.common.bus;

import java.time.Duration;
import org.modelgate.common.stream.StreamLimits;

/**
 * Limits and times of the bus. The same on all nodes.
 *
 * @param streams sizes of streams
 * @param streamsMax open streams of one endpoint, both ways together
 * @param pendingMax unanswered requests of one endpoint
 * @param messageBytesMax payload of one message
 * @param inlineBytesMax payload that goes to another node in one piece; a larger one travels as a stream
 * @param payloadWindow window of such a stream
 * @param reassemblyBytesMax bytes of such payloads that this node holds at once
 * @param inFlightBytesMax bytes to one peer that haven't left this node; above, its streams wait
 * @param tick how often deadlines are looked at: the grain of all timeouts
 * @param heartbeat between heartbeats to a peer with which something is open
 * @param silence after which such a peer is lost
 * @param stale age from which another node's load table isn't believed
 * @param stall of this node's own loop, after which it takes itself for lost
 * @param payloadTimeout for a peer to take or refuse a large payload
 */
public record BusOptions(
        StreamLimits streams,
        int streamsMax,
        int pendingMax,
        int messageBytesMax,
        int inlineBytesMax,
        int payloadWindow,
        long reassemblyBytesMax,
        long inFlightBytesMax,
        Duration tick,
        Duration heartbeat,
        Duration silence,
        Duration stale,
        Duration stall,
        Duration payloadTimeout) {

    public static BusOptions defaults() {
        return new BusOptions(
                StreamLimits.DEFAULT,
                20_000,
                20_000,
                40 * 1024 * 1024,
                64 * 1024,
                256 * 1024,
                256L * 1024 * 1024,
                8L * 1024 * 1024,
                Duration.ofMillis(100),
                Duration.ofMillis(500),
                Duration.ofSeconds(3),
                Duration.ofSeconds(2),
                Duration.ofSeconds(2),
                Duration.ofSeconds(5));
    }

    public BusOptions withStreams(StreamLimits limits) {
        return copy(limits, streamsMax, pendingMax, messageBytesMax, reassemblyBytesMax, inFlightBytesMax);
    }

    public BusOptions withStreamsMax(int max) {
        return copy(streams, max, pendingMax, messageBytesMax, reassemblyBytesMax, inFlightBytesMax);
    }

    public BusOptions withPendingMax(int max) {
        return copy(streams, streamsMax, max, messageBytesMax, reassemblyBytesMax, inFlightBytesMax);
    }

    public BusOptions withMessageBytesMax(int max) {
        return copy(streams, streamsMax, pendingMax, max, reassemblyBytesMax, inFlightBytesMax);
    }

    public BusOptions withReassemblyBytesMax(long max) {
        return copy(streams, streamsMax, pendingMax, messageBytesMax, max, inFlightBytesMax);
    }

    public BusOptions withInFlightBytesMax(long max) {
        return copy(streams, streamsMax, pendingMax, messageBytesMax, reassemblyBytesMax, max);
    }

    private BusOptions copy(
            StreamLimits limits,
            int streamCount,
            int pendingCount,
            int messageBytes,
            long reassemblyBytes,
            long inFlightBytes) {
        return new BusOptions(
                limits,
                streamCount,
                pendingCount,
                messageBytes,
                inlineBytesMax,
                payloadWindow,
                reassemblyBytes,
                inFlightBytes,
                tick,
                heartbeat,
                silence,
                stale,
                stall,
                payloadTimeout);
    }
}
