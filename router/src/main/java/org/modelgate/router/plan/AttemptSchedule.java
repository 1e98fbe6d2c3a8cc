package org.modelgate.router.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The order of attempts of one call over its plan. First the first target that is well; if none is, the one that is least ill,
 * for no call is refused for the health of targets. After a failure the next target that is well and wasn't asked yet, at once.
 * Only then those that may be asked again, each after its pause, and those that aren't well; these attempts need the retry
 * budget's leave, because they go where failures come from. Belongs to one call.
 */
public final class AttemptSchedule {
    /** A provider that says it is overloaded gets at least this pause. */
    private static final long OVERLOADED_PAUSE_MILLIS = 1_000;

    private static final double JITTER = 0.25;

    /**
     * @param place of the step in this schedule
     * @param delayMillis pause before the attempt, 0 for at once
     * @param probe whether it is to find out if the target is well again
     */
    public record Next(int place, Step step, long delayMillis, boolean probe) {}

    private static final class Place {
        private final Step step;
        private int tries;
        private boolean excluded;
        private long readyAtMillis;

        Place(Step step) {
            this.step = step;
        }

        boolean mayBeTried() {
            return !excluded && step.options().retry().mayRepeat(tries);
        }

        /** A caller's own key or host isn't a target of ours that could be ill. */
        TargetGate.Pass ask(TargetGate gate) {
            return step.tellsHealth() ? gate.ask(step.target()) : TargetGate.Pass.FREE;
        }

        int badness(TargetGate gate) {
            return step.tellsHealth() ? gate.badness(step.target()) : 0;
        }
    }

    private final List<Place> places = new ArrayList<>();
    private final RetryLimits limits;
    private final TargetGate gate;
    private final RandomGenerator random;
    private final int attemptsMax;
    private int attempts;

    public AttemptSchedule(RoutePlan plan, RetryLimits limits, TargetGate gate, RandomGenerator random) {
        this.limits = limits;
        this.gate = gate;
        this.random = random;
        this.attemptsMax = plan.attemptsMax() > 0 ? plan.attemptsMax() : limits.attempts();
        plan.steps().forEach(step -> places.add(new Place(step)));
    }

    /** Attempts given out so far. */
    public int attempts() {
        return attempts;
    }

    /**
     * The next attempt, or null if there is none: attempts used up, no target left, every pause too long, or no budget.
     *
     * @param nowMillis any monotonic clock
     * @param deadlineMillis the call's end by the same clock
     */
    public @Nullable Next next(long nowMillis, long deadlineMillis) {
        if (attempts >= attemptsMax || nowMillis >= deadlineMillis) {
            return null;
        }
        if (attempts == 0) {
            return first();
        }
        Next other = other();
        return other == null ? repetition(nowMillis, deadlineMillis) : other;
    }

    private @Nullable Next first() {
        int leastBad = -1;
        for (int i = 0; i < places.size(); i++) {
            Place place = places.get(i);
            if (place.excluded) {
                continue;
            }
            TargetGate.Pass pass = place.ask(gate);
            if (pass != TargetGate.Pass.REFUSED) {
                return given(i, 0, pass == TargetGate.Pass.PROBE);
            }
            if (leastBad < 0 || place.badness(gate) < places.get(leastBad).badness(gate)) {
                leastBad = i;
            }
        }
        return leastBad < 0 ? null : given(leastBad, 0, false);
    }

    /** A target that is well and wasn't asked yet. */
    private @Nullable Next other() {
        for (int i = 0; i < places.size(); i++) {
            Place place = places.get(i);
            if (place.tries == 0
                    && !place.excluded
                    && place.badness(gate) == 0
                    && place.ask(gate) == TargetGate.Pass.FREE) {
                return given(i, 0, false);
            }
        }
        return null;
    }

    private @Nullable Next repetition(long nowMillis, long deadlineMillis) {
        int best = -1;
        for (int i = 0; i < places.size(); i++) {
            Place place = places.get(i);
            long delay = delay(place, nowMillis);
            boolean inTime = delay <= limits.maxDelay().toMillis() && nowMillis + delay < deadlineMillis;
            if (place.mayBeTried() && inTime && (best < 0 || isBetter(place, places.get(best)))) {
                best = i;
            }
        }
        if (best < 0 || !gate.mayRepeat(places.get(best).step.target())) {
            return null;
        }
        return given(best, delay(places.get(best), nowMillis), false);
    }

    private boolean isBetter(Place place, Place than) {
        int badness = Integer.compare(place.badness(gate), than.badness(gate));
        return badness == 0 ? place.readyAtMillis < than.readyAtMillis : badness < 0;
    }

    private static long delay(Place place, long nowMillis) {
        return place.tries == 0 ? 0 : Math.max(0, place.readyAtMillis - nowMillis);
    }

    /**
     * An attempt beside one that is slow, at a target that is well and wasn't asked yet; null if there is none, or no budget.
     *
     * @param slow the attempt that runs
     */
    public @Nullable Next hedge(Next slow) {
        boolean other = places.stream().anyMatch(p -> p.tries == 0 && !p.excluded && p.badness(gate) == 0);
        if (attempts >= attemptsMax || !other || !gate.mayRepeat(slow.step().target())) {
            return null;
        }
        return other();
    }

    private Next given(int i, long delayMillis, boolean probe) {
        Place place = places.get(i);
        if (attempts == 0) {
            gate.first(place.step.target());
        }
        place.tries++;
        attempts++;
        return new Next(i, place.step, delayMillis, probe);
    }

    /**
     * An attempt failed.
     *
     * @param retryAfterMillis what the provider asks to wait, negative if nothing
     * @param overloaded whether it says that it is overloaded
     */
    public void failed(Next attempt, Verdict verdict, long retryAfterMillis, boolean overloaded, long nowMillis) {
        if (verdict == Verdict.GIVE_UP || verdict.asksForLess()) {
            excludeAll();
            return;
        }
        Place place = places.get(attempt.place());
        if (verdict == Verdict.SAME_TARGET) {
            boolean refused = place.excluded;
            excludeAll();
            place.excluded = refused;
        }
        place.excluded |= verdict == Verdict.OTHER_TARGET;
        long pause = retryAfterMillis >= 0 ? retryAfterMillis : backoffMillis(place.tries);
        place.readyAtMillis = nowMillis + (overloaded ? Math.max(pause, OVERLOADED_PAUSE_MILLIS) : pause);
    }

    private void excludeAll() {
        places.forEach(place -> place.excluded = true);
    }

    /** From here on only these targets are asked. */
    public void divert(List<Target> targets) {
        excludeAll();
        targets.forEach(target -> places.add(new Place(Step.of(target))));
    }

    private long backoffMillis(int triesSoFar) {
        long doubled = limits.baseDelay().toMillis() << Math.min(triesSoFar - 1, 20);
        long pause = Math.min(doubled, limits.maxDelay().toMillis());
        return pause - (long) (pause * JITTER * random.nextDouble());
    }
}
