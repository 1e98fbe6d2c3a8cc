package org.modelgate.router.flow;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.error.ErrorCode;
import org.modelgate.common.error.GatewayError;
import org.modelgate.router.flow.FlowState.Attempting;
import org.modelgate.router.flow.FlowState.Ended;
import org.modelgate.router.flow.FlowState.Waiting;
import org.modelgate.router.plan.AttemptSchedule;
import org.modelgate.router.plan.Step;
import org.modelgate.router.plan.Verdict;

/** The attempts of one admitted call, one after the other, until one delivers or none is left. */
final class CallAttempts implements AttemptOwner {
    private final FlowServices services;
    private final LiveCall call;
    private final AttemptSchedule schedule;
    private final CallClock clock;
    private final CallEnd end;
    private final ProgressMeter progress;
    private FlowState state = new Ended();
    private boolean withoutReasoning;

    CallAttempts(FlowServices services, LiveCall call, AttemptSchedule schedule, CallClock clock, CallEnd end) {
        this.services = services;
        this.call = call;
        this.schedule = schedule;
        this.clock = clock;
        this.end = end;
        this.progress = new ProgressMeter(
                services, call.route(), call.model().id(), services.nanos().getAsLong());
    }

    void start() {
        next(GatewayError.unavailable("no target is available"));
    }

    /** The next attempt, or the end with this error if there is none. */
    private void next(GatewayError last) {
        long now = services.nanos().getAsLong();
        AttemptSchedule.Next next = schedule.next(millis(now), millis(clock.deadlineNanos()));
        if (next == null) {
            endUnpaid("failed", new Ending.Fail(last, null));
        } else if (next.delayMillis() == 0) {
            begin(next.step());
        } else {
            state = new Waiting(
                    next.step(), now + Duration.ofMillis(next.delayMillis()).toNanos());
        }
    }

    private void begin(Step step) {
        Attempt attempt = new Attempt(services, call, step, end.attempts() + 1, withoutReasoning, this);
        state = new Attempting(attempt);
        attempt.start();
    }

    /** The reservation is durable. */
    void onDurable() {
        if (state instanceof Attempting(Attempt attempt)) {
            attempt.release();
        }
    }

    @Override
    public boolean mayDeliver() {
        return clock.isDurable();
    }

    @Override
    public void onContent() {
        call.body().release();
        end.content();
    }

    @Override
    public void onComplete(Attempt attempt) {
        end.content();
        end.record(attempt, "ok");
        endPaid("completed", attempt, attempt.metered(), new Ending.Deliver(attempt));
    }

    @Override
    public void onFailed(Attempt attempt, AttemptFailure failure) {
        GatewayError error = failure.error();
        end.record(attempt, error.code().wireName());
        if (failure.verdict() == Verdict.WITHOUT_REASONING && mayDropReasoning()) {
            withoutReasoning = true;
            begin(attempt.step());
            return;
        }
        schedule.failed(
                attempt.step().options().retry().judge(failure.verdict(), attempt.status()),
                error.retryAfterMillis(),
                error.code() == ErrorCode.OVERLOADED,
                millis(services.nanos().getAsLong()));
        next(error);
    }

    /** Once in a call, and beside its schedule: it is no repetition. A strict client rather gets the refusal. */
    private boolean mayDropReasoning() {
        return !withoutReasoning && !Strictness.asked(call.route().headers());
    }

    @Override
    public void onBroken(Attempt attempt, GatewayError error) {
        end.record(attempt, error.code().wireName());
        endPaid("interrupted", attempt, attempt.metered(), new Ending.Fail(error, attempt));
    }

    @Override
    public void onReaderGone(GatewayError reason) {
        end.readerGone(reason);
        cancel(reason);
    }

    void onWritable() {
        if (state instanceof Attempting(Attempt attempt)) {
            attempt.onWritable();
        }
    }

    /** The client is gone, or whoever writes to it. */
    void cancel(GatewayError reason) {
        switch (state) {
            case Waiting waiting -> endUnpaid("cancelled", new Ending.Silent(reason));
            case Attempting(Attempt attempt) -> abandon(attempt, reason);
            case Ended ended -> {}
        }
    }

    /** What the provider did so far is paid for, if it had begun. */
    private void abandon(Attempt attempt, GatewayError reason) {
        @Nullable Metered metered = attempt.sent() ? attempt.metered() : null;
        attempt.abandon(reason);
        end.record(attempt, "cancelled");
        if (metered == null) {
            endUnpaid("cancelled", new Ending.Silent(reason));
        } else {
            endPaid("cancelled", attempt, metered, new Ending.Silent(reason));
        }
    }

    private void endPaid(String outcome, Attempt paid, Metered metered, Ending ending) {
        call.body().release();
        state = new Ended();
        end.settle(call.model(), outcome, paid, metered, ending);
    }

    private void endUnpaid(String outcome, Ending ending) {
        call.body().release();
        state = new Ended();
        end.settleUnpaid(call.model(), outcome, ending);
    }

    /** Looks at the time; to be called every 100 ms or so. */
    void sweep(long now) {
        if (state instanceof Ended) {
            return;
        }
        GatewayError missed = clock.missed(now);
        if (missed != null) {
            interrupt(missed);
            return;
        }
        switch (state) {
            case Waiting(Step step, long until) -> {
                if (now - until >= 0) {
                    begin(step);
                }
            }
            case Attempting(Attempt attempt) -> {
                attempt.sweep(now);
                progress.sweep(now, attempt);
            }
            case Ended ended -> {}
        }
    }

    /** Ends a running call from outside its attempt. */
    void interrupt(GatewayError error) {
        switch (state) {
            case Waiting waiting -> endUnpaid("failed", new Ending.Fail(error, null));
            case Attempting(Attempt attempt) -> {
                if (attempt.reader().delivered()) {
                    attempt.stop();
                    onBroken(attempt, error);
                } else {
                    attempt.abandon(error);
                    end.record(attempt, error.code().wireName());
                    endUnpaid("failed", new Ending.Fail(error, null));
                }
            }
            case Ended ended -> {}
        }
    }

    private static long millis(long nanos) {
        return nanos / 1_000_000;
    }
}
