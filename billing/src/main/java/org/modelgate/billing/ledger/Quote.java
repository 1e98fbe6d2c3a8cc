package org.modelgate.billing.ledger;

import java.util.List;
import org.modelgate.billing.pricing.Price;
import org.modelgate.common.bus.messages.Admit;
import org.modelgate.common.error.CreditShortage;
import org.modelgate.common.error.ErrorCode;
import org.modelgate.common.error.Fault;
import org.modelgate.common.error.GatewayError;

/**
 * What a call may cost, whichever of its models answers.
 *
 * @param prices of the call's models that have one, in their order
 * @param planOutput cap of output tokens the plan gives where the client gives none, or {@link Limits#NONE}
 */
record Quote(Admit admit, List<Price> prices, long planOutput, LedgerSettings settings) {

    /** The cap the client gave, else the default as far as any of the models can put out so much. */
    long wantedOutput() {
        Long asked = admit.maxOutputTokens();
        if (asked != null) {
            return Math.max(0, asked);
        }
        long planned = planOutput == Limits.NONE ? settings.defaultOutputTokens() : planOutput;
        long most = 0;
        for (long cap : admit.modelMaxOutputTokens()) {
            most = Math.max(most, cap);
        }
        return Math.min(most, planned);
    }

    /** The lowest cap the call may be given: the client's own, else a few tokens. */
    long leastOutput() {
        return admit.maxOutputTokens() != null ? wantedOutput() : Math.min(wantedOutput(), settings.minOutputTokens());
    }

    /** What a model puts out under a cap: a client's cap counts as it is, another one as far as the model goes. */
    private long output(int model, long cap) {
        return admit.maxOutputTokens() != null
                ? cap
                : Math.min(cap, admit.modelMaxOutputTokens().get(model));
    }

    /**
     * Upper bound in nano-USD with that cap of each choice: that of the dearest model.
     *
     * @throws ArithmeticException if no money can count it
     */
    long need(long cap) {
        long dearest = 0;
        for (int i = 0; i < prices.size(); i++) {
            long bound = prices.get(i)
                    .upperBound(
                            admit.inputTokensMax(),
                            admit.cacheWrites(),
                            admit.longCacheWrites(),
                            Math.multiplyExact(output(i, cap), admit.choices()));
            dearest = Math.max(dearest, bound);
        }
        return dearest;
    }

    /** The highest cap that {@code nano} can pay for, 0 if none. */
    long affordable(long nano) {
        long cap = wantedOutput();
        for (int i = 0; i < prices.size(); i++) {
            long all = prices.get(i)
                    .affordableOutput(nano, admit.inputTokensMax(), admit.cacheWrites(), admit.longCacheWrites());
            if (all < 0) {
                return 0;
            }
            long each = all / admit.choices();
            if (each < output(i, cap)) {
                cap = each;
            }
        }
        return cap;
    }

    /** The highest cap that {@code nano} can pay for, where the client gave none, but never below the lowest. */
    long clamped(long nano) {
        return admit.maxOutputTokens() != null ? wantedOutput() : Math.max(affordable(nano), leastOutput());
    }

    GatewayError insufficient(long remaining, long reserved) {
        long affordable = affordable(remaining);
        String held = reserved == 0 ? "" : ", $" + Usd.of(reserved) + " is held by running calls";
        String rest = ", available $" + Usd.of(remaining) + held + "; max affordable output tokens: " + affordable;
        try {
            long required = need(leastOutput());
            return insufficient("$" + Usd.of(required) + rest)
                    .withShortage(new CreditShortage(required, remaining, affordable));
        } catch (ArithmeticException e) {
            return insufficient("more than can be counted" + rest);
        }
    }

    private static GatewayError insufficient(String required) {
        return GatewayError.of(
                Fault.ACCOUNT, ErrorCode.INSUFFICIENT_CREDITS, "insufficient credits: required " + required);
    }
}
