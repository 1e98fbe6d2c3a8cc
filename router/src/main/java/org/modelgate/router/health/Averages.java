package org.modelgate.router.health;

import java.util.OptionalDouble;

/**
 * How fast one target is: recent averages, and how its times to the first content are spread. The spread is kept in steps of a
 * quarter from 10 ms on; old figures lose half their weight with each so many new ones. Pure; belongs to one {@link TargetHealth}.
 */
final class Averages {
    private static final double WEIGHT = 0.1;
    private static final int STEPS = 56;
    private static final double FIRST_STEP_MILLIS = 10;
    private static final double GROWTH = 1.25;
    private static final double LOG_GROWTH = Math.log(GROWTH);
    private static final int HALVED_AFTER = 1_000;
    private static final int ENOUGH = 20;

    private final int[] spread = new int[STEPS];
    private int spreadSum;
    private double firstContentMillis = -1;
    private double wholeMillis = -1;
    private double tokensPerSecond = -1;

    private static double mixed(double average, double value) {
        return average < 0 ? value : average + WEIGHT * (value - average);
    }

    /** A stream brought its first content so long after it began. */
    void firstContent(double millis) {
        firstContentMillis = mixed(firstContentMillis, millis);
        spread[step(millis)]++;
        spreadSum++;
        if (spreadSum >= HALVED_AFTER) {
            spreadSum = 0;
            for (int i = 0; i < STEPS; i++) {
                spread[i] /= 2;
                spreadSum += spread[i];
            }
        }
    }

    private static int step(double millis) {
        if (millis <= FIRST_STEP_MILLIS) {
            return 0;
        }
        return Math.min(STEPS - 1, (int) Math.ceil(Math.log(millis / FIRST_STEP_MILLIS) / LOG_GROWTH));
    }

    /** A whole answer came so long after it was asked for. */
    void whole(double millis) {
        wholeMillis = mixed(wholeMillis, millis);
    }

    void speed(double tokens, double seconds) {
        tokensPerSecond = mixed(tokensPerSecond, tokens / seconds);
    }

    /** Of streams; of whole answers where there were no streams. */
    OptionalDouble latencyMillis() {
        return of(firstContentMillis >= 0 ? firstContentMillis : wholeMillis);
    }

    OptionalDouble firstContentMillis() {
        return of(firstContentMillis);
    }

    OptionalDouble wholeMillis() {
        return of(wholeMillis);
    }

    OptionalDouble tokensPerSecond() {
        return of(tokensPerSecond);
    }

    private static OptionalDouble of(double value) {
        return value < 0 ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    /** Time within which so many of a hundred streams brought their first content; empty while too few are known. */
    OptionalDouble percentileMillis(int percent) {
        if (spreadSum < ENOUGH) {
            return OptionalDouble.empty();
        }
        long wanted = Math.ceilDiv((long) spreadSum * percent, 100);
        long seen = 0;
        for (int i = 0; i < STEPS; i++) {
            seen += spread[i];
            if (seen >= wanted) {
                return OptionalDouble.of(FIRST_STEP_MILLIS * Math.pow(GROWTH, i));
            }
        }
        return OptionalDouble.of(FIRST_STEP_MILLIS * Math.pow(GROWTH, STEPS - 1));
    }
}
