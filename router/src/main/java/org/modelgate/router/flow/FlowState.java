package org.modelgate.router.flow;

import java.util.List;
import org.modelgate.common.error.GatewayError;
import org.modelgate.router.plan.AttemptSchedule;

/** Where the attempts of a call are. */
sealed interface FlowState {
    /** The attempts under way, in the order in which they began. */
    List<Run> runs();

    /** A pause before the next attempt. */
    record Waiting(AttemptSchedule.Next next, long untilNanos) implements FlowState {
        @Override
        public List<Run> runs() {
            return List.of();
        }
    }

    /** An attempt runs, or its answer passes. */
    record Attempting(Run run) implements FlowState {
        @Override
        public List<Run> runs() {
            return List.of(run);
        }
    }

    /** Two attempts run beside each other until one brings content; neither has yet. */
    record Racing(Run slow, Run hedge) implements FlowState {
        @Override
        public List<Run> runs() {
            return List.of(slow, hedge);
        }

        /** The other one. */
        Run but(Run one) {
            return one.equals(slow) ? hedge : slow;
        }
    }

    /** The client is gone; the answer is read on, up to a time, for what it costs. */
    record Draining(Run run, GatewayError reason, long untilNanos) implements FlowState {
        @Override
        public List<Run> runs() {
            return List.of(run);
        }
    }

    /** No attempt follows: the rest is {@link CallEnd}'s. */
    record Ended() implements FlowState {
        @Override
        public List<Run> runs() {
            return List.of();
        }
    }
}
