package org.modelgate.router.plan;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The order of attempts of one call over its plan: targets not tried yet first, in the plan's order and at once; then those that
 * may be asked again, each after its pause. Belongs to one call.
 */
public final class AttemptSchedule {
    /** A provider that says it is overloaded gets at least this pause. */
    private static final long OVERLOADED_PAUSE_MILLIS = 1_000;

    private static final double JITTER = 0.25;

    /** @param delayMillis pause before the attempt, 0 for at once */
    public record Next(Step step, long delayMillis) {}

    private final RoutePlan plan;
    private final RetryLimits limits;
    private final RandomGenerator random;
    private final int[] tries;
    private final boolean[] excluded;
    private final long[] readyAtMillis;
    private int current = -1;
    private int attempts;

    public AttemptSchedule(RoutePlan plan, RetryLimits limits, RandomGenerator random) {
        this.plan = plan;
        this.limits = limits;
        this.random = random;
        int size = plan.steps().size();
        this.tries = new int[size];
        this.excluded = new boolean[size];
        this.readyAtMillis = new long[size];
    }

    /** Attempts given out so far. */
    public int attempts() {
        return attempts;
    }

    /**
     * The next attempt, or null if there is none: attempts used up, no target left, or every pause is too long.
     *
     * @param nowMillis any monotonic clock
     * @param deadlineMillis the call's end by the same clock
     */
    public @Nullable Next next(long nowMillis, long deadlineMillis) {
        if (attempts >= (plan.attemptsMax() > 0 ? plan.attemptsMax() : limits.attempts())) {
            return null;
        }
        int best = -1;
        for (int i = 0; i < tries.length; i++) {
            if (mayTry(i) && (best < 0 || isBetter(i, best))) {
                best = i;
            }
        }
        if (best < 0) {
            return null;
        }
        long delay = tries[best] == 0 ? 0 : Math.max(0, readyAtMillis[best] - nowMillis);
        if (delay > limits.maxDelay().toMillis() || nowMillis + delay >= deadlineMillis) {
            return null;
        }
        current = best;
        tries[best]++;
        attempts++;
        return new Next(plan.steps().get(best), delay);
    }

    private boolean mayTry(int i) {
        return !excluded[i] && plan.steps().get(i).options().retry().mayRepeat(tries[i]);
    }

    private boolean isBetter(int i, int than) {
        if (tries[i] == 0 || tries[than] == 0) {
            return tries[i] == 0 && tries[than] != 0;
        }
        return readyAtMillis[i] < readyAtMillis[than];
    }

    /**
     * The last attempt given out failed.
     *
     * @param retryAfterMillis what the provider asks to wait, negative if nothing
     * @param overloaded whether it says that it is overloaded
     */
    public void failed(Verdict verdict, long retryAfterMillis, boolean overloaded, long nowMillis) {
        if (verdict == Verdict.GIVE_UP || verdict == Verdict.WITHOUT_REASONING) {
            Arrays.fill(excluded, true);
            return;
        }
        if (verdict == Verdict.SAME_TARGET) {
            boolean refused = excluded[current];
            Arrays.fill(excluded, true);
            excluded[current] = refused;
        }
        excluded[current] |= verdict == Verdict.OTHER_TARGET;
        long pause = retryAfterMillis >= 0 ? retryAfterMillis : backoffMillis(tries[current]);
        readyAtMillis[current] = nowMillis + (overloaded ? Math.max(pause, OVERLOADED_PAUSE_MILLIS) : pause);
    }

    private long backoffMillis(int triesSoFar) {
        long doubled = limits.baseDelay().toMillis() << Math.min(triesSoFar - 1, 20);
        long pause = Math.min(doubled, limits.maxDelay().toMillis());
        return pause - (long) (pause * JITTER * random.nextDouble());
    }
}
