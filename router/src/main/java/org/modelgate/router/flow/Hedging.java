package org.modelgate.router.flow;

import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import org.modelgate.router.health.HealthBoard;
import org.modelgate.router.plan.Hedge;

/** Whether a call's slow stream gets a second attempt beside it: at most once, and never once content came. */
final class Hedging {
    private final HealthBoard health;
    private final @Nullable Hedge hedge;
    private boolean done;

    /** @param hedge null if the model has none, or the call is no stream */
    Hedging(HealthBoard health, @Nullable Hedge hedge) {
        this.health = health;
        this.hedge = hedge;
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
        OptionalDouble usual = health.percentileMillis(run.next().step().target(), hedge.afterPercentile());
        done = usual.isPresent() && waited >= usual.getAsDouble() * 1_000_000;
        return done;
    }
}
