package org.modelgate.billing.pricing;

import java.math.BigInteger;
import org.modelgate.common.inference.Usage;

/** One immutable version of a model's rates; a call is charged by the version it was admitted with. */
public record Price(int version, Rates rates) {
    private static final BigInteger PICO_PER_NANO = BigInteger.valueOf(1_000);

    public String model() {
        return rates.model();
    }

    /**
     * The charge in nano-USD, rounded up once.
     *
     * @throws ArithmeticException if it doesn't fit a long; such usage is absurd
     */
    public long cost(Usage usage) {
        Rates.Tier tier = rates.tier(usage.totalInput());
        long pico = Math.multiplyExact(usage.input(), tier.input());
        pico = add(pico, usage.cacheRead(), tier.cacheRead());
        pico = add(pico, usage.cacheWrite5m(), tier.cacheWrite5m());
        pico = add(pico, usage.cacheWrite1h(), tier.cacheWrite1h());
        pico = add(pico, usage.output(), tier.output());
        return charge(pico);
    }

    /**
     * The most that a call can cost, in nano-USD: all input in the dearest bucket that can occur, in the dearest tier that it can
     * come to.
     *
     * @throws ArithmeticException if it doesn't fit a long
     */
    public long upperBound(long inputTokens, boolean cacheWrites, boolean longCacheWrites, long outputTokens) {
        long dearest = 0;
        for (Rates.Tier tier : rates.reachable(inputTokens)) {
            long pico = Math.multiplyExact(inputTokens, tier.dearestInput(cacheWrites, longCacheWrites));
            dearest = Math.max(dearest, charge(add(pico, outputTokens, tier.output())));
        }
        return dearest;
    }

    /** The most output tokens that {@code nano} can pay for beside the input; negative if not even the input. */
    public long affordableOutput(long nano, long inputTokens, boolean cacheWrites, boolean longCacheWrites) {
        long least = Long.MAX_VALUE;
        for (Rates.Tier tier : rates.reachable(inputTokens)) {
            least = Math.min(
                    least, affordable(nano, inputTokens, tier.dearestInput(cacheWrites, longCacheWrites), tier));
        }
        return least;
    }

    private long affordable(long nano, long inputTokens, long inputPico, Rates.Tier tier) {
        BigInteger pico = BigInteger.valueOf(nano)
                .multiply(PICO_PER_NANO)
                .multiply(BigInteger.valueOf(rates.markupDenominator()))
                .divide(BigInteger.valueOf(rates.markupNumerator()))
                .subtract(BigInteger.valueOf(inputTokens).multiply(BigInteger.valueOf(inputPico)));
        if (pico.signum() < 0) {
            return -1;
        }
        if (tier.output() == 0) {
            return Long.MAX_VALUE;
        }
        return pico.divide(BigInteger.valueOf(tier.output()))
                .min(BigInteger.valueOf(Long.MAX_VALUE))
                .longValueExact();
    }

    private static long add(long pico, long tokens, long price) {
        return Math.addExact(pico, Math.multiplyExact(tokens, price));
    }

    private long charge(long pico) {
        long numerator = rates.markupNumerator();
        if (Math.multiplyHigh(pico, numerator) == 0 && pico * numerator >= 0) {
            return Math.ceilDiv(pico * numerator, 1_000 * rates.markupDenominator());
        }
        BigInteger divisor = PICO_PER_NANO.multiply(BigInteger.valueOf(rates.markupDenominator()));
        return BigInteger.valueOf(pico)
                .multiply(BigInteger.valueOf(numerator))
                .add(divisor)
                .subtract(BigInteger.ONE)
                .divide(divisor)
                .longValueExact();
    }
}
