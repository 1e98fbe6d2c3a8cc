package org.modelgate.billing.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.postgresql.PGProperty;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL server, its primary only: money is neither read from nor written to a replica. The schema belongs to the role that
 * logs in; the ledger's sessions run as {@value #APPLICATION}, which may neither change nor delete what is written once, as far as
 * that role could be made.
 */
final class PostgresDatabase extends Database {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresDatabase.class);

    static final String APPLICATION = "modelgate_app";

    /** The writer, the readers, and one to spare. */
    private static final int CONNECTIONS_MAX = 4;

    private static final int CONNECT_SECONDS = 3;
    /** A server that is frozen answers nothing, not even that a statement took too long. */
    private static final int SOCKET_SECONDS = 10;

    private static final String TIMEOUTS = "-c statement_timeout=8000 -c lock_timeout=4000 "
            + "-c idle_in_transaction_session_timeout=30000 -c synchronous_commit=on -c default_transaction_isolation="
            + "read\\ committed";

    private final HikariDataSource pool;

    private PostgresDatabase(HikariDataSource pool) {
        this.pool = pool;
    }

    static PostgresDatabase open(Storage.Postgres storage) throws StoreException {
        return open(storage, owner -> migrate(owner, Dialect.POSTGRESQL));
    }

    static PostgresDatabase openMade(Storage.Postgres storage) throws StoreException {
        return open(
                storage,
                owner -> mustBeCurrent(owner, Dialect.POSTGRESQL, storage.database() + " on " + storage.hosts()));
    }

    /** What is done about the schema before the ledger's sessions begin. */
    private interface Schema {
        void prepare(DataSource owner) throws StoreException;
    }

    private static PostgresDatabase open(Storage.Postgres storage, Schema schema) throws StoreException {
        PGSimpleDataSource owner = new PGSimpleDataSource();
        owner.setUrl(storage.jdbcUrl());
        owner.setUser(storage.user());
        owner.setPassword(storage.password().value());
        owner.setConnectTimeout(CONNECT_SECONDS);
        owner.setTargetServerType("primary");
        try (Connection c = owner.getConnection()) {
            schema.prepare(owner);
            return new PostgresDatabase(new HikariDataSource(pooled(storage, mayBeApplication(c))));
        } catch (SQLException e) {
            throw failure("can't open the database " + storage.database() + " on " + storage.hosts(), e);
        }
    }

    private static boolean mayBeApplication(Connection c) throws SQLException {
        try (Statement s = c.createStatement();
                ResultSet row = s.executeQuery("SELECT pg_has_role(current_user,oid,'MEMBER') FROM pg_roles WHERE "
                        + "rolname='" + APPLICATION + "'")) {
            boolean member = row.next() && row.getBoolean(1);
            if (!member) {
                LOG.atWarn()
                        .addKeyValue("role", APPLICATION)
                        .log("the ledger's role can't be taken: only triggers guard what is written once");
            }
            return member;
        }
    }

    private static HikariConfig pooled(Storage.Postgres storage, boolean asApplication) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(storage.jdbcUrl());
        config.setUsername(storage.user());
        config.setPassword(storage.password().value());
        config.setPoolName("ledger");
        config.setMaximumPoolSize(CONNECTIONS_MAX);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(CONNECT_SECONDS * 1_000L);
        config.setValidationTimeout(1_000);
        config.setInitializationFailTimeout(-1);
        config.addDataSourceProperty(PGProperty.TARGET_SERVER_TYPE.getName(), "primary");
        config.addDataSourceProperty(PGProperty.CONNECT_TIMEOUT.getName(), Integer.toString(CONNECT_SECONDS));
        config.addDataSourceProperty(PGProperty.SOCKET_TIMEOUT.getName(), Integer.toString(SOCKET_SECONDS));
        config.addDataSourceProperty(PGProperty.TCP_KEEP_ALIVE.getName(), "true");
        config.addDataSourceProperty(PGProperty.APPLICATION_NAME.getName(), "modelgate");
        config.addDataSourceProperty(PGProperty.OPTIONS.getName(), TIMEOUTS);
        // Each statement is prepared once a connection: they are few.
        config.addDataSourceProperty(PGProperty.PREPARE_THRESHOLD.getName(), "2");
        if (asApplication) {
            // Outside of any transaction, or a rollback would take it back.
            config.setConnectionInitSql("SET ROLE " + APPLICATION);
        }
        return config;
    }

    @Override
    public Connection openWriter() throws StoreException {
        return open(false);
    }

    @Override
    public Connection openReader() throws StoreException {
        return open(true);
    }

    /** The bounds of other statements are for those that callers wait for. */
    @Override
    void holdSnapshot(Connection reader) throws SQLException {
        reader.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        reader.setNetworkTimeout(Runnable::run, 0);
        try (Statement s = reader.createStatement()) {
            s.execute("SET LOCAL statement_timeout=0");
            s.execute("SET LOCAL idle_in_transaction_session_timeout=0");
        }
    }

    private Connection open(boolean readOnly) throws StoreException {
        try {
            Connection c = pool.getConnection();
            c.setReadOnly(readOnly);
            c.setAutoCommit(readOnly);
            return c;
        } catch (SQLException e) {
            throw failure("can't connect to the database", e);
        }
    }

    @Override
    Dialect dialect() {
        return Dialect.POSTGRESQL;
    }

    @Override
    public boolean shared() {
        return true;
    }

    @Override
    public void close() {
        pool.close();
    }
}
