package org.modelgate.router.flow;

import io.vertx.core.AsyncResult;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.bus.Answer;
import org.modelgate.common.bus.Role;
import org.modelgate.common.bus.messages.Admitted;
import org.modelgate.common.bus.messages.RouteCall;
import org.modelgate.common.bus.messages.Settle;
import org.modelgate.common.bus.messages.Settled;
import org.modelgate.common.error.ErrorCode;
import org.modelgate.common.error.Fault;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.error.GatewayException;
import org.modelgate.common.inference.GatewayUsage;
import org.modelgate.common.inference.UsageSource;
import org.modelgate.common.stream.OutboundHandler;
import org.modelgate.common.stream.OutboundStream;
import org.modelgate.router.flow.FlowState.Admitting;
import org.modelgate.router.flow.FlowState.Attempting;
import org.modelgate.router.flow.FlowState.Ending;
import org.modelgate.router.flow.FlowState.HandedOver;
import org.modelgate.router.flow.FlowState.Over;
import org.modelgate.router.flow.FlowState.Settling;
import org.modelgate.router.flow.FlowState.Waiting;
import org.modelgate.router.plan.AttemptSchedule;
import org.modelgate.router.plan.CatalogModel;
import org.modelgate.router.plan.ModelCatalog;
import org.modelgate.router.plan.Target;

/** One call: plan, admission, attempts, settlement, end. */
final class InferenceFlow implements OutboundHandler, Attempt.Owner, Settlements.Waiter {
    private static final Buffer NO_BYTES = Buffer.buffer(0);
    private static final int SHOWN_NAME_MAX = 200;

    /** A translator needs far less for a whole answer; one that is still silent then has lost it. */
    private static final Duration HAND_OVER_MAX = Duration.ofSeconds(10);

    private final FlowServices services;
    private final RouteCall route;
    private final ClientBody body;
    private final OutboundStream edge;
    private final Runnable whenOver;
    private final long deadlineNanos;
    private final List<Settle.AttemptRecord> records = new ArrayList<>(1);

    private FlowState state = new Admitting();
    private @Nullable LiveCall call;
    private @Nullable AttemptSchedule schedule;
    private @Nullable GatewayError cancelled;
    private boolean durable;
    private long durableDeadlineNanos;
    private long firstContentMillis = -1;
    private final ProgressMeter progress;

    /** @param whenOver called once, when nothing is left to do for the call */
    InferenceFlow(FlowServices services, RouteCall route, Buffer body, Runnable whenOver) {
        this.services = services;
        this.route = route;
        this.body = new ClientBody(body);
        this.whenOver = whenOver;
        this.deadlineNanos = services.nanos().getAsLong()
                + Duration.ofMillis(route.timeoutMillis()).toNanos();
        this.progress = new ProgressMeter(services, route, services.nanos().getAsLong());
        this.edge = services.bus().openOutbound(route.answer(), this);
    }

    void start() {
        Optional<ModelCatalog.Match> match =
                services.catalog().find(route.scan().model());
        if (match.isEmpty()) {
            refuse(GatewayError.of(
                    Fault.CLIENT,
                    ErrorCode.MODEL_NOT_FOUND,
                    "there is no model '" + shown(route.scan().model()) + "'"));
            return;
        }
        if (services.settlements().isFull()) {
            refuse(GatewayError.unavailable("billing is not available"));
            return;
        }
        admit(match.get());
    }

    private static String shown(String name) {
        return name.length() > SHOWN_NAME_MAX ? name.substring(0, SHOWN_NAME_MAX) : name;
    }

    private void admit(ModelCatalog.Match match) {
        String owner = services.bus()
                .directory()
                .owner(Role.BILLING, route.principal().account())
                .orElse(null);
        if (owner == null) {
            refuse(GatewayError.unavailable("billing is not available"));
            return;
        }
        services.bus()
                .request(
                        owner,
                        Admission.of(route, match.model()),
                        NO_BYTES,
                        services.limits().admission())
                .onComplete(result -> admitted(match, result));
    }

    private void refuse(GatewayError error) {
        edge.fail(error);
        over();
    }

    private void admitted(ModelCatalog.Match match, AsyncResult<Answer<Admitted>> result) {
        if (result.failed()) {
            notAdmitted(match.model(), GatewayException.errorOf(result.cause()));
            return;
        }
        Admitted admitted = result.result().message();
        CatalogModel model = match.model();
        call = new LiveCall(route, body, edge, model, admitted.maxOutputTokens(), admitted.limits(), deadlineNanos);
        durableDeadlineNanos =
                services.nanos().getAsLong() + services.limits().durability().toNanos();
        if (cancelled != null) {
            settle("cancelled", null, null, new Ending.Silent());
            return;
        }
        schedule = new AttemptSchedule(
                model.policy().plan(match.targets(), services.random()), services.retries(), services.random());
        next(GatewayError.unavailable("no target is available"));
    }

