package org.modelgate.router.health;

import java.time.Duration;
import java.util.Locale;

/**
 * What this process itself found out about one target. Closed: calls go there. Open: none is sent there by choice until the
 * cooldown is over. Half-open: one attempt at a time, at most one a second, finds out whether it is well again. An attempt that
 * began before the state changed says nothing about the new one. Pure; belongs to one {@link TargetHealth}.
 */
final class Breaker {
    private static final int ATTEMPTS = 0;
    private static final int FAILURES = 1;

    /** Why it isn't closed. */
    enum Reason {
        /** Failures one after the other. */
        FAILURES,
        /** Too large a share of failures. */
        SHARE,
        /** The operator's key, account or balance is refused. */
        DENIED,
        /** Too many requests. */
        LIMITED;

        String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    sealed interface State {
        long sinceNanos();

        record Closed(long sinceNanos) implements State {}

        record Open(Reason reason, long sinceNanos, long untilNanos) implements State {}

        /** @param sinceNanos when it was opened: attempts since then say how it is */
        record HalfOpen(Reason reason, long sinceNanos, int successes) implements State {}
    }

    private final HealthLimits limits;
    private final SlidingCounts counts;
    private State state;
    private long cooldownNanos;
    private long restNanos;
    private int openings;
    private int consecutive;

    Breaker(HealthLimits limits, long nowNanos) {
        this.limits = limits;
        this.counts = new SlidingCounts(2, limits.window());
        this.state = new State.Closed(nowNanos);
    }

    State state(long nowNanos) {
        if (state instanceof State.Open(Reason reason, long since, long until) && nowNanos - until >= 0) {
            state = new State.HalfOpen(reason, since, 0);
        }
        return state;
    }

    boolean closed(long nowNanos) {
        return state(nowNanos) instanceof State.Closed;
    }

    /** How often it was opened; tells openings apart. */
    int openings() {
        return openings;
    }

    int attempts(long nowNanos) {
        return counts.sum(ATTEMPTS, nowNanos);
    }

    int failures(long nowNanos) {
        return counts.sum(FAILURES, nowNanos);
    }

    /** @param begunNanos when the attempt began */
    void succeeded(long begunNanos, long nowNanos) {
        counts.add(ATTEMPTS, nowNanos);
        switch (state(nowNanos)) {
            case State.Closed closed -> consecutive = begunNanos - closed.sinceNanos() >= 0 ? 0 : consecutive;
            case State.Open open -> {
                // It was asked although it is open, for there was no other, and it answers.
                if (begunNanos - open.sinceNanos() >= 0) {
                    state = new State.HalfOpen(open.reason(), open.sinceNanos(), 0);
                    wellAgain(nowNanos);
                }
            }
            case State.HalfOpen halfOpen -> {
                if (begunNanos - halfOpen.sinceNanos() >= 0) {
                    wellAgain(nowNanos);
                }
            }
        }
    }

    private void wellAgain(long nowNanos) {
        if (!(state instanceof State.HalfOpen(Reason reason, long since, int successes))) {
            return;
        }
        int needed = reason == Reason.LIMITED ? 1 : limits.probes();
        if (successes + 1 < needed) {
            state = new State.HalfOpen(reason, since, successes + 1);
        } else {
            state = new State.Closed(nowNanos);
            consecutive = 0;
            counts.clear();
        }
    }

    /**
     * A failure that is the target's own.
     *
     * @param again whether the attempt had been counted as a success before it broke off
     * @param doubted whether others say that the target is ill, so that one failure is proof enough
     */
    void failed(long begunNanos, long nowNanos, boolean again, boolean doubted) {
        State before = state(nowNanos);
        if (begunNanos - before.sinceNanos() < 0) {
            return;
        }
        if (!again) {
            counts.add(ATTEMPTS, nowNanos);
        }
        counts.add(FAILURES, nowNanos);
        consecutive++;
        switch (before) {
            case State.Closed closed -> {
                if (consecutive >= limits.consecutive() || doubted) {
                    open(Reason.FAILURES, limits.cooldown(), nowNanos);
                } else if (tooMany(nowNanos)) {
                    open(Reason.SHARE, limits.cooldown(), nowNanos);
                }
            }
            case State.HalfOpen halfOpen -> open(Reason.FAILURES, limits.cooldown(), nowNanos);
            case State.Open open -> {
                // It was asked because there is no other.
            }
        }
    }

    private boolean tooMany(long nowNanos) {
        long failures = failures(nowNanos);
        return failures >= limits.failuresMin() && failures * 100 > (long) limits.failurePercent() * attempts(nowNanos);
    }

    /** It refuses the operator's key or account. */
    void denied(long begunNanos, long nowNanos) {
        State before = state(nowNanos);
        if (begunNanos - before.sinceNanos() >= 0 && !(before instanceof State.Open)) {
            open(Reason.DENIED, longest(limits.cooldown(), HealthLimits.DENIED), nowNanos);
        }
    }

    private static Duration longest(Duration a, Duration b) {
        return a.compareTo(b) > 0 ? a : b;
    }

    /**
     * It refuses for the number of requests: it rests as long as it asks for, and longer each time it refuses again at once.
     *
     * @param retryAfterMillis what it asks to wait, negative if nothing
     */
    void limited(long begunNanos, long nowNanos, long retryAfterMillis) {
        State before = state(nowNanos);
        if (begunNanos - before.sinceNanos() < 0) {
            return;
        }
        long asked = Math.clamp(retryAfterMillis, 0, HealthLimits.REST_MAX.toMillis()) * 1_000_000;
        if (before instanceof State.Open(Reason reason, long since, long until)) {
            state = new State.Open(reason, since, Math.max(until - nowNanos, asked) + nowNanos);
            return;
        }
        boolean again =
                before instanceof State.HalfOpen(Reason reason, long since, int successes) && reason == Reason.LIMITED;
        long least = HealthLimits.PROBE_INTERVAL.toNanos();
        restNanos = Math.min(again ? Math.max(restNanos, least) * 2 : least, HealthLimits.REST_UNTOLD_MAX.toNanos());
        openFor(Reason.LIMITED, Math.max(restNanos, asked), nowNanos);
    }

    /** Openings that follow each other soon grow, so that a target which comes and goes is left alone. */
    private void open(Reason reason, Duration first, long nowNanos) {
        long most = longest(limits.cooldownMax(), first).toNanos();
        boolean calm = state instanceof State.Closed(long since) && nowNanos - since > most / 2;
        cooldownNanos = Math.clamp(calm ? 0 : cooldownNanos * 2, first.toNanos(), most);
        openFor(reason, cooldownNanos, nowNanos);
    }

    private void openFor(Reason reason, long nanos, long nowNanos) {
        openings++;
        consecutive = 0;
        state = new State.Open(reason, nowNanos, nowNanos + nanos);
    }
}
