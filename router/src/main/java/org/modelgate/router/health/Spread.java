package org.modelgate.router.health;

import java.util.OptionalDouble;

/**
 * How times are spread, in steps of a quarter from 10 ms on; old figures lose half their weight with each so many new ones. Pure;
 * belongs to one {@link Averages}.
 */
final class Spread {
    private static final int STEPS = 56;
    private static final double FIRST_STEP_MILLIS = 10;
    private static final double GROWTH = 1.25;
    private static final double LOG_GROWTH = Math.log(GROWTH);
    private static final int HALVED_AFTER = 1_000;
    private static final int ENOUGH = 20;

    private final int[] counts = new int[STEPS];
    private int sum;

    void add(double millis) {
        counts[step(millis)]++;
        sum++;
        if (sum >= HALVED_AFTER) {
            sum = 0;
            for (int i = 0; i < STEPS; i++) {
                counts[i] /= 2;
                sum += counts[i];
            }
        }
    }

    private static int step(double millis) {
        if (millis <= FIRST_STEP_MILLIS) {
            return 0;
        }
        return Math.min(STEPS - 1, (int) Math.ceil(Math.log(millis / FIRST_STEP_MILLIS) / LOG_GROWTH));
    }

    /** Time within which so many of a hundred came; empty while too few are known. */
    OptionalDouble percentileMillis(int percent) {
        if (sum < ENOUGH) {
            return OptionalDouble.empty();
        }
        long wanted = Math.ceilDiv((long) sum * percent, 100);
        long seen = 0;
        for (int i = 0; i < STEPS; i++) {
            seen += counts[i];
            if (seen >= wanted) {
                return OptionalDouble.of(FIRST_STEP_MILLIS * Math.pow(GROWTH, i));
            }
        }
        return OptionalDouble.of(FIRST_STEP_MILLIS * Math.pow(GROWTH, STEPS - 1));
    }
}
