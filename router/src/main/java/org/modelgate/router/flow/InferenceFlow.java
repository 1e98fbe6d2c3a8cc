package org.modelgate.router.flow;

import io.vertx.core.AsyncResult;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.Optional;
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
import org.modelgate.router.plan.ModelCatalog;

/** One call: plan and admission here, then its {@link CallAttempts}, then its {@link CallEnd}. */
final class InferenceFlow implements OutboundHandler {
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
        Optional<ModelCatalog.Match> match =
                services.catalog().find(route.scan().model());
        if (match.isEmpty()) {
            end.refuse(Admission.noModel(route.scan().model()));
        } else if (services.settlements().isFull()) {
            end.refuse(GatewayError.unavailable("billing is not available"));
        } else {
            admit(match.get());
        }
    }

    private void admit(ModelCatalog.Match match) {
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
                        Admission.of(route, match.model()),
                        NO_BYTES,
                        services.limits().admission())
                .onComplete(result -> admitted(match, result));
    }

    private void admitted(ModelCatalog.Match match, AsyncResult<Answer<Admitted>> result) {
        if (result.failed()) {
            notAdmitted(match.model(), GatewayException.errorOf(result.cause()));
            return;
        }
        Admitted admitted = result.result().message();
        CatalogModel model = match.model();
        clock.admitted(services.nanos().getAsLong(), services.limits().durability());
        if (cancelled != null) {
            body.release();
            end.settleUnpaid(model, "cancelled", new Ending.Silent(cancelled));
            return;
        }
        LiveCall call = new LiveCall(
                route, body, edge, model, admitted.maxOutputTokens(), admitted.limits(), clock.deadlineNanos());
        AttemptSchedule schedule = new AttemptSchedule(
                model.policy().plan(match.targets(), services.random()), services.retries(), services.health(), services.random());
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
            attempts.cancel(reason);
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
            attempts.interrupt(error);
        }
    }
}
