package org.modelgate.router.flow;

import org.modelgate.router.plan.AttemptSchedule;

/** Where the attempts of a call are. */
sealed interface FlowState {
    /** A pause before the next attempt. */
    record Waiting(AttemptSchedule.Next next, long untilNanos) implements FlowState {}

    /** An attempt runs, or its answer passes. */
    record Attempting(Run run) implements FlowState {}

    /** Two attempts run beside each other until one brings content; neither has yet. */
    record Racing(Run slow, Run hedge) implements FlowState {
        /** The other one. */
        Run but(Run one) {
            return one.equals(slow) ? hedge : slow;
        }
    }

    /** No attempt follows: the rest is {@link CallEnd}'s. */
    record Ended() implements FlowState {}
}
