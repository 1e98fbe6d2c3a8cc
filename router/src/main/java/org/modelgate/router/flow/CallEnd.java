package org.modelgate.router.flow;

import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.bus.messages.RouteCall;
import org.modelgate.common.bus.messages.Settle;
import org.modelgate.common.bus.messages.Settled;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.inference.GatewayUsage;
import org.modelgate.common.inference.UsageSource;
import org.modelgate.common.stream.Head;
import org.modelgate.common.stream.OutboundStream;
import org.modelgate.router.plan.CatalogModel;
import org.modelgate.router.preference.Attribution;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The end of one call: its one settlement, what the client gets once that is durable, and the time in which a translator has the
 * answer. Keeps the records of the attempts until then.
 */
final class CallEnd implements Settlements.Waiter {
    private static final Logger LOG = LoggerFactory.getLogger(CallEnd.class);

    /** A translator needs far less for a whole answer; one that is still silent then has lost it. */
    private static final Duration HAND_OVER_MAX = Duration.ofSeconds(10);

    private sealed interface State {
        /** Attempts run, or may follow. */
        record Ahead() implements State {}

        /** The client waits for the settlement until then. */
        record Settling(Ending ending, long untilNanos) implements State {}

        /** A translator has the whole answer and writes it to the client; until the client's end has it, this end answers for it. */
        record HandedOver(long untilNanos) implements State {}

        record Over() implements State {}
    }

    private final FlowServices services;
    private final RouteCall route;
    private final OutboundStream edge;
    private final Runnable whenOver;
    private final List<Settle.AttemptRecord> records = new ArrayList<>(1);
    private State state = new State.Ahead();
    private Attribution whose = Attribution.NOBODY;
    private long firstContentMillis = -1;

    /** @param whenOver called once, when nothing is left to do for the call */
    CallEnd(FlowServices services, RouteCall route, OutboundStream edge, Runnable whenOver) {
        this.services = services;
        this.route = route;
        this.edge = edge;
        this.whenOver = whenOver;
    }

    /** For the records of the call. */
    void whose(Attribution callers) {
        whose = callers;
    }

    Attribution whose() {
        return whose;
    }

    /** An attempt is over. */
    void record(Attempt attempt, String outcome) {
        records.add(attempt.record(outcome));
    }

    /** Attempts that are over. */
    int attempts() {
        return records.size();
    }

    /** Content leaves for the client; only the first time counts. */
    void content() {
        if (firstContentMillis < 0) {
            firstContentMillis = services.clock().millis() - route.arrivedMillis();
        }
    }

    /** The call ends without a reservation. */
    void refuse(GatewayError error) {
        edge.fail(error);
        over();
    }

    /** The call ends with a document of the gateway's own; nothing was reserved. */
    void answer(Head head, Buffer document) {
        edge.whole(head, document);
        over();
    }

    /** Gives back a reservation that billing may have taken without our knowing. */
    void voidUnknown(CatalogModel model) {
        services.settlements().submit(settlement(model, "failed", null, null), null);
    }

    /** Nothing is paid: no content reached the client, or nothing was sent to a provider. */
    void settleUnpaid(CatalogModel model, String outcome, Ending ending) {
        settle(services.limits().refusal(), settlement(model, outcome, null, null), ending);
    }

    /** @param paid the attempt that the client pays */
    void settle(CatalogModel model, String outcome, Attempt paid, Metered metered, Ending ending) {
        if (metered.absurd()) {
            LOG.atWarn()
                    .addKeyValue("callId", route.callId())
                    .addKeyValue("provider", paid.target().provider().name())
                    .addKeyValue("model", paid.target().model())
                    .log("the usage that a provider reported can't be true, the answer was counted instead");
        }
        settle(services.limits().terminal(), settlement(model, outcome, paid, metered), ending);
    }

    private void settle(Duration wait, Settle settle, Ending ending) {
        state = new State.Settling(ending, services.nanos().getAsLong() + wait.toNanos());
        services.settlements().submit(settle, this);
    }

