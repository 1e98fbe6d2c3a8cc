package org.modelgate.edge.http;

import java.time.Duration;

/**
 * The edge's bounds that no configuration key changes. Times are kept by a coarse sweep, so they may last one {@code sweep}
 * longer.
 *
 * @param openRequests requests of one instance that aren't finished; more get 503. Below the streams of a bus endpoint, so that
 *     the bus never has to refuse one
 * @param bufferedBodyBytes bodies held in memory by the whole process; more get 503
 * @param sweep period of the one timer of an instance
 * @param head from a connection's or a request's first byte to the end of its head
 * @param keepAlive idle connections are closed after this
 * @param bodyGrace a body may be slower than {@code bodyBytesPerSecond} for this long
 * @param linger how long the rest of a refused body is read and dropped, so that the client sees the refusal
 * @param ping silence of a stream after which its client gets a ping; one sweep below what clients are promised
 * @param stalled a client that takes nothing for this long is cut off
 * @param call the longest time a call may take, unless the client asks for less
 */
public record EdgeLimits(
        int openRequests,
        long bufferedBodyBytes,
        Duration sweep,
        Duration head,
        Duration keepAlive,
        Duration bodyGrace,
        long bodyBytesPerSecond,
        Duration linger,
        Duration ping,
        Duration stalled,
        Duration call) {

    /** The limits of production. */
    public static EdgeLimits standard() {
        return new EdgeLimits(
                16_000,
                512L << 20,
                Duration.ofSeconds(1),
                Duration.ofSeconds(10),
                Duration.ofSeconds(75),
                Duration.ofSeconds(10),
                1_024,
                Duration.ofSeconds(5),
                Duration.ofSeconds(14),
                Duration.ofSeconds(60),
                Duration.ofHours(1));
    }
}
