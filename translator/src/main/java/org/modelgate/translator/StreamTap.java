package org.modelgate.translator;

import org.jspecify.annotations.Nullable;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.inference.GatewayUsage;
import org.modelgate.common.inference.Usage;

/**
 * Watches one provider stream as its bytes pass, whatever the client's dialect. It cuts the stream into three parts, always at
 * event borders: the <b>preamble</b> (start-up events, kept here until the first content, so that another target may still be
 * tried), the <b>content</b> (given out as it comes) and the <b>tail</b> (from the first event that ends the answer on, kept
 * here until the charge is known).
 */
public interface StreamTap {
    /** How far the stream is. */
    enum Phase {
        PREAMBLE,
        CONTENT,
        /** The finish event was seen; bytes are kept. */
        TAIL,
        /** The terminal marker was seen: the answer is whole. */
        COMPLETE,
        /** The provider reported an error in the stream, or sent what is no stream. */
        FAILED
    }

    /**
     * Takes bytes as they came off the socket, split anywhere.
     *
     * @return bytes that may go on now: whole events, the preamble in front of the first content; empty if none
     */
    byte[] feed(byte[] chunk);

    /** The provider closed the stream. Phase becomes {@code COMPLETE} if the dialect allows an end without marker here, else {@code FAILED}. */
    void end();

    Phase phase();

    /** Whether content has been given out or is in the tail. */
    boolean contentSeen();

    /** The error if the phase is {@code FAILED}: the provider's, or {@code provider_error} for a cut or garbage. */
    @Nullable GatewayError error();

    /** The kept tail for a client of the same dialect, with {@code gateway_usage} in its place; as it came if no client speaks the dialect. */
    default byte[] tail(GatewayUsage usage) {
        return rawTail();
    }

    /**
     * The end that the gateway gives an answer while its content still comes ({@code CONTENT}), for a client of the same dialect:
     * what is open is closed, and the answer ends as if it had reached its cap of output tokens. What comes after it is not to be
     * given out.
     *
     * @param used what was used up to here
     * @throws IllegalStateException if no client speaks the dialect
     */
    default byte[] cut(Usage used, GatewayUsage usage) {
        throw new IllegalStateException("no client speaks this dialect");
    }

    /** The kept preamble (if nothing was given out yet) and tail as the provider sent them, for a translator. */
    byte[] rawTail();

    /** Newest figures of the provider; null if it gave none or absurd ones. */
    @Nullable Usage usage();

    /** Whether {@link #usage} is the final figure. */
    boolean usageFinal();

    /** Whole events so far, comments and pings among them: a stream lives by these, not by its bytes. */
    long events();

    /** UTF-8 bytes of content seen so far, for an estimate. */
    long textBytes();

    @Nullable String upstreamId();
}
