package org.modelgate.billing.store;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;
import org.jspecify.annotations.Nullable;

/** A database with the ledger's schema. Safe for use by many threads; each connection belongs to one. Close it once. */
public abstract sealed class Database implements AutoCloseable permits SqliteDatabase, PostgresDatabase {
    private static final int SQLITE_CONSTRAINT = 19;

    /** Creates what is missing and brings the schema up to date. Blocks. */
    public static Database open(Storage storage) throws StoreException {
        return switch (storage) {
            case Storage.Sqlite sqlite -> SqliteDatabase.open(sqlite.file());
            case Storage.Postgres postgres -> PostgresDatabase.open(postgres);
        };
    }

    /**
     * Opens what a gateway has made, to be read; creates and changes nothing. Blocks.
     *
     * @throws StoreException if there is no ledger, or none of this version
     */
    public static Database openMade(Storage storage) throws StoreException {
        return switch (storage) {
            case Storage.Sqlite sqlite -> SqliteDatabase.openMade(sqlite.file());
            case Storage.Postgres postgres -> PostgresDatabase.openMade(postgres);
        };
    }

    /** To write with; a commit is on the disk when it returns. Doesn't commit by itself. */
    public abstract Connection openWriter() throws StoreException;

    /** For reading only. */
    public abstract Connection openReader() throws StoreException;

    /** For reading one snapshot, for as long as it takes. In a transaction. */
    public final Connection openSnapshot() throws StoreException {
        Connection c = openReader();
        try {
            c.setAutoCommit(false);
            holdSnapshot(c);
            return c;
        } catch (SQLException e) {
            StoreException failure = failure("can't read the database", e);
            try {
                c.close();
            } catch (SQLException closing) {
                failure.addSuppressed(closing);
            }
            throw failure;
        }
    }

    /** In its transaction. */
    abstract void holdSnapshot(Connection reader) throws SQLException;

    /** What is asked of a connection that only reads. */
    interface Question<T> {
        T ask(Connection connection) throws SQLException;
    }

    /**
     * Asks on a connection of its own. Blocks.
     *
     * @param problem what the failure says
     */
    final <T> T read(String problem, Question<T> question) throws StoreException {
        try (Connection c = openReader()) {
            return question.ask(c);
        } catch (SQLException e) {
            throw failure(problem, e);
        }
    }

    abstract Dialect dialect();

    /** Whether several billing nodes may use it at once. */
    public abstract boolean shared();

    @Override
    public abstract void close();

    static void migrate(DataSource source, Dialect dialect) throws StoreException {
        try {
            flyway(source, dialect).migrate();
        } catch (FlywayException e) {
            throw new StoreException("the schema can't be brought up to date: " + reason(e), e, false);
        }
    }

    /** @param name of the database, for people */
    static void mustBeCurrent(DataSource source, Dialect dialect, String name) throws StoreException {
        MigrationInfoService schema;
        try {
            schema = flyway(source, dialect).info();
        } catch (FlywayException e) {
            throw new StoreException(name + " can't be read: " + reason(e), e, false);
        }
        MigrationInfo current = schema.current();
        if (current == null) {
            throw new StoreException("there is no ledger in " + name + ": no gateway has begun one");
        }
        MigrationInfo[] pending = schema.pending();
        if (pending.length > 0) {
            throw new StoreException("the ledger in " + name + " has schema " + current.getVersion()
                    + ", this gateway's is " + pending[pending.length - 1].getVersion()
                    + ": start it once to bring the schema up to date");
        }
    }

    private static Flyway flyway(DataSource source, Dialect dialect) {
        return Flyway.configure(Database.class.getClassLoader())
                .dataSource(source)
                .locations("classpath:db/ledger", dialect.migrations())
                .placeholders(dialect.placeholders())
                .load();
    }

    /** What the database said, without what Flyway makes a page of. */
    private static @Nullable String reason(FlywayException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException said) {
                return said.getMessage();
            }
        }
        return failure.getMessage();
    }

    static StoreException failure(String what, SQLException cause) {
        String state = cause.getSQLState();
        // Classes 22 and 23: this data will never be taken.
        boolean refused = cause.getErrorCode() == SQLITE_CONSTRAINT
                || (state != null && (state.startsWith("22") || state.startsWith("23")));
        return new StoreException(what + ": " + cause.getMessage(), cause, refused);
    }

    /** Whether the transaction lost a race and will go through when it is done again. */
    static boolean isRace(SQLException cause) {
        return cause.getSQLState() != null && cause.getSQLState().startsWith("40");
    }
}