    private Settle settlement(CatalogModel model, String outcome, @Nullable Attempt paid, @Nullable Metered metered) {
        return new Settle(
                route.callId(),
                route.principal(),
                paid == null ? model.id() : paid.target().billedAs(),
                metered == null ? null : metered.usage(),
                metered == null ? UsageSource.ESTIMATED : metered.source(),
                paid == null ? null : paid.target().provider().name(),
                paid == null ? null : paid.target().model(),
                outcome,
                List.copyOf(records),
                services.clock().millis() - route.arrivedMillis(),
                firstContentMillis,
                whose.user(),
                whose.session());
    }

    @Override
    public void onSettled(Settled settled) {
        if (state instanceof State.Settling(Ending ending, long until)) {
            end(ending, settled);
        }
    }

    @Override
    public void onSettleRefused(GatewayError error) {
        if (state instanceof State.Settling(Ending ending, long until)) {
            endUnsettled(ending, GatewayError.internal("the call could not be settled"));
        }
    }

    private void end(Ending ending, Settled settled) {
        switch (ending) {
            case Ending.Deliver(Attempt attempt) -> {
                attempt.finish(usage(attempt, settled));
                leave(attempt);
            }
            case Ending.Fail(GatewayError error, Attempt begun) -> fail(error, begun);
            case Ending.Silent(GatewayError reason) -> refuse(reason);
        }
    }

    private GatewayUsage usage(Attempt attempt, Settled settled) {
        return new GatewayUsage(
                settled.tokensCharged(),
                services.clock().millis() - route.arrivedMillis(),
                settled.chargedNano(),
                attempt.target().provider().name(),
                false,
                attempt.wasCut() ? GatewayUsage.Stop.CREDIT : null,
                attempt.besideUsage(List.copyOf(records), settled.chargedNano()));
    }

    private void endUnsettled(Ending ending, GatewayError error) {
        switch (ending) {
            case Ending.Deliver(Attempt attempt) -> {
                boolean begun = attempt.reader().delivered();
                if (!begun) {
                    attempt.abandon(error);
                }
                fail(error, begun ? attempt : null);
            }
            case Ending.Fail(GatewayError own, Attempt begun) -> fail(own, begun);
            case Ending.Silent(GatewayError reason) -> refuse(reason);
        }
    }

    private void fail(GatewayError error, @Nullable Attempt begun) {
        if (begun == null) {
            refuse(error);
        } else {
            begun.failDelivered(error);
            leave(begun);
        }
    }

    private void leave(Attempt attempt) {
        if (attempt.translated()) {
            state = new State.HandedOver(services.nanos().getAsLong() + HAND_OVER_MAX.toNanos());
        } else {
            over();
        }
    }

    /** The client has the end of an answer that a translator wrote. */
    void onTaken() {
        if (state instanceof State.HandedOver) {
            over();
        }
    }

    /** The client is gone; a settlement under way goes on. */
    void clientGone() {
        if (state instanceof State.HandedOver) {
            over();
        }
    }

    /** The translator vanished with the answer. If it wrote any of it the client's end knows by itself. */
    void readerGone(GatewayError reason) {
        if (state instanceof State.HandedOver) {
            refuse(reason);
        }
    }

    /** Looks at the time; to be called every 100 ms or so. */
    void sweep(long now) {
        switch (state) {
            case State.Settling(Ending ending, long until) -> {
                if (now - until >= 0) {
                    services.settlements().forget(route.callId());
                    endUnsettled(ending, GatewayError.unavailable("the charge is not settled yet"));
                }
            }
            case State.HandedOver(long until) -> {
                if (now - until >= 0) {
                    readerGone(GatewayError.unavailable("the answer was lost on its way"));
                }
            }
            case State.Ahead ahead -> {}
            case State.Over over -> {}
        }
    }

    private void over() {
        state = new State.Over();
        whenOver.run();
    }
}
