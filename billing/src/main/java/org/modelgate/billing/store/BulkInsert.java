package org.modelgate.billing.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;

/**
 * Inserts rows many at a time, skipping those that exist. One statement of 32 rows costs less than half the CPU of 32 batched
 * ones here, for each execution crosses JNI several times.
 */
final class BulkInsert<T> {
    private static final int[] CHUNKS = {32, 8, 1};

    interface Binder<T> {
        /** Binds one row from parameter {@code at} on. */
        void bind(PreparedStatement statement, int at, T row) throws SQLException;
    }

    private final PreparedStatement[] statements = new PreparedStatement[CHUNKS.length];
    private final int columns;
    private final Binder<T> binder;

    BulkInsert(Connection connection, String table, String columnNames, Binder<T> binder) throws SQLException {
        this.columns = columnNames.split(",").length;
        this.binder = binder;
        String row = "(" + String.join(",", Collections.nCopies(columns, "?")) + ")";
        for (int i = 0; i < CHUNKS.length; i++) {
            statements[i] = connection.prepareStatement("INSERT INTO " + table + "(" + columnNames + ") VALUES "
                    + String.join(",", Collections.nCopies(CHUNKS[i], row)) + " ON CONFLICT DO NOTHING");
        }
    }

    /** Returns how many were new. */
    int insert(List<T> rows) throws SQLException {
        int inserted = 0;
        int next = 0;
        for (int i = 0; i < CHUNKS.length; i++) {
            while (rows.size() - next >= CHUNKS[i]) {
                for (int j = 0; j < CHUNKS[i]; j++) {
                    binder.bind(statements[i], 1 + j * columns, rows.get(next++));
                }
                inserted += statements[i].executeUpdate();
            }
        }
        return inserted;
    }

    boolean insertOne(T row) throws SQLException {
        PreparedStatement single = statements[CHUNKS.length - 1];
        binder.bind(single, 1, row);
        return single.executeUpdate() == 1;
    }
}