    private void notAdmitted(CatalogModel model, GatewayError error) {
        if (error.code() == ErrorCode.TIMEOUT) {
            // Billing may have taken the reservation all the same.
            services.settlements().submit(voiding(model), null);
            edge.fail(GatewayError.unavailable("billing did not answer in time"));
        } else {
            edge.fail(error);
        }
        over();
    }

    /** The next attempt, or the end with this error if there is none. */
    private void next(GatewayError last) {
        long now = services.nanos().getAsLong();
        AttemptSchedule.Next next = plan().next(millis(now), millis(deadlineNanos));
        if (next == null) {
            settle("failed", null, null, new Ending.Fail(last, null));
        } else if (next.delayMillis() == 0) {
            begin(next.target());
        } else {
            state = new Waiting(
                    next.target(), now + Duration.ofMillis(next.delayMillis()).toNanos());
        }
    }

    private AttemptSchedule plan() {
        if (schedule == null) {
            throw new IllegalStateException("no plan in " + state);
        }
        return schedule;
    }

    private LiveCall admittedCall() {
        if (call == null) {
            throw new IllegalStateException("not admitted in " + state);
        }
        return call;
    }

    private void begin(Target target) {
        Attempt attempt = new Attempt(services, admittedCall(), target, plan().attempts(), this);
        state = new Attempting(attempt);
        attempt.start();
    }

    /** The reservation is durable. */
    void onDurable() {
        if (durable) {
            return;
        }
        durable = true;
        if (state instanceof Attempting(Attempt attempt)) {
            attempt.release();
        }
    }

    @Override
    public boolean mayDeliver() {
        return durable;
    }

    @Override
    public void onContent() {
        body.release();
        if (firstContentMillis < 0) {
            firstContentMillis = services.clock().millis() - route.arrivedMillis();
        }
    }

    @Override
    public void onComplete(Attempt attempt) {
        if (firstContentMillis < 0) {
            onContent();
        }
        records.add(attempt.record("ok"));
        settle("completed", attempt, attempt.metered(), new Ending.Deliver(attempt));
    }

    @Override
    public void onFailed(Attempt attempt, AttemptFailure failure) {
        GatewayError error = failure.error();
        records.add(attempt.record(error.code().wireName()));
        plan().failed(
                        failure.verdict(),
                        error.retryAfterMillis(),
                        error.code() == ErrorCode.OVERLOADED,
                        millis(services.nanos().getAsLong()));
        next(error);
    }

    @Override
    public void onBroken(Attempt attempt, GatewayError error) {
        records.add(attempt.record(error.code().wireName()));
        settle("interrupted", attempt, attempt.metered(), new Ending.Fail(error, attempt));
    }

    @Override
    public void onReaderGone(GatewayError reason) {
        if (state instanceof HandedOver) {
            loseHandedOver(reason);
        } else {
            onCancelled(reason);
        }
    }

    @Override
    public void onWritable() {
        if (state instanceof Attempting(Attempt attempt)) {
            attempt.onWritable();
        }
    }

    @Override
    public void onCancelled(GatewayError reason) {
        if (cancelled != null) {
            return;
        }
        cancelled = reason;
        switch (state) {
            case Waiting waiting -> settle("cancelled", null, null, new Ending.Silent());
            case Attempting(Attempt attempt) -> abandon(attempt);
            case Admitting admitting -> {}
            case Settling settling -> {}
            case HandedOver handedOver -> over();
            case Over over -> {}
        }
    }

    /** The client is gone: what the provider did so far is paid for, if it had begun. */
    private void abandon(Attempt attempt) {
        Metered metered = attempt.sent() ? attempt.metered() : null;
        attempt.abandon(cancelled == null ? GatewayError.internal("internal error") : cancelled);
        records.add(attempt.record("cancelled"));
        settle("cancelled", metered == null ? null : attempt, metered, new Ending.Silent());
    }

    private void settle(String outcome, @Nullable Attempt paid, @Nullable Metered metered, Ending ending) {
        body.release();
        FlowLimits limits = services.limits();
        Duration wait = metered == null ? limits.refusal() : limits.terminal();
        state = new Settling(ending, services.nanos().getAsLong() + wait.toNanos());
        services.settlements().submit(settlement(admittedCall().model(), outcome, paid, metered), this);
    }

    private Settle voiding(CatalogModel model) {
        return settlement(model, "failed", null, null);
    }

