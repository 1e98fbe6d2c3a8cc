package org.modelgate.billing.store;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.modelgate.billing.ledger.Limits;
import org.modelgate.billing.pricing.Rates;

/**
 * What the configuration wants to be in the database when a billing node starts.
 *
 * @param pepperCheck what the node's pepper makes of a text that is no key's
 */
public record Provision(
        List<Account> accounts,
        List<Key> keys,
        List<Rates> rates,
        Overdrafts overdrafts,
        @Nullable String pepperCheck) {

    public Provision(List<Account> accounts, List<Key> keys, List<Rates> rates, Overdrafts overdrafts) {
        this(accounts, keys, rates, overdrafts, null);
    }

    /** Without overdrafts. */
    public Provision(List<Account> accounts, List<Key> keys, List<Rates> rates) {
        this(accounts, keys, rates, Overdrafts.NONE);
    }

    /** @param creditsNano granted once, when the account is first seen */
    public record Account(
            String name, long creditsNano, @Nullable String plan) {}

    /**
     * @param mac the key's index
     * @param expiresMillis or null
     */
    public record Key(
            String account,
            String name,
            byte[] mac,
            String last4,
            boolean enabled,
            @Nullable Long expiresMillis,
            Limits limits) {}
}
