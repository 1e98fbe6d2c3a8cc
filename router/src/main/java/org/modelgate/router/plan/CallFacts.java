package org.modelgate.router.plan;

import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What policies may look at besides their targets.
 *
 * @param random seeded by the caller
 * @param stickyKey whose conversation it is, null if nobody said
 * @param inputTokens estimate of the prompt's length
 * @param outputTokens the cap of the answer, as far as the client gave one
 * @param values what conditions ask for
 */
public record CallFacts(
        RandomGenerator random,
        TargetStats stats,
        @Nullable String stickyKey,
        long inputTokens,
        long outputTokens,
        Values values) {

    /** Where conditions find what they compare. */
    public interface Values {
        Values NONE = path -> Optional.empty();

        /** @param path {@code metadata.x}, {@code params.x} or {@code url.pathname}; text, number and truth as their text */
        Optional<String> at(String path);
    }

    /** Of a call of which nothing is known. */
    public static CallFacts of(RandomGenerator random) {
        return new CallFacts(random, TargetStats.UNKNOWN, null, 0, 0, Values.NONE);
    }
}
