package org.modelgate.router.flow;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.error.GatewayError;
import org.modelgate.router.flow.FlowState.Attempting;
import org.modelgate.router.flow.FlowState.Ended;
import org.modelgate.router.flow.FlowState.Racing;
import org.modelgate.router.flow.FlowState.Waiting;
import org.modelgate.router.plan.AttemptSchedule;
import org.modelgate.router.plan.Verdict;

/** The attempts of one admitted call, one after the other, or two beside each other, until one delivers or none is left. */
final class CallAttempts implements AttemptOwner {
    private static final GatewayError OVERTAKEN = GatewayError.unavailable("another target was faster");

    private final FlowServices services;
    private final LiveCall call;
    private final AttemptSchedule schedule;
    private final CallClock clock;
    private final CallEnd end;
    private final ProgressMeter progress;
    private final Runs runs;
    private final Hedging hedging;
    private final Outcomes outcomes;
    private FlowState state = new Ended();
    private LeftOut leftOut = LeftOut.NOTHING;

    CallAttempts(FlowServices services, LiveCall call, AttemptSchedule schedule, CallClock clock, CallEnd end) {
        this.services = services;
        this.call = call;
        this.schedule = schedule;
        this.clock = clock;
        this.end = end;
        this.progress = new ProgressMeter(services, call.route(), call.model().id(), now());
        this.runs = new Runs(services, call, this);
        this.outcomes = new Outcomes(services, call, schedule, end);
        boolean stream = call.route().scan().stream();
        this.hedging = new Hedging(services.health(), stream ? call.resilience().hedge() : null);
    }

    private long now() {
        return services.nanos().getAsLong();
    }

    void start() {
        next();
    }

    /** The next attempt, or the end if there is none. */
    private void next() {
        long now = now();
        AttemptSchedule.Next next = schedule.next(millis(now), millis(clock.deadlineNanos()));
        if (next == null) {
            endUnpaid("failed", new Ending.Fail(outcomes.error(), null));
        } else if (next.delayMillis() == 0) {
            begin(next);
        } else {
            state = new Waiting(
                    next, now + Duration.ofMillis(next.delayMillis()).toNanos());
        }
    }

    private void begin(AttemptSchedule.Next next) {
        Run run = runs.of(next, leftOut);
        state = new Attempting(run);
        run.attempt().start();
    }

    /** The reservation is durable. */
    void onDurable() {
        state.runs().forEach(run -> run.attempt().release());
    }

    @Override
    public boolean mayDeliver() {
        return clock.isDurable();
    }

    private @Nullable Run runOf(Attempt attempt) {
        for (Run run : state.runs()) {
            if (run.attempt() == attempt) {
                return run;
            }
        }
        return null;
    }

    @Override
    public void onArrival(Attempt attempt) {
        Run run = runOf(attempt);
        if (run != null) {
            outcomes.arrived(run);
            wins(run);
        }
    }

    /** A target that loses a race in which it had a start was too slow. */
    private void wins(Run run) {
        if (state instanceof Racing race) {
            Run loser = race.but(run);
            state = new Attempting(run);
            if (loser.equals(race.slow())) {
                outcomes.overtaken(loser);
            }
            drop(loser, OVERTAKEN);
        }
    }

    private void drop(Run run, GatewayError reason) {
        run.attempt().abandon(reason);
        outcomes.dropped(run, "cancelled");
    }

    @Override
    public void onContent() {
        call.body().release();
        end.content();
    }

    @Override
    public void onComplete(Attempt attempt) {
        Metered metered = attempt.metered();
        Run run = runOf(attempt);
        if (run == null) {
            return;
        }
        wins(run);
        outcomes.completed(run, metered);
        endPaid("completed", attempt, metered, new Ending.Deliver(attempt));
    }

    @Override
    public void onFailed(Attempt attempt, AttemptFailure failure) {
        Run run = runOf(attempt);
        if (run == null) {
            return;
        }
        Verdict verdict = failure.verdict();
        outcomes.failed(run, failure);
        if (state instanceof Racing race) {
            state = new Attempting(race.but(run));
            if (!verdict.asksForLess()) {
                outcomes.turn(run, failure);
            }
        } else if (verdict.asksForLess() && mayLeaveOut(verdict)) {
            leftOut = leftOut.and(verdict);
            begin(run.next());
        } else {
            outcomes.turn(run, failure);
            next();
        }
    }

    /** Once in a call for each, and beside its schedule: it is no repetition. A strict client rather gets the refusal. */
    private boolean mayLeaveOut(Verdict refusal) {
        return !leftOut.and(refusal).equals(leftOut)
                && !Strictness.asked(call.route().headers());
    }

    @Override
    public void onBroken(Attempt attempt, AttemptFailure failure) {
        Run run = runOf(attempt);
        if (run != null) {
            outcomes.broken(run, failure);
            endBroken(attempt, failure.error());
        }
    }

    private void endBroken(Attempt attempt, GatewayError error) {
        endPaid("interrupted", attempt, attempt.metered(), new Ending.Fail(error, attempt));
    }

    @Override
    public void onReaderGone(Attempt attempt, GatewayError reason) {
        Run run = runOf(attempt);
        if (run != null && state instanceof Racing race) {
            state = new Attempting(race.but(run));
            drop(run, reason);
        } else {
            end.readerGone(reason);
            cancel(reason);
        }
    }

    void onWritable() {
        if (state instanceof Attempting(Run run)) {
            run.attempt().onWritable();
        }
    }

    /** The client is gone, or whoever writes to it. */
    void cancel(GatewayError reason) {
        List<Run> runs = state.runs();
        if (state instanceof Waiting) {
            endUnpaid("cancelled", new Ending.Silent(reason));
        } else if (!runs.isEmpty()) {
            runs.subList(1, runs.size()).forEach(hedge -> drop(hedge, reason));
            abandon(runs.getFirst(), reason);
        }
    }

    /** What the provider did so far is paid for, if it had begun. */
    private void abandon(Run run, GatewayError reason) {
        Attempt attempt = run.attempt();
        @Nullable Metered metered = attempt.sent() ? attempt.metered() : null;
        drop(run, reason);
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
        if (state instanceof Waiting(AttemptSchedule.Next next, long until)) {
            if (now - until >= 0) {
                begin(next);
            }
            return;
        }
        state.runs().forEach(run -> run.attempt().sweep(now));
        if (state instanceof Attempting(Run run)) {
            progress.sweep(now, run.attempt());
            hedge(run, now);
        }
    }

    private void hedge(Run slow, long now) {
        AttemptSchedule.Next next = hedging.isDue(slow, now) ? schedule.hedge(slow.next()) : null;
        if (next != null) {
            Run hedge = runs.of(next, leftOut);
            state = new Racing(slow, hedge);
            hedge.attempt().start();
        }
    }

    /** Ends a running call from outside its attempts. */
    void interrupt(GatewayError error) {
        if (state instanceof Ended) {
            return;
        }
        if (state instanceof Attempting(Run run) && run.attempt().reader().delivered()) {
            run.attempt().stop();
            outcomes.dropped(run, error.code().wireName());
            endBroken(run.attempt(), error);
            return;
        }
        for (Run run : state.runs().reversed()) {
            run.attempt().abandon(error);
            outcomes.dropped(run, error.code().wireName());
        }
        endUnpaid("failed", new Ending.Fail(error, null));
    }

    private static long millis(long nanos) {
        return nanos / 1_000_000;
    }
}
