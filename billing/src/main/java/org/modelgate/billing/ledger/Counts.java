package org.modelgate.billing.ledger;

import java.util.HashMap;
import java.util.Map;
import org.modelgate.common.bus.messages.LimitFigures;
import org.modelgate.common.bus.messages.Principal;
import org.modelgate.common.error.GatewayError;

/** Questions that cost nothing: counts of tokens, which have a rate limit of their own, and the figures of rate limits. */
final class Counts {
    private final Books books;

    Counts(Books books) {
        this.books = books;
    }

    void admit(Principal principal, Reply<LimitFigures> reply) {
        Key key = books.caller(principal);
        if (key == null) {
            reply.failed(Ledger.unknownKey());
            return;
        }
        long now = books.clock.monotonicMillis();
        GatewayError refusal = Scope.longer(key.scope.countRefusal(now), key.account.plan.countRefusal(now));
        if (refusal != null) {
            reply.failed(refusal);
            return;
        }
        key.scope.takeCount(now);
        key.account.plan.takeCount(now);
        reply.ok(new LimitFigures(counts(key, now)));
    }

    private static Map<String, Long> counts(Key key, long now) {
        Map<String, Long> figures = new HashMap<>();
        key.scope.describeCounts(figures, now);
        key.account.plan.describeCounts(figures, now);
        return Map.copyOf(figures);
    }

    /** @param ofCounts whether those for counts are wanted, not those for answers */
    void figures(Principal principal, boolean ofCounts, Reply<LimitFigures> reply) {
        Key key = books.caller(principal);
        if (key == null) {
            reply.failed(Ledger.unknownKey());
            return;
        }
        long now = books.clock.monotonicMillis();
        reply.ok(new LimitFigures(ofCounts ? counts(key, now) : figures(key, now)));
    }

    /** A caller's rate limits for answers as they stand now. */
    static Map<String, Long> figures(Key key, long now) {
        if (!key.scope.limits().limitsRates() && !key.account.plan.limits().limitsRates()) {
            return Map.of();
        }
        Map<String, Long> figures = new HashMap<>();
        key.scope.describe(figures, now);
        key.account.plan.describe(figures, now);
        return Map.copyOf(figures);
    }
}