    private Settle settlement(CatalogModel model, String outcome, @Nullable Attempt paid, @Nullable Metered metered) {
        return new Settle(
                route.callId(),
                route.principal(),
                model.id(),
                metered == null ? null : metered.usage(),
                metered == null ? UsageSource.ESTIMATED : metered.source(),
                paid == null ? null : paid.target().provider().name(),
                paid == null ? null : paid.target().model(),
                outcome,
                List.copyOf(records),
                services.clock().millis() - route.arrivedMillis(),
                firstContentMillis);
    }

    @Override
    public void onSettled(Settled settled) {
        if (state instanceof Settling(Ending ending, long until)) {
            end(ending, settled);
        }
    }

    @Override
    public void onSettleRefused(GatewayError error) {
        if (state instanceof Settling(Ending ending, long until)) {
            endUnsettled(ending, GatewayError.internal("the call could not be settled"));
        }
    }

    private void end(Ending ending, Settled settled) {
        switch (ending) {
            case Ending.Deliver(Attempt attempt) -> {
                attempt.finish(new GatewayUsage(
                        settled.tokensCharged(),
                        services.clock().millis() - route.arrivedMillis(),
                        settled.chargedNano(),
                        attempt.target().provider().name(),
                        false));
                leave(attempt);
            }
            case Ending.Fail(GatewayError error, Attempt begun) -> fail(error, begun);
            case Ending.Silent silent -> silence();
        }
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
            case Ending.Silent silent -> silence();
        }
    }

    private void fail(GatewayError error, @Nullable Attempt begun) {
        if (begun == null) {
            edge.fail(error);
            over();
        } else {
            begun.failDelivered(error);
            leave(begun);
        }
    }

    private void leave(Attempt attempt) {
        if (attempt.translated()) {
            state = new HandedOver(services.nanos().getAsLong() + HAND_OVER_MAX.toNanos());
        } else {
            over();
        }
    }

    /** The client has the end of an answer that a translator wrote. */
    @Override
    public void onTaken() {
        if (state instanceof HandedOver) {
            over();
        }
    }

    /** The translator vanished with the answer, or keeps it. If it wrote any of it the client's end knows by itself. */
    private void loseHandedOver(GatewayError error) {
        edge.fail(error);
        over();
    }

    /** The client is gone, or the translator that wrote to it: in that case this is its error. */
    private void silence() {
        edge.fail(cancelled == null ? GatewayError.internal("internal error") : cancelled);
        over();
    }

    /** Looks at the time; to be called every 100 ms or so. */
    void sweep(long now) {
        switch (state) {
            case Waiting(Target target, long until) -> {
                if (!missed(now) && now - until >= 0) {
                    begin(target);
                }
            }
            case Attempting(Attempt attempt) -> {
                if (!missed(now)) {
                    attempt.sweep(now);
                    progress.sweep(now, attempt);
                }
            }
            case Settling(Ending ending, long until) -> {
                if (now - until >= 0) {
                    services.settlements().forget(route.callId());
                    endUnsettled(ending, GatewayError.unavailable("the charge is not settled yet"));
                }
            }
            case Admitting admitting -> {}
            case HandedOver(long until) -> {
                if (now - until >= 0) {
                    loseHandedOver(GatewayError.unavailable("the answer was lost on its way"));
                }
            }
            case Over over -> {}
        }
    }

    /** Ends a call whose own time is up, or whose reservation isn't durable in time. */
    private boolean missed(long now) {
        if (now - deadlineNanos >= 0) {
            interrupt(GatewayError.timeout("the request took too long"));
            return true;
        }
        if (!durable && now - durableDeadlineNanos >= 0) {
            interrupt(GatewayError.unavailable("billing did not confirm the reservation in time"));
            return true;
        }
        return false;
    }

    /** Ends a running call from outside its attempt. */
    void interrupt(GatewayError error) {
        switch (state) {
            case Waiting waiting -> settle("failed", null, null, new Ending.Fail(error, null));
            case Attempting(Attempt attempt) -> {
                if (attempt.reader().delivered()) {
                    attempt.stop();
                    onBroken(attempt, error);
                } else {
                    attempt.abandon(error);
                    records.add(attempt.record(error.code().wireName()));
                    settle("failed", null, null, new Ending.Fail(error, null));
                }
            }
            case Admitting admitting -> {}
            case Settling settling -> {}
            case HandedOver handedOver -> {}
            case Over over -> {}
        }
    }

    private void over() {
        state = new Over();
        whenOver.run();
    }

    private static long millis(long nanos) {
        return nanos / 1_000_000;
    }

    UUID callId() {
        return route.callId();
    }
}
