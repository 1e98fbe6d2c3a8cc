package org.modelgate.edge.http;

import io.vertx.core.http.HttpServerResponse;
import org.jspecify.annotations.Nullable;

/** Whether a client takes what is sent to it. HTTP/1 shows it by the socket, HTTP/2 by its windows alone. */
final class ClientProgress {
    private final HttpServerResponse response;
    private final @Nullable ClientConnection http1;
    private final EdgeLimits limits;
    private long lastAt;
    private long unsentBefore;
    private long sentBytes;

    /** @param http1 the connection if it is one of HTTP/1 */
    ClientProgress(HttpServerResponse response, @Nullable ClientConnection http1, EdgeLimits limits, long now) {
        this.response = response;
        this.http1 = http1;
        this.limits = limits;
        this.lastAt = now;
    }

    /** Bytes go out. */
    void sending(int bytes) {
        sentBytes += bytes;
    }

    /** The client took something, or the wait for it begins now. */
    void at(long now) {
        lastAt = now;
    }

    /**
     * Whether the client has taken nothing for too long; to be called every second or so.
     *
     * @param ended whether the response's last bytes were handed over
     */
    boolean stalled(long now, boolean ended) {
        if (!ended && !response.headWritten()) {
            lastAt = now;
            return false;
        }
        long allowed = limits.stalled().toNanos();
        if (http1 != null) {
            observe(http1.unsent(), now);
        } else if (!ended && !response.writeQueueFull()) {
            lastAt = now;
        } else if (ended) {
            // HTTP/2 shows no progress of what was handed over, so the rest is granted the slowest pace that is still
            // fair.
            allowed += sentBytes * 1_000_000_000L / limits.bodyBytesPerSecond();
        }
        return now - lastAt > allowed;
    }

    private void observe(long unsent, long now) {
        if (unsent == 0 || unsent < unsentBefore) {
            lastAt = now;
        }
        unsentBefore = unsent;
    }
}
