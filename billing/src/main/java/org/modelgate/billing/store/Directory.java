package org.modelgate.billing.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.modelgate.billing.ledger.Limits;
import org.modelgate.billing.ledger.Recovered;

/** Accounts and keys. */
final class Directory {
    private final Connection c;
    private final Postings postings;
    private final long now;
    private final Supplier<UUID> ids;

    Directory(Connection c, Postings postings, long now, Supplier<UUID> ids) {
        this.c = c;
        this.postings = postings;
        this.now = now;
        this.ids = ids;
    }

    /** For changes that pay nothing in: payments are the ledger's writer's. */
    static Directory withoutMoney(Connection c, long now) throws SQLException {
        return new Directory(c, new Postings(c, new Sealer(c, "none", 0)), now, () -> {
            throw new IllegalStateException("no payment here");
        });
    }

    /** Enters what the configuration names. Its keys that it no longer names are disabled. */
    void enter(Provision provision) throws SQLException {
        for (Provision.Account account : provision.accounts()) {
            account(account, "config:" + account.name(), "config");
        }
        provision.overdrafts().enterAll(c);
        execute("UPDATE api_key SET enabled=0 WHERE source='config'");
        for (Provision.Key key : provision.keys()) {
            key(key, "config");
        }
    }

    long account(Provision.Account account, String reference, String actor) throws SQLException {
        Long known = number("SELECT id FROM org WHERE name=?", account.name());
        long org = known == null ? next("org") : known;
        if (known == null) {
            execute(
                    "INSERT INTO org(id,name,plan,created_at) VALUES (?,?,?,?)",
                    org,
                    account.name(),
                    account.plan(),
                    now);
            for (Accounts kind : Accounts.values()) {
                execute("INSERT INTO account(id,org,kind) VALUES (?,?,?)", kind.of(org), org, kind.code());
            }
            execute("INSERT INTO wallet(org,available,leased,spent,funded) VALUES (?,0,0,0,0)", org);
        } else {
            execute("UPDATE org SET plan=? WHERE id=?", account.plan(), org);
        }
        String ref = org + ":" + reference;
        if (account.creditsNano() > 0 && !postings.exists("topup", ref)) {
            UUID tx = ids.get();
            postings.begin(tx, "topup", ref, actor, now);
            postings.post(tx, 0, Accounts.FUNDING.of(org), -account.creditsNano());
            postings.post(tx, 1, Accounts.WALLET.of(org), account.creditsNano());
            postings.mustMove(org, account.creditsNano(), 0, 0, account.creditsNano());
        }
        return org;
    }

    void key(Provision.Key key, String source) throws SQLException {
        Long org = number("SELECT id FROM org WHERE name=?", key.account());
        if (org == null) {
            throw new SQLException("key '" + key.name() + "' names the unknown account '" + key.account() + "'");
        }
        Limits limits = key.limits();
        execute(
                "INSERT INTO api_key(id,org,name,mac,last4,source,enabled,expires_at,requests_per_minute,"
                        + "tokens_per_minute,concurrent_requests,budget_nano,models,created_at,"
                        + KeyRows.NEWER_LIMITS
                        + ") VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT(mac) DO UPDATE SET org=excluded.org,"
                        + "name=excluded.name,enabled=excluded.enabled,expires_at=excluded.expires_at,"
                        + "requests_per_minute=excluded.requests_per_minute,tokens_per_minute=excluded.tokens_per_minute,"
                        + "concurrent_requests=excluded.concurrent_requests,budget_nano=excluded.budget_nano,"
                        + "models=excluded.models,input_tokens_per_minute=excluded.input_tokens_per_minute,"
                        + "output_tokens_per_minute=excluded.output_tokens_per_minute,"
                        + "requests_per_day=excluded.requests_per_day,budgets=excluded.budgets",
                next("api_key"),
                org,
                key.name(),
                key.mac(),
                key.last4(),
                source,
                key.enabled() ? 1 : 0,
                key.expiresMillis(),
                limits.requestsPerMinute(),
                limits.tokensPerMinute(),
                limits.concurrentRequests(),
                limits.budgetNano(),
                String.join("\n", limits.models()),
                now,
                limits.inputTokensPerMinute(),
                limits.outputTokensPerMinute(),
                limits.requestsPerDay(),
                KeyRows.text(limits.budgets()));
    }

    boolean isEmpty() throws SQLException {
        return number("SELECT id FROM org LIMIT 1") == null;
    }

    List<Recovered.Org> orgs() throws SQLException {
        List<Recovered.Org> orgs = new ArrayList<>();
        String sql =
                "SELECT o.id,o.name,o.plan,w.available+w.overdraft AS available,w.overdraft,w.funded,w.spent+COALESCE((SELECT SUM(l.spent) FROM lease l "
                        + "WHERE l.org=o.id AND l.state<>'closed'),0) AS posted FROM org o JOIN wallet w ON w.org=o.id";
        try (Statement s = c.createStatement();
                ResultSet row = s.executeQuery(sql)) {
            while (row.next()) {
                orgs.add(new Recovered.Org(
                        row.getLong("id"),
                        row.getString("name"),
                        row.getString("plan"),
                        row.getLong("available"),
                        row.getLong("funded"),
                        row.getLong("posted"),
                        row.getLong("overdraft")));
            }
        }
        return orgs;
    }

    List<Recovered.Key> keys() throws SQLException {
        List<Recovered.Key> keys = new ArrayList<>();
        try (Statement s = c.createStatement();
                ResultSet row = s.executeQuery("SELECT * FROM api_key")) {
            while (row.next()) {
                keys.add(KeyRows.key(row));
            }
        }
        return keys;
    }

    private long next(String table) throws SQLException {
        Long highest = number("SELECT MAX(id) FROM " + table);
        return highest == null ? 1 : highest + 1;
    }

    private @Nullable Long number(String sql, @Nullable Object... values) throws SQLException {
        try (PreparedStatement s = c.prepareStatement(sql)) {
            Rows.bind(s, values);
            try (ResultSet row = s.executeQuery()) {
                if (!row.next()) {
                    return null;
                }
                long value = row.getLong(1);
                return row.wasNull() ? null : value;
            }
        }
    }

    private void execute(String sql, @Nullable Object... values) throws SQLException {
        try (PreparedStatement s = c.prepareStatement(sql)) {
            Rows.bind(s, values);
            s.executeUpdate();
        }
    }
}
