package org.modelgate.billing.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Statements that run now and then, so that nobody keeps them prepared. */
final class Sql {
    private Sql() {}

    interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    static int update(Connection c, String sql, @Nullable Object... values) throws SQLException {
        try (PreparedStatement s = c.prepareStatement(sql)) {
            Rows.bind(s, values);
            return s.executeUpdate();
        }
    }

    static <T> List<T> list(Connection c, String sql, Row<T> mapper, @Nullable Object... values) throws SQLException {
        try (PreparedStatement s = c.prepareStatement(sql)) {
            Rows.bind(s, values);
            try (ResultSet row = s.executeQuery()) {
                List<T> found = new ArrayList<>();
                while (row.next()) {
                    found.add(mapper.read(row));
                }
                return found;
            }
        }
    }

    static <T> Optional<T> first(Connection c, String sql, Row<T> mapper, @Nullable Object... values)
            throws SQLException {
        return list(c, sql, mapper, values).stream().findFirst();
    }

    /** The first column of the first row; null if there is none, or it is NULL. */
    static @Nullable Long number(Connection c, String sql, @Nullable Object... values) throws SQLException {
        try (PreparedStatement s = c.prepareStatement(sql)) {
            Rows.bind(s, values);
            try (ResultSet row = s.executeQuery()) {
                return row.next() ? nullable(row, 1) : null;
            }
        }
    }

    static @Nullable Long nullable(ResultSet row, int column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? null : value;
    }

    static @Nullable Long nullable(ResultSet row, String column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? null : value;
    }
}
