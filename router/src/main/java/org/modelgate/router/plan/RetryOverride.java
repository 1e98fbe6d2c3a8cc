package org.modelgate.router.plan;

import java.util.Set;

/**
 * What a request says about attempts after a failed one.
 *
 * @param repeats how often the same target may be asked again, {@link #AS_CONFIGURED} if nothing is said
 * @param retryOn statuses of a provider after which it may; empty: the gateway's own judgement
 * @param fallbackOn statuses after which another target may be asked; empty: the gateway's own judgement
 */
public record RetryOverride(int repeats, Set<Integer> retryOn, Set<Integer> fallbackOn) {
    public static final int AS_CONFIGURED = -1;
    public static final RetryOverride NONE = new RetryOverride(AS_CONFIGURED, Set.of(), Set.of());

    public RetryOverride {
        retryOn = Set.copyOf(retryOn);
        fallbackOn = Set.copyOf(fallbackOn);
    }

    /**
     * What a failure means for the next attempt.
     *
     * @param verdict the gateway's own judgement
     * @param status the provider's, 0 if there was no answer
     */
    public Verdict judge(Verdict verdict, int status) {
        if (verdict.asksForLess() || (retryOn.isEmpty() && fallbackOn.isEmpty())) {
            return verdict;
        }
        boolean again = (status == 0 || retryOn.isEmpty()) ? verdict == Verdict.RETRY : retryOn.contains(status);
        boolean other =
                (status == 0 || fallbackOn.isEmpty()) ? verdict != Verdict.GIVE_UP : fallbackOn.contains(status);
        if (other) {
            return again ? Verdict.RETRY : Verdict.OTHER_TARGET;
        }
        return again ? Verdict.SAME_TARGET : Verdict.GIVE_UP;
    }

    /** Whether a target that was asked so often may be asked again. */
    public boolean mayRepeat(int tries) {
        return repeats == AS_CONFIGURED || tries <= repeats;
    }
}
