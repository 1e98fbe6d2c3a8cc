package org.modelgate.billing.ledger;

import org.jspecify.annotations.Nullable;
import org.modelgate.billing.pricing.Price;
import org.modelgate.common.bus.messages.Admit;
import org.modelgate.common.error.ErrorCode;
import org.modelgate.common.error.Fault;
import org.modelgate.common.error.GatewayError;

/**
 * What a call may cost.
 *
 * @param planOutput cap of output tokens the plan gives where the client gives none, or {@link Limits#NONE}
 */
record Quote(Admit admit, @Nullable Price price, long planOutput, LedgerSettings settings) {

    /** The cap the client gave, else the default. */
    long wantedOutput() {
        Long asked = admit.maxOutputTokens();
        if (asked != null) {
            return Math.max(0, asked);
        }
        long planned = planOutput == Limits.NONE ? settings.defaultOutputTokens() : planOutput;
        return Math.min(admit.modelMaxOutputTokens(), planned);
    }

    /** The lowest cap the call may be given: the client's own, else a few tokens. */
    long leastOutput() {
        return admit.maxOutputTokens() != null ? wantedOutput() : Math.min(wantedOutput(), settings.minOutputTokens());
    }

    /**
     * Upper bound in nano-USD with that cap of each choice.
     *
     * @throws ArithmeticException if no money can count it
     */
    long need(long output) {
        return price == null
                ? 0
                : price.upperBound(
                        admit.inputTokensMax(),
                        admit.cacheWrites(),
                        admit.longCacheWrites(),
                        Math.multiplyExact(output, admit.choices()));
    }

    /** The highest cap that {@code nano} can pay for, 0 if none. */
    long affordable(long nano) {
        if (price == null) {
            return 0;
        }
        long all = price.affordableOutput(nano, admit.inputTokensMax(), admit.cacheWrites(), admit.longCacheWrites());
        return all < 0 ? 0 : all / admit.choices();
    }

    GatewayError insufficient(long remaining, long reserved) {
        String required;
        try {
            required = "$" + Usd.of(need(leastOutput()));
        } catch (ArithmeticException e) {
            required = "more than can be counted";
        }
        String held = reserved == 0 ? "" : ", $" + Usd.of(reserved) + " is held by running calls";
        return GatewayError.of(
                Fault.ACCOUNT,
                ErrorCode.INSUFFICIENT_CREDITS,
                "insufficient credits: required " + required + ", available $" + Usd.of(remaining) + held
                        + "; max affordable output tokens: " + affordable(remaining));
    }
}
