package org.modelgate.billing.pricing;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;

/**
 * What a model's tokens cost: pico-USD a token and bucket, and a markup as a reduced fraction.
 *
 * @param tiers by the length of the prompt, rising; the first begins at 0
 */
public record Rates(String model, List<Tier> tiers, long markupNumerator, long markupDenominator) {

    /**
     * Prices of a call whose whole prompt, cached or not, has more than {@code over} tokens; a cliff: they hold for all its tokens.
     *
     * @param input uncached input
     * @param output output, reasoning included
     */
    public record Tier(long over, long input, long output, long cacheRead, long cacheWrite5m, long cacheWrite1h) {
        public Tier {
            checkPico(input);
            checkPico(output);
            checkPico(cacheRead);
            checkPico(cacheWrite5m);
            checkPico(cacheWrite1h);
        }

        long dearestInput(boolean cacheWrites, boolean longCacheWrites) {
            long dearest = Math.max(input, cacheRead);
            if (cacheWrites || longCacheWrites) {
                dearest = Math.max(dearest, cacheWrite5m);
            }
            return longCacheWrites ? Math.max(dearest, cacheWrite1h) : dearest;
        }
    }

    /** The dearest price a token may have: one dollar. */
    public static final long PICO_MAX = 1_000_000_000_000L;

    private static final int PICO_DIGITS = 6;
    private static final long MARKUP_MAX = 1_000;

    public Rates {
        tiers = List.copyOf(tiers);
        if (tiers.isEmpty() || tiers.getFirst().over() != 0) {
            throw new IllegalArgumentException("prices need a tier from the first token on");
        }
        for (int i = 1; i < tiers.size(); i++) {
            if (tiers.get(i).over() <= tiers.get(i - 1).over()) {
                throw new IllegalArgumentException("price tiers must rise");
            }
        }
        if (markupNumerator <= 0 || markupDenominator <= 0) {
            throw new IllegalArgumentException("markup " + markupNumerator + "/" + markupDenominator);
        }
    }

    /** One price for prompts of any length, without markup. */
    public static Rates flat(
            String model, long input, long output, long cacheRead, long cacheWrite5m, long cacheWrite1h) {
        return new Rates(model, List.of(new Tier(0, input, output, cacheRead, cacheWrite5m, cacheWrite1h)), 1, 1);
    }

    /** The tier of a call with so many prompt tokens. */
    Tier tier(long promptTokens) {
        Tier found = tiers.getFirst();
        for (Tier tier : tiers) {
            if (promptTokens > tier.over()) {
                found = tier;
            }
        }
        return found;
    }

    /** The tiers that a call with at most so many prompt tokens can come to. */
    List<Tier> reachable(long promptTokens) {
        int count = 1;
        while (count < tiers.size() && promptTokens > tiers.get(count).over()) {
            count++;
        }
        return tiers.subList(0, count);
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
                tiers,
                numerator.divide(common).longValueExact(),
                denominator.divide(common).longValueExact());
    }
}
