package org.modelgate.common.bus;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;
import org.modelgate.common.stream.InboundHandler;
import org.modelgate.common.stream.InboundStream;
import org.modelgate.common.stream.OutboundHandler;
import org.modelgate.common.stream.OutboundStream;
import org.modelgate.common.stream.StreamRef;

/**
 * One verticle instance on the bus. All methods are called, and all handlers run, on the context that opened it.
 * Failed futures carry a {@link org.modelgate.common.error.GatewayException}: the peer's own error, {@code timeout} after the
 * deadline, {@code unavailable} when the peer is gone or a limit is reached.
 */
public interface BusEndpoint {

    /** This instance's address, {@code gw.<role>.<node>.<instance>}. */
    String address();

    Directory directory();

    /** Answers requests of one type. A thrown exception becomes an {@code internal} error and is logged here. */
    <Q extends Request<R>, R extends BusMessage> void serve(
            Class<Q> type, Function<Delivery<Q>, Future<Answer<R>>> handler);

    /** Takes messages of one type that aren't answered. */
    <M extends BusMessage> void onMessage(Class<M> type, Consumer<Delivery<M>> handler);

    /** Asks a peer; a payload of any size up to the node's limit may go beside the request. */
    <R extends BusMessage> Future<Answer<R>> request(String to, Request<R> message, Buffer payload, Duration timeout);

    default <R extends BusMessage> Future<R> request(String to, Request<R> message, Duration timeout) {
        return request(to, message, Buffer.buffer(0), timeout).map(Answer::message);
    }

    /**
     * Sends a message that isn't answered. The future fails only if it is known not to have left (peer unknown, payload
     * refused); success is no proof of delivery.
     */
    Future<Void> send(String to, BusMessage message, Buffer payload);

    default Future<Void> send(String to, BusMessage message) {
        return send(to, message, Buffer.buffer(0));
    }

    /**
     * Opens a stream that one peer will write to. Until the peer's first frame it is only guarded by
     * {@code firstFrameTimeout}; from then on by the peer's liveness. If {@code peer} is lost, the stream fails at once.
     *
     * @param peer address of the endpoint that was asked to write
     */
    InboundStream openInbound(String peer, Duration firstFrameTimeout, InboundHandler handler);

    /** The writing end of a stream that a peer opened. */
    OutboundStream openOutbound(StreamRef ref, OutboundHandler handler);

    /** Tells peers that this instance takes nothing new, leaves the directory, and fails what is still open. Idempotent. */
    Future<Void> close();
}
