package org.modelgate.router.health;

import java.util.OptionalDouble;

/**
 * How fast one target is: recent averages, and how its times to the first content and to whole answers are spread. Pure; belongs to
 * one {@link TargetHealth}.
 */
final class Averages {
    private static final double WEIGHT = 0.1;

    private final Spread firstContents = new Spread();
    private final Spread wholes = new Spread();
    private double firstContentMillis = -1;
    private double wholeMillis = -1;
    private double tokensPerSecond = -1;

    private static double mixed(double average, double value) {
        return average < 0 ? value : average + WEIGHT * (value - average);
    }

    /** A stream brought its first content so long after it began. */
    void firstContent(double millis) {
        firstContentMillis = mixed(firstContentMillis, millis);
        firstContents.add(millis);
    }

    /** A whole answer came so long after it was asked for. */
    void whole(double millis) {
        wholeMillis = mixed(wholeMillis, millis);
        wholes.add(millis);
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
        return firstContents.percentileMillis(percent);
    }

    /** The same of whole answers. */
    OptionalDouble wholePercentileMillis(int percent) {
        return wholes.percentileMillis(percent);
    }
}
