package org.modelgate.common.inference;

/**
 * Tokens of one call in disjoint buckets.
 *
 * @param input uncached input tokens
 * @param cacheRead input tokens read from a prompt cache
 * @param cacheWrite5m input tokens written to a cache of five minutes (or of unknown time)
 * @param cacheWrite1h input tokens written to a cache of one hour
 * @param output output tokens, reasoning included
 * @param reasoning the part of {@code output} that is reasoning
 * @param webSearches web searches run by the provider, billed by the piece
 */
public record Usage(
        long input,
        long cacheRead,
        long cacheWrite5m,
        long cacheWrite1h,
        long output,
        long reasoning,
        long webSearches) {

    public static final Usage NONE = new Usage(0, 0, 0, 0, 0, 0, 0);

    public Usage {
        if (input < 0 || cacheRead < 0 || cacheWrite5m < 0 || cacheWrite1h < 0) {
            throw new IllegalArgumentException("negative input tokens");
        }
        if (output < 0 || reasoning < 0 || webSearches < 0) {
            throw new IllegalArgumentException("negative output tokens");
        }
    }

    public static Usage of(long input, long output) {
        return new Usage(input, 0, 0, 0, output, 0, 0);
    }

    /** All input tokens, cached or not. */
    public long totalInput() {
        return input + cacheRead + cacheWrite5m + cacheWrite1h;
    }

    public long total() {
        return totalInput() + output;
    }
}
