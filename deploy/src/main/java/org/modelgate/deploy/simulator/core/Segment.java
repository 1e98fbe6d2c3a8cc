package org.modelgate.deploy.simulator.core;

/**
 * A stretch of a request in the order in which a model reads it (tools, system, messages).
 *
 * @param message index of the message it stands in, {@link #BEFORE_MESSAGES} for tools and system
 * @param material what identifies it for prompt caching; free of cache marks, which move from turn to turn
 */
public record Segment(int message, String material, int tokens, Mark mark) {

    public static final int BEFORE_MESSAGES = -1;

    /** Whether the prompt cache keeps the prefix that ends here. */
    public enum Mark {
        NONE,
        FIVE_MINUTES,
        ONE_HOUR,
        /** The provider caches by itself and charges nothing for writing. */
        IMPLICIT
    }
}
