package org.modelgate.common.bus;

import io.vertx.core.buffer.Buffer;

/** An answer to a request, with bulk bytes beside it (empty if none). */
public record Answer<R extends BusMessage>(R message, Buffer payload) {
    private static final Buffer NO_BYTES = Buffer.buffer(0);

    public static <R extends BusMessage> Answer<R> of(R message) {
        return new Answer<>(message, NO_BYTES);
    }
}
