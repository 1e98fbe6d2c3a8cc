package org.modelgate.billing.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/** An SQLite file. */
final class SqliteDatabase extends Database {
    private static final int BUSY_MILLIS = 1_000;

    private final Path file;
    private final SQLiteDataSource source;

    private SqliteDatabase(Path file) {
        this.file = file;
        SQLiteConfig config = new SQLiteConfig();
        // The driver asks for the last row id after each update; nobody here wants it, and it costs a tenth of a
        // commit.
        config.setGetGeneratedKeys(false);
        source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + file.toAbsolutePath());
    }

    static SqliteDatabase open(Path file) throws StoreException {
        try {
            Path folder = file.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            // SQLite would open what it can only read, and fail later.
            if (folder != null && !Files.isWritable(folder)) {
                throw new IOException("its folder can't be written, where the database's log is kept");
            }
            if (Files.exists(file) && !Files.isWritable(file)) {
                throw new IOException("it can only be read");
            }
        } catch (IOException e) {
            throw new StoreException("can't open " + file + ": " + e.getMessage(), e, false);
        }
        SqliteDatabase database = new SqliteDatabase(file);
        migrate(database.source, Dialect.SQLITE);
        return database;
    }

    static SqliteDatabase openMade(Path file) throws StoreException {
        if (!Files.isRegularFile(file)) {
            throw new StoreException("there is no database " + file.toAbsolutePath());
        }
        SqliteDatabase database = new SqliteDatabase(file);
        mustBeCurrent(database.source, Dialect.SQLITE, file.toAbsolutePath().toString());
        return database;
    }

    /** synchronous=FULL, because in WAL mode NORMAL may lose commits on power loss. */
    @Override
    public Connection openWriter() throws StoreException {
        return open(false);
    }

    @Override
    public Connection openReader() throws StoreException {
        return open(true);
    }

    /** Every reading transaction is one. */
    @Override
    void holdSnapshot(Connection reader) {}

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

    @Override
    Dialect dialect() {
        return Dialect.SQLITE;
    }

    @Override
    public boolean shared() {
        return false;
    }

    @Override
    public void close() {
        // Connections are their users' own.
    }
}
