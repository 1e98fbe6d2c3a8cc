package org.modelgate.edge.http;

import org.modelgate.common.stream.InboundHandler;

/** Stands between a router's whole answer and the call that gives it to the client, for an answer that may be asked for again. */
interface Keeping extends InboundHandler {
    /** To be called once, before anything else. */
    void standsBefore(InferenceCall client);

    /** The client is gone: whether the answer is taken nevertheless. */
    boolean goesOn();
}
