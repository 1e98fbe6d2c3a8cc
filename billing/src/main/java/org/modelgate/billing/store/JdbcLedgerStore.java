package org.modelgate.billing.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.modelgate.billing.ledger.Outcome;
import org.modelgate.billing.store.Leases.FencedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The ledger's tables over JDBC. Opens its connection again after a failure. */
public final class JdbcLedgerStore implements LedgerStore, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(JdbcLedgerStore.class);

    /** Other nodes move the same wallets. */
    private static final int RACES_MAX = 10;

    private final Database database;
    private final StoreIdentity self;
    private final InstantSource clock;
    private @Nullable Connection connection;
    private @Nullable BatchWriter writer;

    public JdbcLedgerStore(Database database, StoreIdentity self, InstantSource clock) {
        this.database = database;
        this.self = self;
        this.clock = clock;
    }

    @Override
    public List<Outcome> commit(Batch batch) throws StoreException {
        Set<UUID> fenced = new HashSet<>();
        boolean careful = false;
        int races = 0;
        while (true) {
            BatchWriter current = writer();
            try {
                List<Outcome> outcomes = current.write(batch, fenced, careful);
                current.connection().commit();
                return outcomes;
            } catch (FencedException e) {
                rollback(current);
                LOG.atWarn().addKeyValue("lease", e.lease).log("lease is fenced: another process holds the ledger");
                fenced.add(e.lease);
            } catch (BatchWriter.RepeatedException e) {
                rollback(current);
                careful = true;
            } catch (SQLException e) {
                rollbackAfter(current, e);
                if (Database.isRace(e) && ++races < RACES_MAX) {
                    continue;
                }
                StoreException failure = Database.failure("a batch can't be committed", e);
                if (!failure.constraint()) {
                    close();
                }
                throw failure;
            }
        }
    }

    private BatchWriter writer() throws StoreException {
        BatchWriter open = writer;
        if (open != null) {
            return open;
        }
        Connection fresh = database.openWriter();
        try {
            connection = fresh;
            BatchWriter made = new BatchWriter(fresh, database.dialect(), self, clock);
            writer = made;
            return made;
        } catch (SQLException e) {
            close();
            throw Database.failure("can't prepare statements", e);
        }
    }

    private void rollback(BatchWriter current) throws StoreException {
        try {
            current.forget();
            current.connection().rollback();
        } catch (SQLException e) {
            close();
            throw Database.failure("can't roll back", e);
        }
    }

    /** What went wrong first is what there is to say: SQLite has undone by itself what a full disk cut off. */
    private void rollbackAfter(BatchWriter current, SQLException cause) throws StoreException {
        try {
            rollback(current);
        } catch (StoreException e) {
            StoreException failure = Database.failure("a batch can't be committed", cause);
            failure.addSuppressed(e);
            throw failure;
        }
    }

    /** Idempotent; a later commit opens the connection again. */
    @Override
    public void close() {
        Connection open = connection;
        connection = null;
        writer = null;
        if (open != null) {
            try {
                open.close();
            } catch (SQLException e) {
                LOG.atWarn().setCause(e).log("the writer's connection did not close cleanly");
            }
        }
    }
}
