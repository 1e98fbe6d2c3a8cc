package org.modelgate.deploy;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import org.modelgate.billing.BillingAdmin;
import org.modelgate.billing.BillingConfig;
import org.modelgate.billing.store.StoreException;
import org.modelgate.common.config.Secret;

/** What a start without a configuration file creates, once: an account with credits, a key to it, and an admin key. */
final class FirstStart {
    static final Path ADMIN_KEY = Path.of("data", "admin.key");
    private static final String ACCOUNT = "default";
    private static final BigDecimal CREDITS_USD = new BigDecimal("100");

    private FirstStart() {}

    static KeptSecret.Kept adminKey() throws IOException {
        return KeptSecret.readOrCreate(ADMIN_KEY, "gw_admin_");
    }

    /** The key to the new account; empty if there was one already. */
    static Optional<Secret> account(BillingConfig billing) throws IOException, StoreException {
        return BillingAdmin.createFirstAccount(billing, ACCOUNT, CREDITS_USD, "first", InstantSource.system());
    }

    static String welcome(String address, Secret key, Secret adminKey) {
        return """

                This is the first start: account "%s" with %s USD of credits was created. Its keys, shown only now:

                  API key    %s
                  admin key  %s   (kept in %s)

                A first request:

                curl -s %s/v1/messages -H 'x-api-key: %s' -H 'anthropic-version: 2023-06-01' \
                -H 'content-type: application/json' \
                -d '{"model":"claude-sonnet-4-5","max_tokens":100,"messages":[{"role":"user","content":"Hello"}]}'
                """.formatted(ACCOUNT, CREDITS_USD, key.value(), adminKey.value(), ADMIN_KEY, address, key.value());
    }
}
