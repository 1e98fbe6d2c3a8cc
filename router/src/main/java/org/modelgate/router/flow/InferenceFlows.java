package org.modelgate.router.flow;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.bus.Delivery;
import org.modelgate.common.bus.messages.CreditExhausted;
import org.modelgate.common.bus.messages.ReservationDurable;
import org.modelgate.common.bus.messages.RouteCall;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.stream.OutboundHandler;

/** All running calls of one router instance, with the sweep that looks at their time. */
public final class InferenceFlows {
    private static final OutboundHandler NOBODY = new OutboundHandler() {
        @Override
        public void onWritable() {}

        @Override
        public void onCancelled(GatewayError reason) {}
    };

    private final FlowServices services;
    private final Map<UUID, InferenceFlow> flows = new HashMap<>();
    private @Nullable Promise<Void> drained;
    private long drainDeadlineNanos;

    public InferenceFlows(FlowServices services) {
        this.services = services;
    }

    /** A call from an edge. */
    public void onCall(Delivery<RouteCall> delivery) {
        RouteCall route = delivery.message();
        if (drained != null || flows.size() >= services.limits().calls() || flows.containsKey(route.callId())) {
            services.bus()
                    .openOutbound(route.answer(), NOBODY)
                    .fail(GatewayError.unavailable("the gateway is at its limit"));
            return;
        }
        begin(route, delivery.payload());
    }

    private void begin(RouteCall route, Buffer body) {
        InferenceFlow flow = new InferenceFlow(services, route, body, () -> flows.remove(route.callId()));
        flows.put(route.callId(), flow);
        flow.start();
    }

    /** Billing says that a reservation is on disk. */
    public void onDurable(Delivery<ReservationDurable> delivery) {
        InferenceFlow flow = flows.get(delivery.message().callId());
        if (flow != null) {
            flow.onDurable();
        }
    }

    /** Billing says that a call's account has no more credit for it. */
    public void onCreditExhausted(Delivery<CreditExhausted> delivery) {
        InferenceFlow flow = flows.get(delivery.message().callId());
        if (flow != null) {
            flow.onCreditExhausted();
        }
    }

    /** Calls that run. */
    public int running() {
        return flows.size();
    }

    /** To be called every 100 ms or so. */
    public void sweep() {
        long now = services.nanos().getAsLong();
        for (InferenceFlow flow : List.copyOf(flows.values())) {
            flow.sweep(now);
        }
        services.settlements().sweep();
        services.upstreams().values().forEach(upstream -> upstream.sweep());
        services.callers().sweep();
        if (drained != null) {
            drain(now, drained);
        }
    }

    /**
     * Takes no new calls and ends when the running ones and their settlements are done.
     *
     * @param deadlineNanos by the monotonic clock; what runs then is failed, what isn't settled some seconds later stays so
     */
    public Future<Void> drain(long deadlineNanos) {
        if (drained == null) {
            drained = Promise.promise();
            drainDeadlineNanos = deadlineNanos;
        }
        return drained.future();
    }

    private void drain(long now, Promise<Void> done) {
        boolean late = now - drainDeadlineNanos >= 0;
        if (late) {
            List.copyOf(flows.values())
                    .forEach(flow -> flow.interrupt(GatewayError.unavailable("the gateway is shutting down")));
        }
        boolean settled = services.settlements().pending() == 0;
        boolean giveUp =
                now - drainDeadlineNanos >= services.limits().terminal().toNanos();
        if ((flows.isEmpty() && settled) || giveUp) {
            done.tryComplete();
        }
    }
}
