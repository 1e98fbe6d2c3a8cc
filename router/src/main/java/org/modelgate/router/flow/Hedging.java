package org.modelgate.router.flow;

import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import org.modelgate.router.health.HealthBoard;
import org.modelgate.router.plan.Hedge;

/** Whether a call's slow attempt gets a second one beside it: at most once, and never once content came. */
final class Hedging {
    private final HealthBoard health;
    private final @Nullable Hedge hedge;
    private final boolean stream;
    private boolean done;

    /**
     * @param hedge null if the model has none
     * @param stream whether the target's times to the first content are asked, else those to a whole answer
     */
    Hedging(HealthBoard health, @Nullable Hedge hedge, boolean stream) {
        this.health = health;
        this.hedge = hedge;
        this.stream = stream;
    }

    /** True once at most: from then on the call has had its chance. */
    boolean isDue(Run run, long nowNanos) {
        if (hedge == null || done || run.trial().content()) {
            return false;
        }
        long waited = nowNanos - run.trial().begunNanos();
        if (waited < hedge.minDelay().toNanos()) {
            return false;
        }
        OptionalDouble usual = health.percentileMillis(run.next().step().target(), hedge.afterPercentile(), stream);
        done = usual.isPresent() && waited >= usual.getAsDouble() * 1_000_000;
        return done;
    }
}
