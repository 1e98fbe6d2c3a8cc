package org.modelgate.billing.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.modelgate.billing.ledger.Limits;
import org.modelgate.billing.store.AuditTrail.Subject;
import org.modelgate.common.bus.messages.admin.ChangeKey;
import org.modelgate.common.bus.messages.admin.CreateKey;
import org.modelgate.common.bus.messages.admin.KeyInfo;
import org.modelgate.common.bus.messages.admin.KeyLimits;
import org.modelgate.common.bus.messages.admin.RevokeKey;

/** What operators do to virtual keys, each with its line in the audit trail. Used by the side writer's thread. */
public final class KeyChanges {
    /** The name of the key that an account's tokens stand for. */
    private static final String TOKEN_KEY = "oidc";

    private final InstantSource clock;

    public KeyChanges(InstantSource clock) {
        this.clock = clock;
    }

    /** A key and its number. */
    public record Changed(long key, KeyInfo info) {}

    /** @param mac what is stored of the key */
    public SideWriter.Change<Changed> create(CreateKey ask, byte[] mac) {
        return c -> {
            KeyLimits limits = ask.limits();
            long key = insert(
                    c,
                    new Provision.Key(
                            ask.account(),
                            ask.name(),
                            mac,
                            ask.last4(),
                            ask.enabled(),
                            ask.expiresMillis(),
                            limits(limits)));
            bind(c, key, ask.regions());
            return recorded(c, ask.actor(), "key.create", key, null);
        };
    }

    private static void bind(Connection c, long key, List<String> regions) throws SQLException {
        Sql.update(c, "UPDATE api_key SET regions=? WHERE id=?", String.join("\n", regions), key);
    }

    private static Limits limits(KeyLimits asked) {
        return new Limits(
                asked.requestsPerMinute(),
                asked.tokensPerMinute(),
                asked.inputTokensPerMinute(),
                asked.outputTokensPerMinute(),
                asked.concurrentRequests(),
                asked.requestsPerDay(),
                asked.budgetNano(),
                Limits.NONE,
                KeyRows.rules(asked.budgets()),
                asked.models());
    }

    private long insert(Connection c, Provision.Key key) throws SQLException {
        AccountRows.id(c, key.account());
        Directory.withoutMoney(c, clock.millis()).key(key, "admin");
        return Objects.requireNonNull(
                Sql.number(c, "SELECT id FROM api_key WHERE mac=?", (Object) key.mac()), "a key that isn't there");
    }

    public SideWriter.Change<Changed> change(ChangeKey ask) {
        return c -> {
            KeyInfo before = living(c, ask.id());
            KeyLimits old = before.limits();
            Long expires = ask.expiresMillis() == null ? before.expiresMillis() : ask.expiresMillis();
            long key = KeyRows.number(ask.id());
            Sql.update(
                    c,
                    "UPDATE api_key SET name=?,enabled=?,expires_at=?,requests_per_minute=?,tokens_per_minute=?,"
                            + "concurrent_requests=?,budget_nano=?,models=?,input_tokens_per_minute=?,"
                            + "output_tokens_per_minute=?,requests_per_day=?,budgets=? WHERE id=?",
                    or(ask.name(), before.name()),
                    or(ask.enabled(), before.enabled()) ? 1 : 0,
                    expires == null || expires == 0 ? null : expires,
                    or(ask.requestsPerMinute(), old.requestsPerMinute()),
                    or(ask.tokensPerMinute(), old.tokensPerMinute()),
                    or(ask.concurrentRequests(), old.concurrentRequests()),
                    or(ask.budgetNano(), old.budgetNano()),
                    String.join("\n", or(ask.models(), old.models())),
                    or(ask.inputTokensPerMinute(), old.inputTokensPerMinute()),
                    or(ask.outputTokensPerMinute(), old.outputTokensPerMinute()),
                    or(ask.requestsPerDay(), old.requestsPerDay()),
                    KeyRows.text(KeyRows.rules(or(ask.budgets(), old.budgets()))),
                    key);
            if (ask.regions() != null) {
                bind(c, key, ask.regions());
            }
            return recorded(c, ask.actor(), "key.change", key, before);
        };
    }

    private static <T> T or(@Nullable T asked, T before) {
        return asked == null ? before : asked;
    }

    public SideWriter.Change<Changed> revoke(RevokeKey ask) {
        return c -> {
            KeyInfo before = KeyRows.find(c, ask.id()).orElseThrow(() -> AdminRefusals.noKey(ask.id()));
            long key = KeyRows.number(ask.id());
            if (before.revokedMillis() != null) {
                return new Changed(key, before);
            }
            Sql.update(c, "UPDATE api_key SET revoked_at=?,enabled=0 WHERE id=?", clock.millis(), key);
            return recorded(c, ask.actor(), "key.revoke", key, before);
        };
    }

    private static KeyInfo living(Connection c, String id) throws SQLException {
        KeyInfo key = KeyRows.find(c, id).orElseThrow(() -> AdminRefusals.noKey(id));
        if (key.revokedMillis() != null) {
            throw AdminRefusals.conflict("id", "this key is revoked for good");
        }
        return key;
    }

    /**
     * The key that stands for an account's tokens, made when the first one comes. Nobody can present it.
     *
     * @param mac unlike that of any key
     */
    public SideWriter.Change<Changed> tokenKey(String account, byte[] mac) {
        return c -> {
            long org = AccountRows.id(c, account);
            Long known = Sql.number(c, "SELECT api_key FROM token_key WHERE org=?", org);
            if (known != null) {
                return new Changed(known, info(c, known));
            }
            long key = insert(c, new Provision.Key(account, TOKEN_KEY, mac, "", true, null, Limits.UNLIMITED));
            Sql.update(c, "INSERT INTO token_key(org,api_key) VALUES (?,?)", org, key);
            return recorded(c, "oidc", "key.create", key, null);
        };
    }

    private Changed recorded(Connection c, String actor, String action, long key, @Nullable KeyInfo before)
            throws SQLException {
        KeyInfo after = info(c, key);
        long org = AccountRows.id(c, after.account());
        AuditTrail.record(c, clock.millis(), actor, new Subject(action, after.id(), org, key), before, after);
        return new Changed(key, after);
    }

    private static KeyInfo info(Connection c, long key) throws SQLException {
        return KeyRows.find(c, key).orElseThrow(() -> AdminRefusals.noKey("key_" + key));
    }
}
