package org.modelgate.billing.ledger;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.modelgate.billing.pricing.Costs;
import org.modelgate.billing.pricing.PriceBook;
import org.modelgate.common.bus.messages.Principal;
import org.modelgate.common.bus.messages.Settled;
import org.modelgate.common.error.GatewayError;

/** What the ledger's parts share. */
final class Books {
    final LedgerSettings settings;
    final LedgerClock clock;
    PriceBook prices;
    final Costs costs;
    final Journal journal;
    final LedgerListener listener;
    final Supplier<UUID> ids;
    final Map<String, Account> accounts = new HashMap<>();
    final Map<Long, Account> accountsByOrg = new HashMap<>();
    final Map<String, Key> keys = new HashMap<>();
    final Map<Long, Key> keysById = new HashMap<>();
    final Map<UUID, Reservation> open = new HashMap<>();
    final Map<UUID, Finding> findings = new HashMap<>();
    final Map<UUID, Settled> recent;
    /** That are alive, and decide on rate limits each on its own. */
    int regions = 1;

    boolean fenced;
    boolean failing;

    /** The database is away, records go to the local journal. */
    boolean away;

    Books(
            LedgerSettings settings,
            LedgerClock clock,
            PriceBook prices,
            Costs costs,
            Journal journal,
            LedgerListener listener,
            Supplier<UUID> ids) {
        this.settings = settings;
        this.clock = clock;
        this.prices = prices;
        this.costs = costs;
        this.journal = journal;
        this.listener = listener;
        this.ids = ids;
        this.recent = new Recent(settings.recentMax());
    }

    Account account(long org) {
        Account account = accountsByOrg.get(org);
        if (account == null) {
            throw new IllegalStateException("no account with the number " + org);
        }
        return account;
    }

    @Nullable Key key(long id) {
        return keysById.get(id);
    }

    /** The key that may be used by this caller now, or null. */
    @Nullable Key caller(Principal principal) {
        Key key = keys.get(principal.keyId());
        return key == null || !key.usable(clock.wallMillis()) || !key.account.name.equals(principal.account())
                ? null
                : key;
    }

    static GatewayError unreachable() {
        return GatewayError.unavailable("billing can't reach its storage");
    }

    static GatewayError replaced() {
        return GatewayError.unavailable("this billing node was replaced by another one");
    }

    /** Why nothing can be admitted now, or null. */
    @Nullable GatewayError closed() {
        if (fenced) {
            return replaced();
        }
        if (failing) {
            return unreachable();
        }
        if (open.size() >= settings.openMax()) {
            return GatewayError.unavailable("too many calls in flight");
        }
        return null;
    }

    private static final class Recent extends LinkedHashMap<UUID, Settled> {
        private static final long serialVersionUID = 1L;
        private final int max;

        Recent(int max) {
            this.max = max;
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<UUID, Settled> eldest) {
            return size() > max;
        }
    }
}
