package org.modelgate.translator;

import org.jspecify.annotations.Nullable;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.inference.Usage;

/**
 * What a whole answer says about itself.
 *
 * @param usage null if there is none or it is absurd (negative, not a number, over 10^9)
 * @param textBytes UTF-8 bytes of content, for an estimate
 * @param upstreamId the provider's id of the answer
 * @param error set if it is an error in a 200
 */
public record AnswerFacts(
        @Nullable Usage usage,
        long textBytes,
        @Nullable String upstreamId,
        @Nullable GatewayError error) {}
