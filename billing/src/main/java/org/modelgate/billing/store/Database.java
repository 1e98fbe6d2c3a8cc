package org.modelgate.billing.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/** An SQLite file with the ledger's schema. Safe for use by many threads; each connection belongs to one. */
public final class Database {
    private static final int BUSY_MILLIS = 1_000;

    private final Path file;
    private final SQLiteDataSource source;

    private Database(Path file) {
        this.file = file;
        SQLiteConfig config = new SQLiteConfig();
        // The driver asks for the last row id after each update; nobody here wants it, and it costs a tenth of a
        // commit.
        config.setGetGeneratedKeys(false);
        source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + file.toAbsolutePath());
    }

    /** Creates what is missing and brings the schema up to date. Blocks. */
    public static Database open(Path file) throws StoreException {
        try {
            Path folder = file.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
        } catch (IOException e) {
            throw new StoreException("can't create the folder of " + file, e, false);
        }
        Database database = new Database(file);
        Flyway.configure(Database.class.getClassLoader())
                .dataSource(database.source)
                .locations("classpath:db/ledger", "classpath:db/sqlite")
                .placeholders(Map.of("withoutRowid", "WITHOUT ROWID"))
                .load()
                .migrate();
        return database;
    }

    public Path file() {
        return file;
    }

    /**
     * For the one writer. A commit is on the disk when it returns: synchronous=FULL, because in WAL mode NORMAL may lose
     * commits on power loss.
     */
    public Connection openWriter() throws StoreException {
        return open(false);
    }

    /** For reading only. */
    public Connection openReader() throws StoreException {
        return open(true);
    }

    private Connection open(boolean readOnly) throws StoreException {
        try {
            Connection connection = source.getConnection();
            try (Statement s = connection.createStatement()) {
                s.execute("PRAGMA busy_timeout=" + BUSY_MILLIS);
                s.execute("PRAGMA journal_mode=WAL");
                s.execute("PRAGMA synchronous=FULL");
                s.execute("PRAGMA wal_autocheckpoint=4000");
                s.execute("PRAGMA query_only=" + (readOnly ? 1 : 0));
            }
            connection.setAutoCommit(readOnly);
            return connection;
        } catch (SQLException e) {
            throw failure("can't open " + file, e);
        }
    }

    static StoreException failure(String what, SQLException cause) {
        boolean constraint = cause.getErrorCode() == 19
                || (cause.getSQLState() != null && cause.getSQLState().startsWith("23"));
        return new StoreException(what + ": " + cause.getMessage(), cause, constraint);
    }
}
