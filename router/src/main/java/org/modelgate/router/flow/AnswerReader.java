package org.modelgate.router.flow;

import org.jspecify.annotations.Nullable;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.inference.GatewayUsage;
import org.modelgate.common.inference.Usage;
import org.modelgate.router.upstream.UpstreamListener.Reading;

/** Watches the body of a provider's good answer, and passes it on as far as it may go. Belongs to one attempt. */
sealed interface AnswerReader permits StreamReader, WholeReader {

    /** What the reader tells its attempt. */
    interface Owner {
        /** Content leaves for the client: there is no way back. */
        AnswerSink begin();

        /** The answer is complete; its end is kept until {@link #finish}. */
        void onComplete();

        /** The answer is an error, or no answer. */
        void onBroken(GatewayError error);

        /** No more can be taken until {@link #onRoom}. */
        void onFull();

        void onRoom();
    }

    Reading reading();

    void bytes(byte[] bytes);

    /** The provider ended its answer. */
    void end();

    /** The reservation is durable: content may leave. */
    void release();

    /** Events of a stream so far, comments among them. */
    long events();

    /** Whether content of a stream came. */
    boolean contentSeen();

    /** Whether the client got content. */
    boolean delivered();

    /** Whether the gateway may end the answer here: its content is on its way to the client, and its end hasn't come. */
    boolean mayCut();

    /** Ends the answer here; {@link #finish} follows. */
    void cut(Usage used);

    /** The client is gone: what comes is counted and goes nowhere. */
    void detach();

    /** Sends what was kept, with the charge. */
    void finish(GatewayUsage usage);

    /** Newest figures of the provider, null if there are none. */
    @Nullable Usage usage();

    boolean usageFinal();

    /** UTF-8 bytes of content so far. */
    long textBytes();

    @Nullable String upstreamId();
}
