package org.modelgate.router.flow;

import java.time.Duration;
import org.modelgate.common.error.GatewayError;
import org.modelgate.router.flow.FlowState.Attempting;
import org.modelgate.router.flow.FlowState.Draining;
import org.modelgate.router.flow.FlowState.Ended;
import org.modelgate.router.flow.FlowState.Racing;
import org.modelgate.router.flow.FlowState.Waiting;
import org.modelgate.router.plan.AttemptSchedule;
import org.modelgate.router.plan.Verdict;

/** The attempts of one admitted call, one after the other, or two beside each other, until one delivers or none is left. */
final class CallAttempts implements AttemptOwner {
    private static final GatewayError OVERTAKEN = GatewayError.unavailable("another target was faster");

    private final FlowServices services;
    private final AttemptSchedule schedule;
    private final LiveCall call;
    private final CallClock clock;
    private final CallEnd end;
    private final ProgressMeter progress;
    private final Runs runs;
    private final Hedging hedging;
    private final Outcomes outcomes;
    private final CallCourse course;
    private final CallExits exits;
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
        this.course = new CallCourse(call, end, outcomes);
        this.exits = new CallExits(services, call, course, outcomes);
        this.hedging = new Hedging(services.health(), call.resilience().hedge(), call.route().scan().stream());
    }

    /** What may end the call from outside. */
    CallExits exits() {
        return exits;
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
            course.endUnpaid("failed", new Ending.Fail(outcomes.error(), null));
        } else if (next.delayMillis() == 0) {
            begin(next);
        } else {
            course.to(new Waiting(
                    next, now + Duration.ofMillis(next.delayMillis()).toNanos()));
        }
    }

    private void begin(AttemptSchedule.Next next) {
        Run run = runs.of(next, leftOut);
        course.to(new Attempting(run));
        run.attempt().start();
    }

    /** The reservation is durable. */
    void onDurable() {
        course.state().runs().forEach(run -> run.attempt().release());
    }

    @Override
    public boolean mayDeliver() {
        return clock.isDurable();
    }

    @Override
    public void onArrival(Attempt attempt) {
        Run run = course.runOf(attempt);
        if (run != null) {
            outcomes.arrived(run);
            wins(run);
        }
    }

    /** A target that loses a race in which it had a start was too slow. */
    private void wins(Run run) {
        if (course.state() instanceof Racing race) {
            Run loser = race.but(run);
            course.to(new Attempting(run));
            if (loser.equals(race.slow())) {
                outcomes.overtaken(loser);
            }
            course.drop(loser, OVERTAKEN);
        }
    }

    @Override
    public void onContent() {
        call.body().release();
        end.content();
    }

    @Override
    public void onComplete(Attempt attempt) {
        Metered metered = attempt.metered();
        Run run = course.runOf(attempt);
        if (run == null) {
            return;
        }
        if (course.state() instanceof Draining draining) {
            exits.drained(draining, metered);
            return;
        }
        wins(run);
        outcomes.completed(run, metered);
        course.endPaid("completed", attempt, metered, new Ending.Deliver(attempt));
    }

    @Override
    public void onFailed(Attempt attempt, AttemptFailure failure) {
        Run run = course.runOf(attempt);
        if (run == null) {
            return;
        }
        if (course.state() instanceof Draining draining) {
            exits.drainFailed(draining, failure);
            return;
        }
        Verdict verdict = failure.verdict();
        outcomes.failed(run, failure);
        if (course.state() instanceof Racing race) {
            course.to(new Attempting(race.but(run)));
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
        Run run = course.runOf(attempt);
        if (run != null && course.state() instanceof Draining draining) {
            exits.drainFailed(draining, failure);
        } else if (run != null) {
            outcomes.broken(run, failure);
            course.endBroken(attempt, failure.error());
        }
    }

    @Override
    public void onReaderGone(Attempt attempt, GatewayError reason) {
        Run run = course.runOf(attempt);
        if (run != null && course.state() instanceof Racing race) {
            course.to(new Attempting(race.but(run)));
            course.drop(run, reason);
        } else {
            end.readerGone(reason);
            exits.cancel(reason);
        }
    }

    void onWritable() {
        if (course.state() instanceof Attempting(Run run)) {
            run.attempt().onWritable();
        }
    }

    /** Looks at the time; to be called every 100 ms or so. */
    void sweep(long now) {
        if (course.state() instanceof Ended) {
            return;
        }
        GatewayError missed = clock.missed(now);
        if (missed != null) {
            exits.interrupt(missed);
            return;
        }
        if (course.state() instanceof Waiting(AttemptSchedule.Next next, long until)) {
            if (now - until >= 0) {
                begin(next);
            }
            return;
        }
        course.state().runs().forEach(run -> run.attempt().sweep(now));
        switch (course.state()) {
            case Attempting(Run run) -> {
                progress.sweep(now, run.attempt());
                hedge(run, now);
            }
            case Draining(Run run, GatewayError reason, long until) -> {
                progress.sweep(now, run.attempt());
                exits.sweep(now);
            }
            case Racing racing -> {}
            case Waiting waiting -> {}
            case Ended ended -> {}
        }
    }

    private void hedge(Run slow, long now) {
        AttemptSchedule.Next next = hedging.isDue(slow, now) ? schedule.hedge(slow.next()) : null;
        if (next != null) {
            Run hedge = runs.of(next, leftOut);
            course.to(new Racing(slow, hedge));
            hedge.attempt().start();
        }
    }

    private static long millis(long nanos) {
        return nanos / 1_000_000;
    }
}
