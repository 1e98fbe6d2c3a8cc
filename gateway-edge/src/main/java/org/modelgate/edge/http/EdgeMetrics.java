package org.modelgate.edge.http;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/** Counters of all edge instances of a process. Counting allocates nothing; safe for use by many threads. */
public final class EdgeMetrics {
    private static final int STATUSES = 600;

    private final AtomicReferenceArray<@Nullable LongAdder> answers = new AtomicReferenceArray<>(STATUSES);
    private final LongAdder openRequests = new LongAdder();
    private final LongAdder openStreams = new LongAdder();
    private final LongAdder connections = new LongAdder();
    private final LongAdder requestBytes = new LongAdder();
    private final LongAdder responseBytes = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder clientsGone = new LongAdder();
    private final LongAdder clientsStalled = new LongAdder();
    private final LongAdder pings = new LongAdder();

    /** A response with this status was begun. */
    public void answered(int status) {
        int index = status < 0 || status >= STATUSES ? 0 : status;
        LongAdder adder = answers.get(index);
        if (adder == null) {
            answers.compareAndSet(index, null, new LongAdder());
            adder = answers.get(index);
        }
        if (adder != null) {
            adder.increment();
        }
    }

    public void requestOpened() {
        openRequests.increment();
    }

    public void requestClosed() {
        openRequests.decrement();
    }

    public void streamOpened() {
        openStreams.increment();
    }

    public void streamClosed() {
        openStreams.decrement();
    }

    public void connectionOpened() {
        connections.increment();
    }

    public void connectionClosed() {
        connections.decrement();
    }

    public void received(long bytes) {
        requestBytes.add(bytes);
    }

    public void sent(long bytes) {
        responseBytes.add(bytes);
    }

    /** A request ended with an error that the edge itself answered. */
    public void refused() {
        refused.increment();
    }

    /** A client closed its connection before its answer was complete. */
    public void clientGone() {
        clientsGone.increment();
    }

    /** A client was cut off because it read nothing. */
    public void clientStalled() {
        clientsStalled.increment();
    }

    public void pinged() {
        pings.increment();
    }

    public long openRequests() {
        return openRequests.sum();
    }

    /** Each status that was answered with its count. */
    public void eachStatus(ObjLongConsumer<String> consumer) {
        for (int status = 0; status < STATUSES; status++) {
            LongAdder adder = answers.get(status);
            if (adder != null) {
                consumer.accept(Integer.toString(status), adder.sum());
            }
        }
    }

    /** Each plain figure, with its name and whether it only grows. */
    public void eachFigure(FigureConsumer consumer) {
        consumer.accept("gateway_open_requests", "gauge", openRequests.sum());
        consumer.accept("gateway_open_streams", "gauge", openStreams.sum());
        consumer.accept("gateway_client_connections", "gauge", connections.sum());
        consumer.accept("gateway_request_bytes_total", "counter", requestBytes.sum());
        consumer.accept("gateway_response_bytes_total", "counter", responseBytes.sum());
        consumer.accept("gateway_refused_total", "counter", refused.sum());
        consumer.accept("gateway_clients_gone_total", "counter", clientsGone.sum());
        consumer.accept("gateway_clients_stalled_total", "counter", clientsStalled.sum());
        consumer.accept("gateway_pings_total", "counter", pings.sum());
    }

    /** Takes one figure. */
    public interface FigureConsumer {
        void accept(String name, String type, long value);
    }
}
