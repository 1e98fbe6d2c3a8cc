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
import org.modelgate.billing.store.Bootstrap.Started;

/** The real tables in an SQLite file. */
public final class JdbcDisk implements LedgerDisk, AutoCloseable {
    private final Database database;
    private final InstantSource clock;
    private final TimeOrderedIds ids;
    private final List<JdbcLedgerStore> stores = new ArrayList<>();
    private final Connection reader;

    public JdbcDisk(Path file, InstantSource clock) throws StoreException {
        this.database = Database.open(file);
        this.clock = clock;
        this.ids = new TimeOrderedIds(clock, new SplittableRandom());
        this.reader = database.openReader();
    }

    public Database database() {
        return database;
    }

    @Override
    public Started start(Provision provision, long nowMillis) throws StoreException {
        return Bootstrap.start(database, "local", provision, clock, ids);
    }

    @Override
    public LedgerStore store(long epoch) {
        JdbcLedgerStore store = new JdbcLedgerStore(database, "local", epoch, clock);
        stores.add(store);
        return store;
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
    }
}
