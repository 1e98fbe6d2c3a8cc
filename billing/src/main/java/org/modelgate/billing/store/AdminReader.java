package org.modelgate.billing.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.modelgate.billing.ledger.Recovered;
import org.modelgate.common.bus.messages.admin.AccountInfo;
import org.modelgate.common.bus.messages.admin.AccountPage;
import org.modelgate.common.bus.messages.admin.AuditPage;
import org.modelgate.common.bus.messages.admin.KeyInfo;
import org.modelgate.common.bus.messages.admin.KeyPage;
import org.modelgate.common.bus.messages.admin.LedgerPage;
import org.modelgate.common.bus.messages.admin.ListAccounts;
import org.modelgate.common.bus.messages.admin.ListKeys;
import org.modelgate.common.bus.messages.admin.ReadRequests;
import org.modelgate.common.bus.messages.admin.ReadUsage;
import org.modelgate.common.bus.messages.admin.RequestPage;
import org.modelgate.common.bus.messages.admin.Statement;
import org.modelgate.common.bus.messages.admin.UsageReport;

/** Answers operators' questions from what is committed, each on a connection of its own. Blocks; safe for many threads. */
public final class AdminReader {
    private static final int NEW_MAX = 1_000;

    private final Database database;
    private final InstantSource clock;

    public AdminReader(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * What other nodes did.
     *
     * @param seen up to where this goes
     */
    public record News(Seen seen, List<Recovered.Org> orgs, List<Recovered.Key> keys) {}

    /** Numbers of the newest change by an operator, the newest account and the newest key that a node knows. */
    public record Seen(long change, long org, long key) {
        /** At a node's start. */
        public static Seen of(Recovered recovered) {
            return new Seen(
                    0,
                    recovered.orgs().stream().mapToLong(Recovered.Org::id).max().orElse(0),
                    recovered.keys().stream().mapToLong(Recovered.Key::id).max().orElse(0));
        }
    }

    public AccountPage accounts(ListAccounts ask) throws StoreException {
        List<AccountInfo> accounts =
                read(c -> AccountRows.after(c, ask.after() == null ? "" : ask.after(), ask.limit(), clock.millis()));
        return new AccountPage(
                accounts,
                accounts.size() < ask.limit() ? null : accounts.getLast().id());
    }

    public AccountInfo account(String id) throws StoreException {
        return read(c -> AccountRows.named(c, id, clock.millis()).orElseThrow(() -> AdminRefusals.noAccount(id)));
    }

    public KeyPage keys(ListKeys ask) throws StoreException {
        long after = ask.after() == null ? 0 : KeyRows.number(ask.after());
        List<KeyInfo> keys = read(c -> KeyRows.after(c, ask.account(), after, ask.limit()));
        return new KeyPage(
                keys, keys.size() < ask.limit() ? null : keys.getLast().id());
    }

    public KeyInfo key(String id) throws StoreException {
        return read(c -> KeyRows.find(c, id).orElseThrow(() -> AdminRefusals.noKey(id)));
    }

    public LedgerPage ledger(String account, @Nullable String after, int limit) throws StoreException {
        return read(c -> LedgerPages.page(c, account, after, limit));
    }

    public Statement statement(String account, long from, long to) throws StoreException {
        return read(c -> LedgerPages.statement(c, account, from, to));
    }

    public UsageReport usage(ReadUsage ask) throws StoreException {
        return read(c -> CallPages.usage(c, ask));
    }

    public RequestPage requests(ReadRequests ask) throws StoreException {
        return read(c -> CallPages.requests(c, ask));
    }

    public AuditPage audit(@Nullable Long after, int limit) throws StoreException {
        return read(c -> AuditTrail.page(c, after, limit));
    }

    /** Refunds whose money a crash kept from moving. */
    public List<Refunds.Right> unpaidRefunds() throws StoreException {
        return read(Refunds::unpaid);
    }

    public long lastChange() throws StoreException {
        return read(AuditTrail::last);
    }

    /**
     * What operators changed after that, and accounts and keys that are new, also those of another node's configuration.
     *
     * @param before up to where an earlier look went
     */
    public News since(Seen before) throws StoreException {
        return read(c -> {
            AuditTrail.Changed changed = AuditTrail.since(c, before.change);
            Set<Long> orgs = new TreeSet<>(changed.orgs());
            orgs.addAll(above(c, "org", before.org));
            Set<Long> keys = new TreeSet<>(changed.keys());
            keys.addAll(above(c, "api_key", before.key));
            List<Recovered.Org> orgRows = new ArrayList<>();
            for (long org : orgs) {
                AccountRows.org(c, org, clock.millis()).ifPresent(orgRows::add);
            }
            List<Recovered.Key> keyRows = new ArrayList<>();
            for (long key : keys) {
                KeyRows.key(c, key).ifPresent(keyRows::add);
            }
            return new News(
                    new Seen(
                            changed.last(),
                            orgRows.stream().mapToLong(Recovered.Org::id).reduce(before.org, Math::max),
                            keyRows.stream().mapToLong(Recovered.Key::id).reduce(before.key, Math::max)),
                    orgRows,
                    keyRows);
        });
    }

    private static List<Long> above(Connection c, String table, long id) throws SQLException {
        return Sql.list(
                c,
                "SELECT id FROM " + table + " WHERE id>? ORDER BY id LIMIT " + NEW_MAX,
                row -> row.getLong("id"),
                id);
    }

    /** An account and its key for tokens, as the ledger wants to know them; empty if there is no such account. */
    public Optional<Recovered.Org> org(long id) throws StoreException {
        return read(c -> AccountRows.org(c, id, clock.millis()));
    }

    public Optional<Recovered.Key> keyRow(long id) throws StoreException {
        return read(c -> KeyRows.key(c, id));
    }

    private <T> T read(Database.Question<T> question) throws StoreException {
        return database.read("can't read", question);
    }
}
