package org.modelgate.billing;

import java.io.IOException;
import java.math.BigDecimal;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.modelgate.billing.keys.KeyHash;
import org.modelgate.billing.keys.Pepper;
import org.modelgate.billing.ledger.Limits;
import org.modelgate.billing.ledger.Usd;
import org.modelgate.billing.store.Audit;
import org.modelgate.billing.store.Database;
import org.modelgate.billing.store.FirstAccount;
import org.modelgate.billing.store.ProviderUsage;
import org.modelgate.billing.store.Provision;
import org.modelgate.billing.store.StoreException;
import org.modelgate.billing.store.TimeOrderedIds;
import org.modelgate.common.config.Secret;
import org.modelgate.common.keys.NewKey;

/** What is done to the ledger while no billing verticle runs. Blocks. */
public final class BillingAdmin {
    private static final int SHOWN_DIGITS = 4;
    /** No digest of a key. */
    private static final String PEPPER_CHECK = "pepper:check";

    private BillingAdmin() {}

    /**
     * On a fresh database: creates an account with credits and a key. The key is returned this once and stored nowhere.
     *
     * @return empty if there is any account already, in the database or in the configuration
     * @throws IllegalArgumentException if the amount has more than nine decimals or is negative
     */
    public static Optional<Secret> createFirstAccount(
            BillingConfig config, String account, BigDecimal creditsUsd, String keyName, InstantSource clock)
            throws StoreException, IOException {
        SecureRandom random = new SecureRandom();
        long credits = Usd.nano(creditsUsd);
        if (!config.accounts().isEmpty()) {
            return Optional.empty();
        }
        KeyHash hash = new KeyHash(pepper(config, random));
        Secret key = NewKey.generate(random);
        try (Database database = Database.open(config.storage())) {
            boolean created = FirstAccount.create(
                    database,
                    new Provision.Account(account, credits, null),
                    key(hash, key, account, keyName, true, null, Limits.UNLIMITED),
                    clock,
                    new TimeOrderedIds(clock, RandomGenerator.getDefault()));
            return created ? Optional.of(key) : Optional.empty();
        }
    }

    /**
     * What is wrong with the books, one line each; empty if they are right. May run beside a verticle, and changes nothing.
     *
     * @throws StoreException if there are no books, or none of this version
     */
    public static List<String> audit(BillingConfig config, InstantSource clock) throws StoreException {
        return audit(config, List.of(), clock);
    }

    /**
     * As {@link #audit(BillingConfig, InstantSource)}, and against what providers say.
     *
     * @param providerUsage lines of provider, day, input tokens, output tokens
     * @throws IllegalArgumentException if such a line can't be read
     */
    public static List<String> audit(BillingConfig config, List<String> providerUsage, InstantSource clock)
            throws StoreException {
        List<ProviderUsage> usages = providerUsage.stream()
                .filter(line -> !line.isBlank())
                .map(ProviderUsage::parse)
                .toList();
        try (Database database = Database.openMade(config.storage())) {
            return Audit.run(database, usages, clock.millis());
        }
    }

    static Secret pepper(BillingConfig config, SecureRandom random) throws IOException {
        Secret configured = config.pepper();
        return configured == null ? Pepper.readOrCreate(config.pepperFile(), random) : configured;
    }

    static Provision provision(BillingConfig config, KeyHash hash) {
        return new Provision(
                config.accounts().stream()
                        .map(account -> new Provision.Account(account.id(), account.creditsNano(), account.plan()))
                        .toList(),
                config.keys().stream()
                        .map(key -> key(
                                hash,
                                key.key(),
                                key.account(),
                                key.name(),
                                key.enabled(),
                                key.expiresMillis(),
                                key.limits()))
                        .toList(),
                config.rates(),
                config.overdrafts(),
                HexFormat.of().formatHex(hash.mac(PEPPER_CHECK)));
    }

    private static Provision.Key key(
            KeyHash hash,
            Secret key,
            String account,
            String name,
            boolean enabled,
            @Nullable Long expiresMillis,
            Limits limits) {
        String text = key.value();
        // The end of a short key would give too much of it away.
        String last4 = text.length() < 4 * SHOWN_DIGITS ? "" : text.substring(text.length() - SHOWN_DIGITS);
        return new Provision.Key(account, name, hash.mac(KeyHash.digest(text)), last4, enabled, expiresMillis, limits);
    }
}
