package org.modelgate.billing.ledger;

import java.math.BigDecimal;

/** Nano-USD and decimal dollars. */
public final class Usd {
    private static final int DIGITS = 9;

    private Usd() {}

    /** As plain decimal dollars, exact. */
    public static String of(long nano) {
        BigDecimal dollars = BigDecimal.valueOf(nano, DIGITS).stripTrailingZeros();
        return dollars.scale() < 0 ? dollars.setScale(0).toPlainString() : dollars.toPlainString();
    }

    /**
     * Nano-USD of an amount of dollars.
     *
     * @throws IllegalArgumentException if it has more than nine decimals, is negative or too large; the message says so
     */
    public static long nano(BigDecimal dollars) {
        if (dollars.signum() < 0) {
            throw new IllegalArgumentException("must not be negative");
        }
        if (dollars.stripTrailingZeros().scale() > DIGITS) {
            throw new IllegalArgumentException("has more than nine decimals");
        }
        if (dollars.compareTo(BigDecimal.valueOf(1_000_000_000L)) > 0) {
            throw new IllegalArgumentException("is above a billion dollars");
        }
        return dollars.movePointRight(DIGITS).longValueExact();
    }
}
