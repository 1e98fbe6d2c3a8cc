package org.modelgate.router.flow;

import io.vertx.core.AsyncResult;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.bus.Answer;
import org.modelgate.common.bus.Role;
import org.modelgate.common.bus.messages.Admitted;
import org.modelgate.common.bus.messages.RouteCall;
import org.modelgate.common.error.ErrorCode;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.error.GatewayException;
import org.modelgate.common.stream.OutboundHandler;
import org.modelgate.common.stream.OutboundStream;
import org.modelgate.router.plan.AttemptSchedule;
import org.modelgate.router.plan.CatalogModel;
import org.modelgate.router.plan.RoutePlan;
import org.modelgate.router.preference.Attribution;
import org.modelgate.router.preference.DryRun;
import org.modelgate.router.preference.Planned;
import org.modelgate.router.preference.Planner;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One call: plan and admission here, then its {@link CallAttempts}, then its {@link CallEnd}. */
final class InferenceFlow implements OutboundHandler {
    private static final Logger LOG = LoggerFactory.getLogger(InferenceFlow.class);
    private static final Buffer NO_BYTES = Buffer.buffer(0);

    private final FlowServices services;
    private final RouteCall route;
    private final ClientBody body;
    private final OutboundStream edge;
    private final CallClock clock;
    private final CallEnd end;
    private @Nullable CallAttempts attempts;
    private @Nullable GatewayError cancelled;

    /** @param whenOver called once, when nothing is left to do for the call */
    InferenceFlow(FlowServices services, RouteCall route, Buffer body, Runnable whenOver) {
        this.services = services;
        this.route = route;
        this.body = new ClientBody(body);
        this.clock = new CallClock(services.nanos().getAsLong(), Duration.ofMillis(route.timeoutMillis()));
        this.edge = services.bus().openOutbound(route.answer(), this);
        this.end = new CallEnd(services, route, edge, whenOver);
    }

    void start() {
        if (services.settlements().isFull()) {
            end.refuse(GatewayError.unavailable("billing is not available"));
            return;
        }
        Planned planned;
        try {
            Planner.Call asked = asked();
            planned = services.planner().plan(asked, services.stats(), services.random());
            end.whose(Attribution.of(asked, planned.labels()));
        } catch (GatewayException e) {
            end.refuse(e.error());
            return;
        } catch (RuntimeException e) {
            LOG.atError().setCause(e).addKeyValue("callId", route.callId()).log("a plan failed by a bug");
            end.refuse(GatewayError.internal("internal error"));
            return;
        }
        if (planned.dryRun()) {
            byte[] document = new DryRun(services.catalog()).document(route.scan(), planned, services.stats());
            end.answer(AnswerHead.ofDryRun(), Buffer.buffer(document));
        } else {
            services.callers().resolve(planned.plan()).onComplete(result -> resolved(planned, result));
        }
    }

    private Planner.Call asked() {
        return new Planner.Call(
                route.dialect(),
                route.scan(),
                (start, stop) -> body.bytes().getBytes(start, stop),
                route.headers(),
                route.preferences(),
                route.principal());
    }

    private void resolved(Planned planned, AsyncResult<RoutePlan> result) {
        if (cancelled != null) {
            end.refuse(cancelled);
        } else if (result.failed()) {
            end.refuse(GatewayException.errorOf(result.cause()));
        } else {
            admit(planned.with(result.result()));
        }
    }

    private void admit(Planned planned) {
        String owner = services.bus()
                .directory()
                .owner(Role.BILLING, route.principal().account())
                .orElse(null);
        if (owner == null) {
            end.refuse(GatewayError.unavailable("billing is not available"));
            return;
        }
        services.bus()
                .request(
                        owner,
                        Admission.of(route, planned, end.whose()),
                        NO_BYTES,
                        services.limits().admission())
                .onComplete(result -> admitted(planned, result));
    }

    private void admitted(Planned planned, AsyncResult<Answer<Admitted>> result) {
        CatalogModel model = planned.model();
        if (result.failed()) {
            notAdmitted(model, GatewayException.errorOf(result.cause()));
            return;
        }
        Admitted admitted = result.result().message();
        clock.admitted(services.nanos().getAsLong(), services.limits().durability());
        if (cancelled != null) {
            body.release();
            end.settleUnpaid(model, "cancelled", new Ending.Silent(cancelled));
            return;
        }
        LiveCall call = new LiveCall(
                route,
                body,
                edge,
                model,
                admitted.maxOutputTokens(),
                admitted.limits(),
                clock.deadlineNanos(),
                planned.resilience(),
                planned.reply());
        AttemptSchedule schedule =
                new AttemptSchedule(planned.plan(), services.retries(), services.health(), services.random());
        CallAttempts running = new CallAttempts(services, call, schedule, clock, end);
        attempts = running;
        running.start();
    }

    private void notAdmitted(CatalogModel model, GatewayError error) {
        if (error.code() == ErrorCode.TIMEOUT) {
            end.voidUnknown(model);
            end.refuse(GatewayError.unavailable("billing did not answer in time"));
        } else {
            end.refuse(error);
        }
    }

    /** The reservation is durable. */
    void onDurable() {
        if (clock.isDurable()) {
            return;
        }
        clock.durable();
        if (attempts != null) {
            attempts.onDurable();
        }
    }

    /** The account has no more credit for the call. */
    void onCreditExhausted() {
        if (attempts != null) {
            attempts.exits().exhausted();
        }
    }

    @Override
    public void onWritable() {
        if (attempts != null) {
            attempts.onWritable();
        }
    }

    @Override
    public void onTaken() {
        end.onTaken();
    }

    @Override
    public void onCancelled(GatewayError reason) {
        if (cancelled != null) {
            return;
        }
        cancelled = reason;
        end.clientGone();
        if (attempts != null) {
            attempts.exits().cancel(reason);
        }
    }

    /** Looks at the time; to be called every 100 ms or so. */
    void sweep(long now) {
        if (attempts != null) {
            attempts.sweep(now);
        }
        end.sweep(now);
    }

    /** Ends a running call from outside its attempt. */
    void interrupt(GatewayError error) {
        if (attempts != null) {
            attempts.exits().interrupt(error);
        }
    }
}
