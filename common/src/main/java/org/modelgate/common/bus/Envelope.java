package org.modelgate.common.bus;

import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.stream.StreamFrame;
import org.modelgate.common.stream.StreamRef;

/** All that crosses the event bus. {@code from} is the sender's address. Immutable; in one JVM it passes by reference. */
sealed interface Envelope {
    String from();

    record Ask(String from, long id, BusMessage message, Buffer payload) implements Envelope {}

    record Reply(String from, long id, BusMessage message, Buffer payload) implements Envelope {}

    /** The request failed. */
    record Refusal(String from, long id, GatewayError error) implements Envelope {}

    record Notice(String from, BusMessage message, Buffer payload) implements Envelope {}

    record Frame(String from, StreamFrame frame) implements Envelope {}

    /** Asks for room for a message whose payload is too large for one piece; {@code message} has an empty payload. */
    record Offer(String from, long id, Envelope message, int payloadBytes) implements Envelope {}

    /** Room is kept: the payload goes to {@code ref}. */
    record Grant(String from, long id, StreamRef ref) implements Envelope {}

    record OfferRefused(String from, long id, GatewayError error) implements Envelope {}

    /**
     * Sign of life to another node, with a digest of what is open between the two.
     *
     * @param number rises with each heartbeat of the sender
     * @param seen number of the last one that came from the peer
     * @param wanted whether the peer shall answer, because something is open here
     * @param writing streams that this end writes, each with the number of frames sent
     * @param reading streams that this end receives, each with the number of credits sent
     */
    record Heartbeat(
            String from, int number, int seen, boolean wanted, List<StreamMark> writing, List<StreamMark> reading)
            implements Envelope {}

    record StreamMark(long stream, int sent) {}

    /** Sender has failed all streams and requests between the two. {@code closed}: and it won't be back. */
    record Reset(String from, boolean closed) implements Envelope {}

    /**
     * What a node tells all others about its endpoints.
     *
     * @param from the node's name
     * @param clusterNode the cluster manager's name of the node
     * @param marks targets that aren't well, as its routers found out themselves
     */
    record LoadTable(String from, String clusterNode, List<LoadEntry> entries, List<TargetMark> marks)
            implements Envelope {
        LoadTable(String from, String clusterNode, List<LoadEntry> entries) {
            this(from, clusterNode, entries, List.of());
        }
    }

    record LoadEntry(String address, int load, boolean draining) {}

    /** An envelope in its form between JVMs, made by the sender so that its size is known. */
    record Encoded(String from, Buffer bytes) implements Envelope {}

    /** Came from another version or was damaged; {@code id} is of the request, stream or offer that it belongs to. */
    record Unreadable(String from, Concern concern, long id, String problem) implements Envelope {}

    /** What an unreadable envelope was about. */
    enum Concern {
        ASK,
        REPLY,
        OFFER,
        GRANT,
        TO_RECEIVER,
        TO_SENDER,
        OTHER
    }
}
