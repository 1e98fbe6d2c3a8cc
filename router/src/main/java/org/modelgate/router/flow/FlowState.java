package org.modelgate.router.flow;

import org.modelgate.router.plan.Step;

/** Where the attempts of a call are. */
sealed interface FlowState {
    /** A pause before the next attempt. */
    record Waiting(Step step, long untilNanos) implements FlowState {}

    /** An attempt runs, or its answer passes. */
    record Attempting(Attempt attempt) implements FlowState {}

    /** No attempt follows: the rest is {@link CallEnd}'s. */
    record Ended() implements FlowState {}
}
