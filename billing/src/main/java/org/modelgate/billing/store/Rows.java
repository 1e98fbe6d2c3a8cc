package org.modelgate.billing.store;

import java.nio.ByteBuffer;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Values on their way into and out of rows. */
final class Rows {
    static final int UUID_BYTES = 16;

    private Rows() {}

    static byte[] bytes(UUID id) {
        return ByteBuffer.allocate(UUID_BYTES)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }

    static UUID uuid(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new UUID(buffer.getLong(), buffer.getLong());
    }

    static UUID uuid(ResultSet row, String column) throws SQLException {
        return uuid(row.getBytes(column));
    }

    /** As the databases order them: by unsigned bytes. */
    static int compare(UUID a, UUID b) {
        int high = Long.compareUnsigned(a.getMostSignificantBits(), b.getMostSignificantBits());
        return high != 0 ? high : Long.compareUnsigned(a.getLeastSignificantBits(), b.getLeastSignificantBits());
    }

    static void text(PreparedStatement s, int at, @Nullable String value) throws SQLException {
        if (value == null) {
            s.setNull(at, Types.VARCHAR);
        } else {
            s.setString(at, value);
        }
    }

    /** Binds UUID, Long, Integer, String, byte[] or null, from the first parameter on. */
    static void bind(PreparedStatement s, @Nullable Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            Object value = values[i];
            switch (value) {
                case null -> s.setNull(i + 1, Types.NULL);
                case UUID id -> s.setBytes(i + 1, bytes(id));
                case Long number -> s.setLong(i + 1, number);
                case Integer number -> s.setInt(i + 1, number);
                case String text -> s.setString(i + 1, text);
                case byte[] bytes -> s.setBytes(i + 1, bytes);
                default -> throw new IllegalArgumentException("a parameter of " + value.getClass());
            }
        }
    }
}
