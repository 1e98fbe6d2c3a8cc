package org.modelgate.deploy.simulator.core;

import java.util.List;

/** A stream of words and small numbers that is the same for the same seed. */
final class Words {

    private static final List<String> LIST = List.of(
            "amber",
            "river",
            "stone",
            "cloud",
            "quiet",
            "green",
            "paper",
            "window",
            "morning",
            "copper",
            "garden",
            "harbor",
            "lantern",
            "meadow",
            "north",
            "orchard",
            "pebble",
            "quartz",
            "ripple",
            "silver",
            "timber",
            "umbrella",
            "valley",
            "willow",
            "yellow",
            "zephyr",
            "anchor",
            "breeze",
            "candle",
            "desert",
            "ember",
            "forest");

    private long state;

    Words(long seed) {
        this.state = seed;
    }

    int below(int bound) {
        state = state * 6364136223846793005L + 1442695040888963407L;
        return (int) ((state >>> 33) % bound);
    }

    String next() {
        return LIST.get(below(LIST.size()));
    }

    /** A line of at least so many tokens. */
    String lineOfTokens(int tokens) {
        // No word of the list has fewer than five letters: with its blank it is a token and a half.
        return line(tokens * 2 / 3 + 1);
    }

    /** So many words in one line. */
    String line(int count) {
        StringBuilder line = new StringBuilder(count * 8);
        for (int i = 0; i < count; i++) {
            line.append(i == 0 ? "" : " ").append(next());
        }
        return line.toString();
    }
}
