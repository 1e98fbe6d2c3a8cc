package org.modelgate.router.plan;

import java.time.Duration;
import org.modelgate.common.config.Section;

/**
 * The {@code retries} section.
 *
 * @param attempts over all targets
 * @param baseDelay before the first repetition at one target, doubled each time
 * @param maxDelay longest wait for a target; one that asks for more is left out
 */
public record RetryLimits(int attempts, Duration baseDelay, Duration maxDelay) {
    public static final RetryLimits DEFAULTS = new RetryLimits(3, Duration.ofMillis(250), Duration.ofSeconds(8));

    public static RetryLimits read(Section section) {
        return new RetryLimits(
                section.integer("attempts", DEFAULTS.attempts, 1, 10),
                section.duration("base_delay", DEFAULTS.baseDelay),
                section.duration("max_delay", DEFAULTS.maxDelay));
    }
}
