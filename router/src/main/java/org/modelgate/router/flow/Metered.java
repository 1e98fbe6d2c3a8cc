package org.modelgate.router.flow;

import org.jspecify.annotations.Nullable;
import org.modelgate.common.inference.BodyScan;
import org.modelgate.common.inference.Usage;
import org.modelgate.common.inference.UsageSource;
import org.modelgate.translator.TokenEstimator;

/**
 * What the client pays for, and how well that is known.
 *
 * @param absurd whether the provider's own figures were put aside because they can't be true
 */
record Metered(Usage usage, UsageSource source, boolean absurd) {
    /** What a provider counts beside its cap, such as reasoning, stays far below so many caps. */
    private static final int ABSURD_CAPS = 10;

    private static final long ABSURD_MIN = 10_000;

    /** Text is up to a quarter denser or thinner than the usual one. */
    private static final int UNSURE_PART = 4;

    private static final long UNSURE_MIN = 64;

    /**
     * By what came of the answer so far.
     *
     * @param outputMax tokens that the provider was allowed
     */
    static Metered of(AnswerReader answer, BodyScan scan, long outputMax) {
        return of(answer.usage(), answer.usageFinal(), answer.textBytes(), scan, outputMax);
    }

    /**
     * The provider's final figures, else its running ones, else a count of bytes. Running figures are often those of the stream's
     * first event, so output that was seen here and isn't in them is counted.
     *
     * @param reported newest figures of the provider, null if it gave none
     * @param textBytes UTF-8 bytes of content that came
     * @param outputMax tokens that the provider was allowed: what it reports far above is no truth, and an estimate a little above
     *     means the cap
     */
    static Metered of(@Nullable Usage reported, boolean isFinal, long textBytes, BodyScan scan, long outputMax) {
        long seen = plausible(TokenEstimator.output(textBytes), outputMax);
        boolean absurd = reported != null && reported.output() > Math.max(ABSURD_MIN, times(outputMax, ABSURD_CAPS));
        if (reported == null || absurd) {
            return new Metered(Usage.of(TokenEstimator.input(scan), seen), UsageSource.ESTIMATED, absurd);
        }
        if (isFinal) {
            return new Metered(reported, UsageSource.PROVIDER_FINAL, false);
        }
        if (reported.output() >= seen) {
            return new Metered(reported, UsageSource.PROVIDER_RUNNING, false);
        }
        Usage usage = new Usage(
                reported.input(),
                reported.cacheRead(),
                reported.cacheWrite5m(),
                reported.cacheWrite1h(),
                seen,
                reported.reasoning(),
                reported.webSearches());
        return new Metered(usage, UsageSource.ESTIMATED, false);
    }

    private static long plausible(long seen, long most) {
        long unsure = Math.max(UNSURE_MIN, most / UNSURE_PART);
        return seen > most && seen - most <= unsure ? most : seen;
    }

    private static long times(long tokens, int factor) {
        return tokens > Long.MAX_VALUE / factor ? Long.MAX_VALUE : tokens * factor;
    }
}
