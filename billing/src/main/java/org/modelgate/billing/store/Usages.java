package org.modelgate.billing.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.inference.Usage;
import org.modelgate.common.json.Json;

/** Usage as JSON text and as columns. */
final class Usages {
    static final String COLUMNS = "input,cache_read,cache_write_5m,cache_write_1h,output,reasoning,web_searches";

    private Usages() {}

    static @Nullable String json(@Nullable Usage usage) {
        if (usage == null) {
            return null;
        }
        try {
            return Json.mapper().writeValueAsString(usage);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a usage that is no JSON", e);
        }
    }

    static @Nullable Usage parse(@Nullable String json) throws SQLException {
        if (json == null) {
            return null;
        }
        try {
            return Json.mapper().readValue(json, Usage.class);
        } catch (JsonProcessingException e) {
            throw new SQLException("a usage that can't be read: " + json, e);
        }
    }

    static Usage columns(ResultSet row) throws SQLException {
        return new Usage(
                row.getLong("input"),
                row.getLong("cache_read"),
                row.getLong("cache_write_5m"),
                row.getLong("cache_write_1h"),
                row.getLong("output"),
                row.getLong("reasoning"),
                row.getLong("web_searches"));
    }

    static long tokens(Usage usage) {
        return usage.total();
    }
}
