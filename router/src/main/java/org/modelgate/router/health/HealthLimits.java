package org.modelgate.router.health;

import java.time.Duration;
import org.modelgate.common.config.Section;

/**
 * The {@code breaker} section, and the retry budget of {@code retries}.
 *
 * @param consecutive failures one after the other that open the breaker
 * @param failurePercent share of failures within the window that opens it too
 * @param failuresMin failures within the window below which the share says nothing
 * @param window over which shares and the retry budget are counted
 * @param cooldown for which an open breaker lets nothing through; doubled with each opening that follows soon
 * @param cooldownMax longest cooldown
 * @param probes successes that close a breaker which opened for failures; one is enough after a rate limit
 * @param budgetPercent repeated attempts at a target, as a share of the first attempts there within the window
 * @param budgetFloor repeated attempts at a target within the window that are always allowed
 * @param targets that are known at once; one beyond is taken for healthy
 */
public record HealthLimits(
        int consecutive,
        int failurePercent,
        int failuresMin,
        Duration window,
        Duration cooldown,
        Duration cooldownMax,
        int probes,
        int budgetPercent,
        int budgetFloor,
        int targets) {

    public static final HealthLimits DEFAULTS = new HealthLimits(
            5, 15, 5, Duration.ofSeconds(10), Duration.ofSeconds(5), Duration.ofMinutes(2), 3, 10, 10, 4_096);

    /** Between two attempts that find out whether a target is well again. */
    static final Duration PROBE_INTERVAL = Duration.ofSeconds(1);

    /** A target that refuses the operator's key or account rests at least so long. */
    static final Duration DENIED = Duration.ofSeconds(30);

    /** Longest rest of a target that is rate limited and doesn't say until when. */
    static final Duration REST_UNTOLD_MAX = Duration.ofSeconds(30);

    /** A provider's word on when it may be asked again is believed up to this. */
    static final Duration REST_MAX = Duration.ofMinutes(10);

    /** Faults in the sections are reported to their problems. */
    public static HealthLimits read(Section breaker, Section retries) {
        return new HealthLimits(
                breaker.integer("consecutive_failures", DEFAULTS.consecutive, 1, 1_000),
                breaker.integer("failure_percent", DEFAULTS.failurePercent, 1, 100),
                breaker.integer("min_failures", DEFAULTS.failuresMin, 1, 100_000),
                positive(breaker, "window", DEFAULTS.window),
                positive(breaker, "cooldown", DEFAULTS.cooldown),
                positive(breaker, "max_cooldown", DEFAULTS.cooldownMax),
                breaker.integer("probes", DEFAULTS.probes, 1, 100),
                retries.integer("budget_percent", DEFAULTS.budgetPercent, 0, 100),
                retries.integer("budget_floor", DEFAULTS.budgetFloor, 0, 100_000),
                DEFAULTS.targets);
    }

    private static Duration positive(Section section, String key, Duration otherwise) {
        Duration value = section.duration(key, otherwise);
        if (value.isZero()) {
            section.problem(key, "must be more than zero");
            return otherwise;
        }
        return value;
    }
}
