package org.modelgate.router.flow;

import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.error.ErrorCode;
import org.modelgate.common.error.GatewayError;
import org.modelgate.router.health.Symptom;
import org.modelgate.router.plan.AttemptSchedule;
import org.modelgate.router.plan.Resilience;
import org.modelgate.router.plan.Target;
import org.modelgate.router.provider.RefusalKind;

/** Tells what becomes of one call's attempts: to the call's record, to its schedule, to the targets' health, and at last to the client. */
final class Outcomes {
    private final LongSupplier nanos;
    private final Resilience resilience;
    private final AttemptSchedule schedule;
    private final CallEnd end;
    private final TellingError met = new TellingError(GatewayError.unavailable("no target is available"));
    private boolean diverted;

    Outcomes(FlowServices services, LiveCall call, AttemptSchedule schedule, CallEnd end) {
        this.nanos = services.nanos();
        this.resilience = call.resilience();
        this.schedule = schedule;
        this.end = end;
    }

    /** What the client gets if no attempt follows. */
    GatewayError error() {
        return met.error();
    }

    void arrived(Run run) {
        run.trial().content(nanos.getAsLong());
    }

    void completed(Run run, Metered metered) {
        run.trial().completed(nanos.getAsLong(), metered.usage().output());
        end.content();
        end.record(run.attempt(), "ok");
    }

    /** Nothing of it reached the client. */
    void failed(Run run, AttemptFailure failure) {
        broken(run, failure);
        met.met(failure);
    }

    /** After content, too. */
    void broken(Run run, AttemptFailure failure) {
        GatewayError error = failure.error();
        end.record(run.attempt(), error.code().wireName());
        run.trial().failed(failure.symptom(), error.retryAfterMillis(), nanos.getAsLong());
    }

    /** Another target was faster although this one had a start: that counts against it. */
    void overtaken(Run slow) {
        slow.trial().failed(Symptom.TIMEOUT, GatewayError.NO_RETRY_AFTER, nanos.getAsLong());
    }

    /** It is given up from this side. */
    void dropped(Run run, String outcome) {
        run.trial().dropped(nanos.getAsLong());
        end.record(run.attempt(), outcome);
    }

    /** Lets the schedule know where not to go next, or where to go instead. */
    void turn(Run run, AttemptFailure failure) {
        if (divert(failure.refusal())) {
            return;
        }
        GatewayError error = failure.error();
        schedule.failed(
                run.next(),
                run.next()
                        .step()
                        .options()
                        .retry()
                        .judge(failure.verdict(), run.attempt().status()),
                error.retryAfterMillis(),
                error.code() == ErrorCode.OVERLOADED,
                nanos.getAsLong() / 1_000_000);
    }

    /** The operator named targets for such a request: once in a call, and then no others. */
    private boolean divert(@Nullable RefusalKind refusal) {
        if (refusal == null || diverted) {
            return false;
        }
        List<Target> targets = switch (refusal) {
            case CONTEXT_LENGTH -> resilience.contextLength();
            case CONTENT_POLICY -> resilience.contentPolicy();
        };
        diverted = !targets.isEmpty();
        if (diverted) {
            schedule.divert(targets);
        }
        return diverted;
    }
}
