package org.modelgate.router.flow;

import org.jspecify.annotations.Nullable;
import org.modelgate.common.error.GatewayError;
import org.modelgate.router.plan.Target;

/** Where a call is in its life. */
sealed interface FlowState {
    /** Billing was asked. */
    record Admitting() implements FlowState {}

    /** A pause before the next attempt. */
    record Waiting(Target target, long untilNanos) implements FlowState {}

    /** An attempt runs, or its answer passes. */
    record Attempting(Attempt attempt) implements FlowState {}

    /** Over but for the settlement, for which the client waits until then. */
    record Settling(Ending ending, long untilNanos) implements FlowState {}

    /** A translator has the whole answer and writes it to the client; until the client's end has it, this end answers for it. */
    record HandedOver(long untilNanos) implements FlowState {}

    record Over() implements FlowState {}

    /** What the client gets when the settlement is durable. */
    sealed interface Ending {
        /** The rest of the answer. */
        record Deliver(Attempt attempt) implements Ending {}

        /** An error; {@code begun} is the attempt whose content it follows, null if none was delivered. */
        record Fail(GatewayError error, @Nullable Attempt begun) implements Ending {}

        /** Nothing: the client is gone. */
        record Silent() implements Ending {}
    }
}
