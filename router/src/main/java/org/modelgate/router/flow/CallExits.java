package org.modelgate.router.flow;

import java.time.Duration;
import org.modelgate.common.error.ErrorCode;
import org.modelgate.common.error.GatewayError;
import org.modelgate.router.flow.FlowState.Attempting;
import org.modelgate.router.flow.FlowState.Draining;
import org.modelgate.router.flow.FlowState.Ended;
import org.modelgate.router.flow.FlowState.Racing;
import org.modelgate.router.flow.FlowState.Waiting;

/** What ends a running call from outside its attempts: the client leaves, its credit or its time is used up, the gateway stops. */
final class CallExits {
    private final FlowServices services;
    private final LiveCall call;
    private final CallCourse course;
    private final Outcomes outcomes;

    CallExits(FlowServices services, LiveCall call, CallCourse course, Outcomes outcomes) {
        this.services = services;
        this.call = call;
        this.course = course;
        this.outcomes = outcomes;
    }

    /** The client is gone, or whoever writes to it. */
    void cancel(GatewayError reason) {
        switch (course.state()) {
            case Waiting waiting -> course.endUnpaid("cancelled", new Ending.Silent(reason));
            case Attempting(Run run) -> leave(run, reason);
            case Racing(Run slow, Run hedge) -> {
                course.drop(hedge, reason);
                leave(slow, reason);
            }
            case Draining draining -> {
                // It goes on without the client.
            }
            case Ended ended -> {}
        }
    }

    private void leave(Run run, GatewayError reason) {
        Attempt attempt = run.attempt();
        if (attempt.sent() && attempt.billedAfterAbort() && services.drains().begin()) {
            drain(run, reason);
        } else if (attempt.sent()) {
            Metered metered = attempt.metered();
            course.drop(run, reason);
            course.endPaid("cancelled", attempt, metered, new Ending.Silent(reason));
        } else {
            course.drop(run, reason);
            course.endUnpaid("cancelled", new Ending.Silent(reason));
        }
    }

    private void drain(Run run, GatewayError reason) {
        Duration most = services.limits().drain();
        course.to(new Draining(run, reason, services.nanos().getAsLong() + most.toNanos()));
        call.body().release();
        run.attempt().detach(reason);
        call.edge().fail(reason);
    }

    /** An answer that nobody waits for came to its end. */
    void drained(Draining draining, Metered metered) {
        outcomes.completed(draining.run(), metered);
        settle(draining, metered);
    }

    /** It failed instead: what a provider refused is free, what it had begun isn't. */
    void drainFailed(Draining draining, AttemptFailure failure) {
        Attempt attempt = draining.run().attempt();
        outcomes.broken(draining.run(), failure);
        if (attempt.accepted()) {
            settle(draining, attempt.metered());
        } else {
            services.drains().ended();
            course.endUnpaid("cancelled", new Ending.Silent(draining.reason()));
        }
    }

    private void giveUp(Draining draining) {
        Metered metered = draining.run().attempt().metered();
        course.drop(draining.run(), draining.reason());
        settle(draining, metered);
    }

    private void settle(Draining draining, Metered metered) {
        services.drains().ended();
        course.endPaid("cancelled", draining.run().attempt(), metered, new Ending.Silent(draining.reason()));
    }

    /** Looks at the time. */
    void sweep(long now) {
        if (course.state() instanceof Draining draining && now - draining.untilNanos() >= 0) {
            giveUp(draining);
        }
    }

    /**
     * The account has no more credit for the call. A stream that is on its way to the client ends in order, as if it had reached its
     * cap; its provider isn't read on, for nobody could pay for that. What the client has nothing of goes on: it costs what was
     * reserved at most.
     */
    void exhausted() {
        switch (course.state()) {
            case Attempting(Run run) -> {
                if (run.attempt().mayCut()) {
                    cut(run);
                }
            }
            case Draining draining -> giveUp(draining);
            case Waiting waiting -> {}
            case Racing racing -> {}
            case Ended ended -> {}
        }
    }

    private void cut(Run run) {
        Attempt attempt = run.attempt();
        Metered metered = attempt.metered();
        attempt.cut(metered.usage());
        outcomes.dropped(run, ErrorCode.INSUFFICIENT_CREDITS.wireName());
        course.endPaid("interrupted", attempt, metered, new Ending.Deliver(attempt));
    }

    /** Ends the call with an error, whatever it does. */
    void interrupt(GatewayError error) {
        switch (course.state()) {
            case Ended ended -> {}
            case Draining draining -> giveUp(draining);
            case Attempting(Run run)
            when run.attempt().reader().delivered() -> {
                run.attempt().stop();
                outcomes.dropped(run, error.code().wireName());
                course.endBroken(run.attempt(), error);
            }
            case Attempting attempting -> fail(error);
            case Racing racing -> fail(error);
            case Waiting waiting -> fail(error);
        }
    }

    private void fail(GatewayError error) {
        for (Run run : course.state().runs().reversed()) {
            run.attempt().abandon(error);
            outcomes.dropped(run, error.code().wireName());
        }
        course.endUnpaid("failed", new Ending.Fail(error, null));
    }
}
