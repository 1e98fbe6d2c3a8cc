package org.modelgate.router.health;

import java.time.Duration;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import org.modelgate.router.plan.TargetGate.Pass;

/** All that this process knows of one target. Safe for many threads; nothing here takes more than a few steps. */
final class TargetHealth {
    private static final int FIRST = 0;
    private static final int REPEATED = 1;

    /** A probe whose outcome got lost doesn't hold the permit for ever. */
    private static final long PROBE_LOST_NANOS = Duration.ofMinutes(2).toNanos();

    /** After so long without a probe the next one is the first of a new row. */
    private static final long PROBES_FORGOTTEN_NANOS = Duration.ofMinutes(1).toNanos();

    private static final int PATIENCE_FACTOR = 4;
    private static final double STREAM_PATIENCE_MIN_MILLIS = 1_000.0;
    private static final double WHOLE_PATIENCE_MIN_MILLIS = 10_000.0;

    /** A stream of a target whose times aren't known is long overdue after so long. */
    private static final long OVERDUE_MILLIS = 10_000;

    private final String key;
    private final HealthLimits limits;
    private final Breaker breaker;
    private final Averages averages = new Averages();
    private final Doubts doubts = new Doubts();
    private final SlidingCounts budget;
    private boolean probing;
    private long probedNanos;
    private boolean everProbed;
    private volatile long usedNanos;

    TargetHealth(String key, HealthLimits limits, long nowNanos) {
        this.key = key;
        this.limits = limits;
        this.breaker = new Breaker(limits, nowNanos);
        this.budget = new SlidingCounts(2, limits.window());
        this.usedNanos = nowNanos;
    }

    String key() {
        return key;
    }

    /** When anything was asked or told last. */
    long usedNanos() {
        return usedNanos;
    }

    synchronized Pass ask(long nowNanos, Probers probers) {
        usedNanos = nowNanos;
        return switch (breaker.state(nowNanos)) {
            case Breaker.State.Closed closed -> doubts.any(nowNanos) ? probe(nowNanos, false, probers) : Pass.FREE;
            case Breaker.State.HalfOpen halfOpen -> probe(nowNanos, true, probers);
            case Breaker.State.Open open -> Pass.REFUSED;
        };
    }

    private Pass probe(long nowNanos, boolean found, Probers probers) {
        long since = nowNanos - probedNanos;
        boolean tooSoon = everProbed && since < HealthLimits.PROBE_INTERVAL.toNanos();
        if (tooSoon || (probing && since < PROBE_LOST_NANOS)) {
            return Pass.REFUSED;
        }
        long interval = probers.interval(key, found, node -> doubts.marked(node, nowNanos))
                .toNanos();
        if (!everProbed || since > PROBES_FORGOTTEN_NANOS) {
            // The first of a row waits its turn, too.
            everProbed = true;
            probedNanos = nowNanos - HealthLimits.PROBE_INTERVAL.toNanos();
            since = HealthLimits.PROBE_INTERVAL.toNanos();
        }
        if (since < interval) {
            return Pass.REFUSED;
        }
        probing = true;
        probedNanos = nowNanos;
        return Pass.PROBE;
    }

    /** From 0 for a target that is well to 5 for one that will surely refuse. */
    synchronized int badness(long nowNanos) {
        return switch (breaker.state(nowNanos)) {
            case Breaker.State.Closed closed -> doubts.any(nowNanos) ? 1 : 0;
            case Breaker.State.HalfOpen halfOpen -> 1;
            case Breaker.State.Open open ->
                switch (open.reason()) {
                    case SHARE -> 2;
                    case FAILURES -> 3;
                    case LIMITED -> 4;
                    case DENIED -> 5;
                };
        };
    }

    synchronized boolean open(long nowNanos) {
        return breaker.state(nowNanos) instanceof Breaker.State.Open;
    }

    synchronized void first(long nowNanos) {
        budget.add(FIRST, nowNanos);
    }

    synchronized boolean mayRepeat(long nowNanos) {
        long allowed = limits.budgetFloor() + (long) budget.sum(FIRST, nowNanos) * limits.budgetPercent() / 100;
        if (budget.sum(REPEATED, nowNanos) >= allowed) {
            return false;
        }
        budget.add(REPEATED, nowNanos);
        return true;
    }

    /** A stream's first content came. */
    synchronized void content(long begunNanos, long nowNanos, boolean probe) {
        averages.firstContent(millis(nowNanos - begunNanos));
        answered(begunNanos, nowNanos, probe);
    }

