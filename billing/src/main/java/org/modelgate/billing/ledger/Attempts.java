package org.modelgate.billing.ledger;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.modelgate.billing.ledger.LedgerRecord.Attempt;
import org.modelgate.billing.pricing.Costs;
import org.modelgate.billing.pricing.Price;
import org.modelgate.common.bus.messages.Settle;
import org.modelgate.common.bus.messages.Settle.AttemptRecord;
import org.modelgate.common.inference.Usage;

/** What each attempt of a call probably costs the operator, and which of them the client pays for. */
final class Attempts {
    private static final String OK = "ok";
    private static final String TIMEOUT = "timeout";
    private static final int NONE = -1;

    private Attempts() {}

    /** None if there was one and it went well: the settlement says it all. */
    static List<Attempt> of(Settle settle, Usage charged, Price price, Costs costs) {
        List<AttemptRecord> given = settle.attempts();
        if (given.isEmpty() || (given.size() == 1 && given.getFirst().outcome().equals(OK))) {
            return List.of();
        }
        int paid = settle.usage() == null ? NONE : paid(settle);
        List<Attempt> attempts = new ArrayList<>(given.size());
        for (AttemptRecord attempt : given) {
            Usage used = attempt.usage() == null ? presumed(attempt, charged) : attempt.usage();
            long cost = used == null ? 0 : costs.of(attempt.provider(), attempt.model(), used, price);
            attempts.add(new Attempt(
                    attempt.provider(),
                    attempt.model(),
                    attempt.outcome(),
                    attempt.status(),
                    attempt.usage(),
                    attempt.upstreamId(),
                    cost,
                    attempts.size() == paid ? 0 : cost));
        }
        return attempts;
    }

    /** Which one's content the client received: the last of its target, one that went well before others. */
    private static int paid(Settle settle) {
        List<AttemptRecord> all = settle.attempts();
        int paid = NONE;
        for (int i = 0; i < all.size(); i++) {
            AttemptRecord attempt = all.get(i);
            boolean same = attempt.provider().equals(settle.provider())
                    && attempt.model().equals(settle.providerModel());
            boolean better = paid == NONE
                    || attempt.outcome().equals(OK)
                    || !all.get(paid).outcome().equals(OK);
            if (same && better) {
                paid = i;
            }
        }
        return paid;
    }

    /**
     * A provider that began an answer, or was too slow to, has read the request: its input is what the attempt that went well says of
     * it, if one did. Null where a provider refused or was not reached.
     */
    private static @Nullable Usage presumed(AttemptRecord attempt, Usage charged) {
        boolean began = attempt.status() >= 200 && attempt.status() < 300;
        boolean slow = attempt.status() == 0 && attempt.outcome().equals(TIMEOUT);
        return (began || slow) && charged.totalInput() > 0 ? Usage.of(charged.totalInput(), 0) : null;
    }
}
