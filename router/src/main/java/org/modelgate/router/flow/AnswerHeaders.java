package org.modelgate.router.flow;

import java.math.BigDecimal;

/** Figures in response headers. Pure. */
final class AnswerHeaders {
    private static final int NANO_SCALE = 9;

    private AnswerHeaders() {}

    /** USD with up to nine decimals. */
    static String usd(long nano) {
        return BigDecimal.valueOf(nano, NANO_SCALE).stripTrailingZeros().toPlainString();
    }
}
