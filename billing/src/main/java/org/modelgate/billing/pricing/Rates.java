package org.modelgate.billing.pricing;

import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * What a model's tokens cost: pico-USD a token and bucket, and a markup as a reduced fraction.
 *
 * @param input uncached input
 * @param output output, reasoning included
 */
public record Rates(
        String model,
        long input,
        long output,
        long cacheRead,
        long cacheWrite5m,
        long cacheWrite1h,
        long markupNumerator,
        long markupDenominator) {

    /** The dearest price a token may have: one dollar. */
    public static final long PICO_MAX = 1_000_000_000_000L;

    private static final int PICO_DIGITS = 6;
    private static final long MARKUP_MAX = 1_000;

    public Rates {
        checkPico(input);
        checkPico(output);
        checkPico(cacheRead);
        checkPico(cacheWrite5m);
        checkPico(cacheWrite1h);
        if (markupNumerator <= 0 || markupDenominator <= 0) {
            throw new IllegalArgumentException("markup " + markupNumerator + "/" + markupDenominator);
        }
    }

    private static void checkPico(long pico) {
        if (pico < 0 || pico > PICO_MAX) {
            throw new IllegalArgumentException("a price of " + pico + " pico-USD");
        }
    }

    /**
     * Pico-USD a token from USD per million tokens.
     *
     * @throws IllegalArgumentException if it isn't a whole number of pico-USD, or out of range; the message says so
     */
    public static long picoPerToken(BigDecimal usdPerMillion) {
        if (usdPerMillion.signum() < 0) {
            throw new IllegalArgumentException("must not be negative");
        }
        if (usdPerMillion.stripTrailingZeros().scale() > PICO_DIGITS) {
            throw new IllegalArgumentException("has more than six decimals");
        }
        if (usdPerMillion.compareTo(BigDecimal.valueOf(PICO_MAX, PICO_DIGITS)) > 0) {
            throw new IllegalArgumentException("is above one dollar a token");
        }
        return usdPerMillion.movePointRight(PICO_DIGITS).longValueExact();
    }

    /**
     * With the markup replaced, exactly
     * @throws IllegalArgumentException if it is out of range; the message says so
     */
    public Rates withMarkup(BigDecimal markup) {
        if (markup.signum() <= 0 || markup.compareTo(BigDecimal.valueOf(MARKUP_MAX)) > 0) {
            throw new IllegalArgumentException("must be above 0 and at most " + MARKUP_MAX);
        }
        if (markup.stripTrailingZeros().scale() > PICO_DIGITS) {
            throw new IllegalArgumentException("has more than six decimals");
        }
        BigInteger numerator = markup.movePointRight(PICO_DIGITS).toBigIntegerExact();
        BigInteger denominator = BigInteger.TEN.pow(PICO_DIGITS);
        BigInteger common = numerator.gcd(denominator);
        return new Rates(
                model,
                input,
                output,
                cacheRead,
                cacheWrite5m,
                cacheWrite1h,
                numerator.divide(common).longValueExact(),
                denominator.divide(common).longValueExact());
    }
}
