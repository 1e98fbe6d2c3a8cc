package org.modelgate.router.upstream;

import io.vertx.core.MultiMap;

/** Hears one exchange, on its event loop. After {@code onEnd} or {@code onFailure}, or a reset, nothing is called any more. */
public interface UpstreamListener {

    /** How the body of an answer is given out. */
    enum Reading {
        /** All bytes that arrived in one turn of the event loop together, at most 32 KiB. */
        IN_TURNS,
        /** All at once, in front of {@code onEnd}. */
        WHOLE,
        /** All at once, cut after 64 KiB: it is only read to learn why a request was refused. */
        REFUSAL
    }

    /** What proves the request is at hand: a connection is asked for. */
    default void onConnecting() {}

    /** There is a connection and the request is being written. */
    void onSent();

    Reading onHead(int status, MultiMap headers);

    void onBytes(byte[] bytes);

    void onEnd();

    void onFailure(UpstreamFailure failure);
}
