package org.modelgate.translator;

import org.jspecify.annotations.Nullable;
import org.modelgate.common.inference.GatewayUsage;
import org.modelgate.common.inference.Usage;

/** The figures a client is shown. */
public final class ShownUsage {
    private ShownUsage() {}

    /**
     * The provider's figures, or the charged tokens where it gave none: clients count on the member.
     *
     * @param inputTokens input tokens as estimated before the call
     */
    public static Usage of(@Nullable Usage usage, long inputTokens, GatewayUsage charge) {
        if (usage != null) {
            return usage;
        }
        long input = Math.min(inputTokens, charge.tokensCharged());
        return Usage.of(input, charge.tokensCharged() - input);
    }
}
