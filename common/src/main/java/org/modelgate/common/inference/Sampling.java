package org.modelgate.common.inference;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Sampling parameters as the client wrote them; absent where it did not. */
public record Sampling(
        @Nullable BigDecimal temperature,
        @Nullable BigDecimal topP,
        @Nullable Long topK,
        @Nullable BigDecimal frequencyPenalty,
        @Nullable BigDecimal presencePenalty,
        @Nullable Long seed,
        @Nullable String logitBiasJson) {

    public static final Sampling UNSPECIFIED = new Sampling(null, null, null, null, null, null, null);
}
