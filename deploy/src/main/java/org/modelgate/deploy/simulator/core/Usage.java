package org.modelgate.deploy.simulator.core;

/**
 * Tokens of one answer.
 *
 * @param input neither read from nor written to the prompt cache
 * @param output all that was made, thinking included
 */
public record Usage(int input, int cacheRead, int cacheWrite5m, int cacheWrite1h, int output, int thinking) {

    public static final Usage NONE = new Usage(0, 0, 0, 0, 0, 0);

    public int cacheWrite() {
        return cacheWrite5m + cacheWrite1h;
    }

    /** The whole prompt. */
    public int prompt() {
        return input + cacheRead + cacheWrite();
    }
}
