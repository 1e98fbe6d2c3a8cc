package org.modelgate.translator.openai;

import org.jspecify.annotations.Nullable;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.inference.GatewayUsage;
import org.modelgate.common.inference.Usage;
import org.modelgate.translator.framing.SseScanner;

/** What one dialect's events mean to the tap that passes them on. One instance per stream; no object is made for content. */
public interface TapEvents {
    enum Kind {
        /** Says nothing of the answer yet, and may be held in front of it. */
        START_UP,
        CONTENT,
        /** The answer ends; usage and a marker may follow. */
        END,
        /** The terminal marker. */
        WHOLE,
        /** The provider reports an error. */
        ERROR,
        /** Not readable; cut off, if it is the last one. */
        GARBAGE
    }

    /** Looks at an event that has data. */
    Kind look(SseScanner event);

    /** Whether the last event holds content, be it of the kind {@link Kind#END} too. */
    boolean content();

    /** Why the last event was an {@link Kind#ERROR} or {@link Kind#GARBAGE}. */
    GatewayError error();

    /** Whether a source that ends behind {@link Kind#END} is whole without a marker. */
    boolean endIsEnough();

    /**
     * The held end as the client gets it.
     *
     * @param held whole events, from the first {@link Kind#END} or {@link Kind#WHOLE} on
     */
    byte[] tail(byte[] held, GatewayUsage usage);

    /** As {@code StreamTap.cut}. */
    byte[] cut(Usage used, GatewayUsage usage);

    @Nullable Usage usage();

    boolean usageFinal();

    long textBytes();

    @Nullable String upstreamId();
}