    /** A whole answer came. */
    synchronized void whole(long begunNanos, long nowNanos, boolean probe, long tokens) {
        averages.whole(millis(nowNanos - begunNanos));
        speed(tokens, nowNanos - begunNanos);
        answered(begunNanos, nowNanos, probe);
    }

    private void answered(long begunNanos, long nowNanos, boolean probe) {
        probing &= !probe;
        usedNanos = nowNanos;
        breaker.succeeded(begunNanos, nowNanos);
        doubts.succeeded(begunNanos, nowNanos);
    }

    /** A stream that took so long from its first content on is at its end. */
    synchronized void speed(long tokens, long nanos) {
        if (tokens > 0 && nanos > 0) {
            averages.speed((double) tokens, nanos / 1e9);
        }
    }

    /** @param hadContent whether the attempt had been taken for a good one before */
    synchronized void failed(
            Symptom symptom, long retryAfterMillis, long begunNanos, long nowNanos, boolean probe, boolean hadContent) {
        probing &= !probe;
        usedNanos = nowNanos;
        switch (symptom) {
            case NONE, REQUEST -> {
                // It isn't the target's doing.
            }
            case FAULT, OVERLOADED, TIMEOUT, CONNECTION -> {
                breaker.failed(begunNanos, nowNanos, hadContent, doubts.any(nowNanos));
                doubts.failed();
            }
            case DENIED -> {
                breaker.denied(begunNanos, nowNanos);
                doubts.failed();
            }
            case LIMITED -> {
                breaker.limited(begunNanos, nowNanos, retryAfterMillis);
                doubts.failed();
            }
        }
    }

    /** Whether an attempt that was broken off without content had waited so long that the target is to blame. */
    synchronized boolean overdue(boolean stream, long begunNanos, long nowNanos) {
        OptionalDouble usual = stream ? averages.firstContentMillis() : averages.wholeMillis();
        if (usual.isEmpty()) {
            return stream && millis(nowNanos - begunNanos) > OVERDUE_MILLIS;
        }
        return millis(nowNanos - begunNanos) > patienceMillis(stream, usual.getAsDouble());
    }

    /** How long a probe may take to bring its first byte, or the whole answer; null if nothing is known. */
    synchronized @Nullable Duration patience(boolean stream) {
        OptionalDouble usual = stream ? averages.firstContentMillis() : averages.wholeMillis();
        return usual.isEmpty() ? null : Duration.ofMillis((long) patienceMillis(stream, usual.getAsDouble()));
    }

    private static double patienceMillis(boolean stream, double usualMillis) {
        return Math.max(stream ? STREAM_PATIENCE_MIN_MILLIS : WHOLE_PATIENCE_MIN_MILLIS, PATIENCE_FACTOR * usualMillis);
    }

    synchronized OptionalDouble percentileMillis(int percent, boolean stream) {
        return stream ? averages.percentileMillis(percent) : averages.wholePercentileMillis(percent);
    }

    synchronized OptionalDouble latencyMillis() {
        return averages.latencyMillis();
    }

    synchronized OptionalDouble tokensPerSecond() {
        return averages.tokensPerSecond();
    }

    synchronized void heard(String node, int opening, long nowNanos) {
        doubts.heard(node, opening, nowNanos);
    }

    synchronized void withdrawn(String node) {
        doubts.withdrawn(node);
    }

    /** Number of the opening that others are to know of, negative if this process takes the target for well. */
    synchronized int opening(long nowNanos) {
        return breaker.closed(nowNanos) ? -1 : breaker.openings();
    }

    /** What an operator sees. */
    synchronized Standing standing(long nowNanos) {
        Breaker.State state = breaker.state(nowNanos);
        String name = switch (state) {
            case Breaker.State.Closed closed -> doubts.any(nowNanos) ? "doubted" : "closed";
            case Breaker.State.Open open -> "open";
            case Breaker.State.HalfOpen halfOpen -> "half-open";
        };
        Breaker.Reason reason = switch (state) {
            case Breaker.State.Closed closed -> null;
            case Breaker.State.Open open -> open.reason();
            case Breaker.State.HalfOpen halfOpen -> halfOpen.reason();
        };
        long leftMillis =
                state instanceof Breaker.State.Open open ? (open.untilNanos() - nowNanos + 999_999) / 1_000_000 : 0;
        return new Standing(
                key,
                name,
                reason,
                leftMillis,
                breaker.openings(),
                breaker.attempts(nowNanos),
                breaker.failures(nowNanos),
                budget.sum(REPEATED, nowNanos),
                averages.latencyMillis(),
                averages.percentileMillis(95),
                averages.tokensPerSecond());
    }

    private static double millis(long nanos) {
        return nanos / 1e6;
    }
}
