package org.modelgate.billing.ledger;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.inference.Usage;
import org.modelgate.common.inference.UsageSource;

/**
 * One fact that must become durable. Records are committed in the order they were appended, each is idempotent: committing it
 * again changes nothing. Money is nano-USD, times are wall-clock milliseconds.
 */
public sealed interface LedgerRecord {

    /**
     * Moves credit from the wallet into this epoch's lease: as much of {@code most} as there is, but nothing if that is below
     * {@code least}. Opens the lease in any case.
     */
    record Grant(UUID tx, long org, UUID lease, long least, long most) implements LedgerRecord {}

    /** Moves credit that no reservation holds from the lease back into the wallet. */
    record Return(UUID tx, long org, UUID lease, long nano) implements LedgerRecord {}

    /**
     * Moves of what nobody has of a budget into this epoch's share: {@code most}, but at most half of it unless {@code least} is more
     * (all of it, where {@code most} is {@link Long#MAX_VALUE}), and nothing if there is less than {@code least}. Amounts as the
     * budget counts.
     *
     * @param limit of the budget, as it is configured now
     * @param endMillis when its period ends, wall clock
     */
    record BudgetGrant(BudgetId budget, UUID lease, long limit, long least, long most, long endMillis)
            implements LedgerRecord {}

    /** Gives back what no call holds of a share. {@code returned} is the sum of all that this epoch ever gave back of it. */
    record BudgetReturn(BudgetId budget, UUID lease, long returned) implements LedgerRecord {}

    /** This node is alive, and reached at that address. */
    record Beat(String address, long sentMillis) implements LedgerRecord {}

    /** An open reservation holds that much from now on. */
    record Extend(UUID callId, UUID lease, long nano) implements LedgerRecord {}

    /** Funds an account; the reference makes it happen once. */
    record TopUp(UUID tx, long org, long nano, String reference, String actor) implements LedgerRecord {}

    /**
     * Sets credit of a lease aside for a call.
     *
     * @param priceVersion of the model that was asked for
     * @param fallbackPrices versions of the prices of the other models that may answer
     * @param budgets of which it holds as much
     * @param inputTokens that rate limits gave, -1 if nobody has to know
     * @param user as in {@link Facts}, like {@code session}
     */
    record Reserve(
            UUID callId,
            UUID lease,
            long org,
            long key,
            int priceVersion,
            List<Integer> fallbackPrices,
            long nano,
            long atMillis,
            long deadlineMillis,
            List<BudgetId> budgets,
            long inputTokens,
            long outputTokens,
            @Nullable String user,
            @Nullable String session)
            implements LedgerRecord {

        /** Without budgets and rate limits, of nobody in particular. */
        public Reserve(
                UUID callId,
                UUID lease,
                long org,
                long key,
                int priceVersion,
                List<Integer> fallbackPrices,
                long nano,
                long atMillis,
                long deadlineMillis) {
            this(
                    callId,
                    lease,
                    org,
                    key,
                    priceVersion,
                    fallbackPrices,
                    nano,
                    atMillis,
                    deadlineMillis,
                    List.of(),
                    Limits.NONE,
                    Limits.NONE,
                    null,
                    null);
        }
    }

    /** What an open call used so far, and of the model with which price. */
    record Advance(UUID callId, int n, Usage usage, int priceVersion, long atMillis) implements LedgerRecord {}

    /**
     * Ends a reservation and posts its charge.
     *
     * @param adopted whether the lease is a fenced one of an earlier boot; then what isn't charged returns to the wallet
     * @param priceVersion of the model that answered
     * @param heldNano what the reservation held
     * @param nano the charge, at most {@code heldNano}
     * @param period calendar month the charge counts in, {@code yyyymm}
     * @param budgets of which it held as much, and that have the charge instead now
     * @param others that have the charge though nothing was held of them
     */
    record Resolve(
            UUID callId,
            UUID lease,
            boolean adopted,
            long org,
            long key,
            Kind kind,
            int priceVersion,
            long heldNano,
            long nano,
            int period,
            Facts facts,
            long atMillis,
            List<BudgetId> budgets,
            List<BudgetId> others)
            implements LedgerRecord {}

    /** A settlement that nothing may be charged for any more; kept as evidence. */
    record Late(UUID callId, long org, String payload, long atMillis) implements LedgerRecord {}

    /** Every reservation of this node whose id is below {@code openFrom} (as unsigned bytes) has a resolution. */
    record Watermark(UUID openFrom) implements LedgerRecord {}

    enum Kind {
        SETTLED("settled"),
        VOIDED("voided"),
        RECOVERED("recovered");

        private final String code;

        Kind(String code) {
            this.code = code;
        }

        /** The name in the database. */
        public String code() {
            return code;
        }
    }

    /**
     * The metered facts of a call.
     *
     * @param attempts all attempts, if there was more than one or a failed one; else empty, and the other fields say it all
     * @param user as the caller names its end user, {@code session} as it names the conversation
     */
    record Facts(
            Usage usage,
            UsageSource source,
            @Nullable String provider,
            @Nullable String providerModel,
            String outcome,
            long requestMillis,
            long firstByteMillis,
            List<Attempt> attempts,
            @Nullable String user,
            @Nullable String session) {

        /** Of nobody in particular. */
        public Facts(
                Usage usage,
                UsageSource source,
                @Nullable String provider,
                @Nullable String providerModel,
                String outcome,
                long requestMillis,
                long firstByteMillis,
                List<Attempt> attempts) {
            this(usage, source, provider, providerModel, outcome, requestMillis, firstByteMillis, attempts, null, null);
        }
    }

    /**
     * @param costNano what the operator probably pays for it
     * @param absorbedNano the part of that the gateway bears: all, or nothing where the client pays for the attempt
     */
    record Attempt(
            String provider,
            String model,
            String outcome,
            int status,
            @Nullable Usage usage,
            @Nullable String upstreamId,
            long costNano,
            long absorbedNano) {}
}
