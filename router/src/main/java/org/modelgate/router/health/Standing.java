package org.modelgate.router.health;

import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * What one process knows of a target, for the operator.
 *
 * @param state {@code closed, doubted, open, half-open}
 * @param reason why it isn't closed
 * @param openForMillis rest of the cooldown
 * @param openings since the process started
 * @param attempts within the window, like failures and repeated attempts
 */
record Standing(
        String key,
        String state,
        Breaker.@Nullable Reason reason,
        long openForMillis,
        int openings,
        int attempts,
        int failures,
        int repeated,
        OptionalDouble latencyMillis,
        OptionalDouble latencyP95Millis,
        OptionalDouble tokensPerSecond) {}
