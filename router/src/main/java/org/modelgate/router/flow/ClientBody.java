package org.modelgate.router.flow;

import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/** The client's body, for as long as an attempt may follow: a stream that runs for minutes doesn't hold it. */
final class ClientBody {
    private @Nullable Buffer bytes;

    ClientBody(Buffer bytes) {
        this.bytes = bytes;
    }

    Buffer bytes() {
        if (bytes == null) {
            throw new IllegalStateException("the body was released, no attempt may follow");
        }
        return bytes;
    }

    /** No attempt follows. */
    void release() {
        bytes = null;
    }
}
