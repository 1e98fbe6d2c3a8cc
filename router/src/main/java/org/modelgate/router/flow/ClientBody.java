package org.modelgate.router.flow;

import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.inference.BodyScan;
import org.modelgate.translator.BodyMembers;

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

    /** A body for a translator, which knows nothing of what is only the gateway's: the members that ask something of it are cut. */
    static Buffer withoutAsks(Buffer body, BodyScan scan) {
        if (scan.asks().isEmpty()) {
            return body;
        }
        List<BodyScan.Span> own =
                scan.cuts().stream().filter(cut -> holdsAsk(scan, cut)).toList();
        return Buffer.buffer(BodyMembers.without(body.getBytes(), own));
    }

    private static boolean holdsAsk(BodyScan scan, BodyScan.Span cut) {
        return scan.asks().values().stream().anyMatch(ask -> cut.start() <= ask.start() && ask.end() <= cut.end());
    }

    /** No attempt follows. */
    void release() {
        bytes = null;
    }
}
