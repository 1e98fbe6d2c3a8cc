package org.modelgate.router.plan;

import java.util.OptionalDouble;

/** What is known of targets at the moment, for policies. Read on the event loop that plans; a reading is a map lookup. */
public interface TargetStats {
    /** Nothing is known, and every target is taken for healthy. */
    TargetStats UNKNOWN = new TargetStats() {
        @Override
        public OptionalDouble latencyMillis(Target target) {
            return OptionalDouble.empty();
        }

        @Override
        public OptionalDouble tokensPerSecond(Target target) {
            return OptionalDouble.empty();
        }

        @Override
        public boolean healthy(Target target) {
            return true;
        }
    };

    /** Recent average of the time to the first content. */
    OptionalDouble latencyMillis(Target target);

    /** Recent average of output tokens in a second, once content flows. */
    OptionalDouble tokensPerSecond(Target target);

    /** False while it is ejected: its breaker is open, or it rests. Such a target comes last in a plan, but stays in it. */
    boolean healthy(Target target);
}
