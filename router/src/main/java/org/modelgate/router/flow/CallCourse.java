package org.modelgate.router.flow;

import org.jspecify.annotations.Nullable;
import org.modelgate.common.error.GatewayError;
import org.modelgate.router.flow.FlowState.Ended;

/** Where the attempts of one call are, and the one way in which they end. */
final class CallCourse {
    private final LiveCall call;
    private final CallEnd end;
    private final Outcomes outcomes;
    private FlowState state = new Ended();

    CallCourse(LiveCall call, CallEnd end, Outcomes outcomes) {
        this.call = call;
        this.end = end;
        this.outcomes = outcomes;
    }

    FlowState state() {
        return state;
    }

    void to(FlowState next) {
        state = next;
    }

    /** The attempt's run, null if it isn't under way any more. */
    @Nullable Run runOf(Attempt attempt) {
        for (Run run : state.runs()) {
            if (run.attempt() == attempt) {
                return run;
            }
        }
        return null;
    }

    /** Gives an attempt up of which the client has nothing. */
    void drop(Run run, GatewayError reason) {
        run.attempt().abandon(reason);
        outcomes.dropped(run, "cancelled");
    }

    void endPaid(String outcome, Attempt paid, Metered metered, Ending ending) {
        call.body().release();
        state = new Ended();
        end.settle(call.model(), outcome, paid, metered, ending);
    }

    void endUnpaid(String outcome, Ending ending) {
        call.body().release();
        state = new Ended();
        end.settleUnpaid(call.model(), outcome, ending);
    }

    /** The client got a part of the answer and then an error. */
    void endBroken(Attempt attempt, GatewayError error) {
        endPaid("interrupted", attempt, attempt.metered(), new Ending.Fail(error, attempt));
    }
}
