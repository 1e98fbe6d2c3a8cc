package org.modelgate.router.plan;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.modelgate.router.provider.Timeouts;

/** A target in a plan, with what the request asks of attempts there. */
public record Step(Target target, StepOptions options) {

    /** As configured. */
    public static Step of(Target target) {
        return new Step(target, StepOptions.NONE);
    }

    /** The provider's time limits, or the request's where they are shorter. */
    public Timeouts timeouts() {
        return timeouts(target.provider().timeouts());
    }

    /** @param own what holds where the request asks for nothing shorter */
    public Timeouts timeouts(Timeouts own) {
        if (options.firstByte() == null && options.total() == null) {
            return own;
        }
        return new Timeouts(
                own.connect(),
                least(own.firstByte(), options.firstByte()),
                own.idle(),
                least(own.total(), options.total()));
    }

    private static Duration least(Duration own, @Nullable Duration asked) {
        return asked == null || own.compareTo(asked) < 0 ? own : asked;
    }

    /** Whether both would send the same to the same. */
    boolean isSame(Step other) {
        return target.equals(other.target) && options.equals(other.options);
    }

    /** Whether an outcome says something about the operator's target: a caller's own key or host fails for reasons of its own. */
    public boolean tellsHealth() {
        return options.key() == null && options.customHost() == null;
    }
}
