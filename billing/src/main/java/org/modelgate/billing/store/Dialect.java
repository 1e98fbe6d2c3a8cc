package org.modelgate.billing.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;

/** All that the two databases do differently in SQL; everything else is one text. */
enum Dialect {
    SQLITE("classpath:db/sqlite", "WITHOUT ROWID", "CAST((julianday('now')-2440587.5)*86400000 AS INTEGER)"),
    POSTGRESQL("classpath:db/postgresql", "", "CAST(EXTRACT(EPOCH FROM clock_timestamp())*1000 AS bigint)");

    private final String migrations;
    private final String withoutRowid;
    private final String nowMillis;

    Dialect(String migrations, String withoutRowid, String nowMillis) {
        this.migrations = migrations;
        this.withoutRowid = withoutRowid;
        this.nowMillis = nowMillis;
    }

    String migrations() {
        return migrations;
    }

    /**
     * Begins a transaction that will write. In SQLite one that begins with a read fails at once where another connection writes
     * meanwhile, instead of waiting for it; so this writes, nothing.
     */
    void beginWriting(Connection c) throws SQLException {
        if (this == SQLITE) {
            try (Statement s = c.createStatement()) {
                s.executeUpdate("UPDATE turn SET n=n WHERE id=0");
            }
        }
    }

    Map<String, String> placeholders() {
        return Map.of("withoutRowid", withoutRowid);
    }

    /** An expression for the database's own clock, in milliseconds since 1970. */
    String nowMillis() {
        return nowMillis;
    }
}
