package org.modelgate.router.plan;

import java.time.Duration;
import org.modelgate.common.config.Section;

/**
 * When an attempt that brings nothing gets a second one beside it, at another target.
 *
 * @param afterPercentile of the first target's recent times, to the first content of streams or to a whole answer
 * @param minDelay the least wait
 */
public record Hedge(int afterPercentile, Duration minDelay) {
    static Hedge read(Section section) {
        return new Hedge(
                section.integer("after_percentile", 95, 50, 99), section.duration("min_delay", Duration.ofMillis(200)));
    }
}
