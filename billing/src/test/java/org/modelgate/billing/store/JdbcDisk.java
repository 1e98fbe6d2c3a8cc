package org.modelgate.billing.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import org.modelgate.billing.ledger.BudgetId;
import org.modelgate.billing.ledger.Taken;
import org.modelgate.billing.store.Bootstrap.Started;

/** The real tables in an SQLite file. */
public final class JdbcDisk implements LedgerDisk, AutoCloseable {
    private final Database database;
    private final InstantSource clock;
    private final TimeOrderedIds ids;
    private final List<JdbcLedgerStore> stores = new ArrayList<>();
    private final Connection reader;

    public JdbcDisk(Path file, InstantSource clock) throws StoreException {
        this(new Storage.Sqlite(file), clock);
    }

    public JdbcDisk(Storage storage, InstantSource clock) throws StoreException {
        this.database = Database.open(storage);
        this.clock = clock;
        this.ids = new TimeOrderedIds(clock, new SplittableRandom());
        this.reader = database.openReader();
    }

    public Database database() {
        return database;
    }

    @Override
    public Started start(String node, Provision provision, long nowMillis) throws StoreException {
        return Bootstrap.start(database, node, "test", provision, clock, ids);
    }

    @Override
    public LedgerStore store(String node, long epoch) {
        JdbcLedgerStore store = new JdbcLedgerStore(database, identity(node, epoch), clock);
        stores.add(store);
        return batch -> {
            try {
                return store.commit(batch);
            } finally {
                // Nodes are many here, and connections few.
                store.close();
            }
        };
    }

    private static StoreIdentity identity(String node, long epoch) {
        return new StoreIdentity(node, "test", epoch, 120_000);
    }

    @Override
    public void silence(String node) {
        try (Connection c = database.openWriter();
                PreparedStatement s = c.prepareStatement("UPDATE node SET hb=1 WHERE name=? AND hb>0")) {
            Rows.bind(s, node);
            s.executeUpdate();
            c.commit();
        } catch (SQLException | StoreException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public Optional<Janitor.Adopted> sweep(String node, long epoch) throws StoreException {
        return new Janitor(database, identity(node, epoch), clock, ids).sweep();
    }

    @Override
    public LedgerReader.Known find(UUID callId) throws StoreException {
        try (LedgerReader asked = new LedgerReader(database)) {
            return asked.find(callId);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public List<Taken> taken(long org, UUID own, long sinceMillis) throws StoreException {
        try (LedgerReader asked = new LedgerReader(database)) {
            return asked.taken(org, own, sinceMillis);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public BudgetState budget(BudgetId id) {
        Object[] which = {id.org(), id.key(), id.scope(), id.period()};
        String where = " FROM budget WHERE org=? AND api_key=? AND scope=? AND period=?";
        return new BudgetState(
                number("SELECT spent" + where, which).orElse(0L),
                number("SELECT held" + where, which).orElse(0L));
    }

    @Override
    public long leased() {
        return number("SELECT COALESCE(SUM(granted-spent-returned),0) FROM lease")
                .orElseThrow();
    }

    @Override
    public long available() {
        return number("SELECT SUM(available) FROM wallet").orElseThrow();
    }

    @Override
    public long funded() {
        return number("SELECT SUM(funded) FROM wallet").orElseThrow();
    }

    @Override
    public long epoch(String node) {
        return number("SELECT epoch FROM node WHERE name=?", node).orElseThrow();
    }

    @Override
    public Optional<Long> charged(UUID callId) {
        return number("SELECT nano FROM resolution WHERE res=?", callId);
    }

    @Override
    public Optional<Long> reserved(UUID callId) {
        return number("SELECT nano FROM reservation WHERE id=?", callId);
    }

    @Override
    public boolean late(UUID callId) {
        return number("SELECT 1 FROM late_settlement WHERE res=?", callId).isPresent();
    }

    @Override
    public long unresolved() {
        return number("SELECT COUNT(*) FROM reservation r WHERE NOT EXISTS "
                        + "(SELECT 1 FROM resolution s WHERE s.res=r.id)")
                .orElseThrow();
    }

    public Optional<Long> number(String sql, Object... values) {
        try (PreparedStatement s = reader.prepareStatement(sql)) {
            Rows.bind(s, values);
            try (ResultSet row = s.executeQuery()) {
                return row.next() ? Optional.of(row.getLong(1)) : Optional.empty();
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public List<String> faults(long nowMillis) {
        try {
            return Audit.run(database, nowMillis);
        } catch (StoreException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() throws SQLException {
        stores.forEach(JdbcLedgerStore::close);
        reader.close();
        database.close();
    }
}
