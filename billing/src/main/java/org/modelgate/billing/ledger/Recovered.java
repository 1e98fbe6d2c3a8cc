package org.modelgate.billing.ledger;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.inference.Usage;

/**
 * What a store knows when a billing node starts: earlier leases are fenced, and what their open reservations don't hold is back
 * in the wallets.
 */
public record Recovered(long epoch, UUID openFrom, List<Org> orgs, List<Key> keys, List<Open> open) {

    /**
     * @param availableNano what may be taken from the wallet, its overdraft included; negative if it owes more than it may
     * @param fundedNano all that was ever put in
     * @param postedNano all that was charged
     * @param overdraftNano how far below zero the account may go
     */
    public record Org(
            long id,
            String name,
            @Nullable String plan,
            long availableNano,
            long fundedNano,
            long postedNano,
            long overdraftNano) {

        /** Without overdraft. */
        public Org(long id, String name, @Nullable String plan, long availableNano, long fundedNano, long postedNano) {
            this(id, name, plan, availableNano, fundedNano, postedNano, 0);
        }
    }

    /**
     * @param expiresMillis wall clock, or {@link Long#MAX_VALUE}
     * @param regions the only ones in which its calls may be computed; none: any
     */
    public record Key(
            long id, long org, byte[] mac, boolean enabled, long expiresMillis, Limits limits, List<String> regions) {

        /** One that isn't bound to regions. */
        public Key(long id, long org, byte[] mac, boolean enabled, long expiresMillis, Limits limits) {
            this(id, org, mac, enabled, expiresMillis, limits, List.of());
        }

        /** How the rest of the gateway names it. */
        public String name() {
            return "key_" + id;
        }
    }

    /**
     * What was last seen of an open call.
     *
     * @param n number of the report, from 1
     */
    public record Progress(int n, Usage usage, int priceVersion) {}

    /**
     * A reservation that an earlier boot left without a resolution.
     *
     * @param prices versions, of the model that was asked for first
     * @param budgets of which it holds as much as it reserved
     * @param user as the call named its end user, {@code session} as it named the conversation
     * @param deadlineMillis by the wall clock of the machine that reserved, {@code lifetimeMillis} after it did
     */
    public record Open(
            UUID callId,
            UUID lease,
            long org,
            long key,
            List<Integer> prices,
            long nano,
            long deadlineMillis,
            long lifetimeMillis,
            @Nullable Progress progress,
            List<BudgetId> budgets,
            @Nullable String user,
            @Nullable String session) {}
}
