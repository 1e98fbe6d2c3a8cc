package org.modelgate.edge.http;

import io.vertx.core.http.HttpConnection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.error.GatewayError;

/**
 * The open connections and requests of one instance, and the one timer's work on them. Confined to its event loop.
 */
public final class Exchanges {
    private final EdgeLimits limits;
    private final EdgeMetrics metrics;
    private final BodyBudget bodies;
    private final BooleanSupplier draining;
    private final LongSupplier nanos;
    private final Map<HttpConnection, ClientConnection> connections = new HashMap<>();
    private final Set<Exchange> open = new HashSet<>();
    private long now;

    /**
     * @param draining whether the process takes nothing new
     * @param nanos monotonic time
     */
    public Exchanges(
            EdgeLimits limits, EdgeMetrics metrics, BodyBudget bodies, BooleanSupplier draining, LongSupplier nanos) {
        this.limits = limits;
        this.metrics = metrics;
        this.bodies = bodies;
        this.draining = draining;
        this.nanos = nanos;
        this.now = nanos.getAsLong();
    }

    EdgeLimits limits() {
        return limits;
    }

    EdgeMetrics metrics() {
        return metrics;
    }

    BodyBudget bodies() {
        return bodies;
    }

    public boolean draining() {
        return draining.getAsBoolean();
    }

    /** Monotonic time of the last sweep: cheap, and good enough for guards of seconds. */
    long now() {
        return now;
    }

    /** Monotonic time, read now. */
    long exactly() {
        return nanos.getAsLong();
    }

    public void connected(HttpConnection connection) {
        connections.put(connection, new ClientConnection(this, connection));
        metrics.connectionOpened();
        connection.closeHandler(closed -> {
            connections.remove(connection);
            metrics.connectionClosed();
        });
    }

    @Nullable ClientConnection connection(HttpConnection connection) {
        return connections.get(connection);
    }

    public boolean isEmpty() {
        return open.isEmpty();
    }

    /** Whether the newest open request is one too many. */
    boolean full() {
        return open.size() > limits.openRequests();
    }

    void opened(Exchange exchange) {
        open.add(exchange);
        metrics.requestOpened();
    }

    void finished(Exchange exchange) {
        if (open.remove(exchange)) {
            metrics.requestClosed();
        }
    }

    /** To be called once every {@link EdgeLimits#sweep()}. */
    public void sweep() {
        now = nanos.getAsLong();
        for (Exchange exchange : open.toArray(new Exchange[0])) {
            exchange.sweep(now);
        }
        for (ClientConnection connection : connections.values().toArray(new ClientConnection[0])) {
            connection.sweep(now, limits);
        }
    }

    /** Tells clients that can be told to open nothing new here. */
    public void drain() {
        connections.values().forEach(ClientConnection::drain);
    }

    /** Ends everything that is still open with this error. */
    public void abort(GatewayError reason) {
        for (Exchange exchange : open.toArray(new Exchange[0])) {
            exchange.abort(reason);
        }
    }
}
