package org.modelgate.edge.admin;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.inference.Usage;

/** How amounts, times and tokens look in admin answers: amounts are decimal strings, exact, without an exponent. */
final class Shapes {
    static final long DAY_MILLIS = 86_400_000;
    static final long MONTH_MILLIS = 31 * DAY_MILLIS;
    private static final int NANO_DIGITS = 9;
    private static final int CENTS = 2;

    private Shapes() {}

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** At least cents, at most nine decimals. */
    static String usd(long nano) {
        BigDecimal exact = BigDecimal.valueOf(nano, NANO_DIGITS).stripTrailingZeros();
        return exact.scale() < CENTS ? exact.setScale(CENTS).toPlainString() : exact.toPlainString();
    }

    static @Nullable String time(@Nullable Long millis) {
        return millis == null ? null : Instant.ofEpochMilli(millis).toString();
    }

    /** A member that is JSON already. */
    static void raw(ObjectNode document, String name, @Nullable String json) {
        if (json == null) {
            document.putNull(name);
        } else {
            document.putRawValue(name, new RawValue(json));
        }
    }

    static ObjectNode usage(ObjectNode document, Usage usage) {
        return document.put("input_tokens", usage.input())
                .put("cache_read_tokens", usage.cacheRead())
                .put("cache_write_5m_tokens", usage.cacheWrite5m())
                .put("cache_write_1h_tokens", usage.cacheWrite1h())
                .put("output_tokens", usage.output())
                .put("reasoning_tokens", usage.reasoning())
                .put("web_searches", usage.webSearches());
    }

    static void inOrder(long from, long to) {
        if (from >= to) {
            throw GatewayError.invalid("from", "must be before to").asException();
        }
    }
}
