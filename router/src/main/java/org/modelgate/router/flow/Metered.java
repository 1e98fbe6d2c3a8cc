package org.modelgate.router.flow;

import org.jspecify.annotations.Nullable;
import org.modelgate.common.inference.BodyScan;
import org.modelgate.common.inference.Usage;
import org.modelgate.common.inference.UsageSource;
import org.modelgate.translator.TokenEstimator;

/** What the client pays for, and how well that is known. */
record Metered(Usage usage, UsageSource source) {
    /** By what came of the answer so far. */
    static Metered of(AnswerReader answer, BodyScan scan) {
        return of(answer.usage(), answer.usageFinal(), answer.textBytes(), scan);
    }

    /**
     * The provider's final figures, else its running ones, else a count of bytes. Running figures are often those of the stream's
     * first event, so output that was seen here and isn't in them is counted.
     *
     * @param reported newest figures of the provider, null if it gave none
     * @param textBytes UTF-8 bytes of content that came
     */
    static Metered of(@Nullable Usage reported, boolean isFinal, long textBytes, BodyScan scan) {
        long seen = TokenEstimator.output(textBytes);
        if (reported == null) {
            return new Metered(Usage.of(TokenEstimator.input(scan), seen), UsageSource.ESTIMATED);
        }
        if (isFinal) {
            return new Metered(reported, UsageSource.PROVIDER_FINAL);
        }
        if (reported.output() >= seen) {
            return new Metered(reported, UsageSource.PROVIDER_RUNNING);
        }
        Usage usage = new Usage(
                reported.input(),
                reported.cacheRead(),
                reported.cacheWrite5m(),
                reported.cacheWrite1h(),
                seen,
                reported.reasoning(),
                reported.webSearches());
        return new Metered(usage, UsageSource.ESTIMATED);
    }
}
