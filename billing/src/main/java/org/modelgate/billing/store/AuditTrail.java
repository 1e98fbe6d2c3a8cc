package org.modelgate.billing.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.bus.messages.admin.AuditPage;
import org.modelgate.common.json.Json;

/** Who changed what, and how it was before. */
final class AuditTrail {
    private AuditTrail() {}

    /**
     * What a change was about.
     *
     * @param org number of the account, if there is one
     * @param key number of the key, if there is one
     */
    record Subject(
            String action,
            String target,
            @Nullable Long org,
            @Nullable Long key) {}

    /** @param before a record without secrets, like {@code after}; null where there was nothing */
    static void record(
            Connection c, long at, String actor, Subject subject, @Nullable Object before, @Nullable Object after)
            throws SQLException {
        // Of two nodes that take the same number one fails, and does it again.
        Sql.update(
                c,
                "INSERT INTO audit(id,at,actor,action,target,org,api_key,before_state,after_state) "
                        + "VALUES (?,?,?,?,?,?,?,?,?)",
                last(c) + 1,
                at,
                actor,
                subject.action,
                subject.target,
                subject.org,
                subject.key,
                json(before),
                json(after));
    }

    private static @Nullable String json(@Nullable Object state) throws SQLException {
        try {
            return state == null ? null : Json.mapper().writeValueAsString(state);
        } catch (JsonProcessingException e) {
            throw new SQLException("a state that is no JSON", e);
        }
    }

    static AuditPage page(Connection c, @Nullable Long after, int limit) throws SQLException {
        List<AuditPage.Entry> entries = Sql.list(
                c,
                "SELECT * FROM audit WHERE id<? ORDER BY id DESC LIMIT ?",
                row -> new AuditPage.Entry(
                        row.getLong("id"),
                        row.getLong("at"),
                        row.getString("actor"),
                        row.getString("action"),
                        row.getString("target"),
                        row.getString("before_state"),
                        row.getString("after_state")),
                after == null ? Long.MAX_VALUE : after,
                limit);
        return new AuditPage(
                entries, entries.size() < limit ? null : entries.getLast().id());
    }

    /** Accounts and keys that changes after {@code id} were about. */
    static Changed since(Connection c, long id) throws SQLException {
        List<Long> orgs = new ArrayList<>();
        List<Long> keys = new ArrayList<>();
        long last = id;
        for (long[] change : Sql.list(
                c,
                "SELECT id,COALESCE(org,-1) AS org,COALESCE(api_key,-1) AS k FROM audit WHERE id>? ORDER BY id LIMIT 1000",
                row -> new long[] {row.getLong("id"), row.getLong("org"), row.getLong("k")},
                id)) {
            last = change[0];
            if (change[1] >= 0 && !orgs.contains(change[1])) {
                orgs.add(change[1]);
            }
            if (change[2] >= 0 && !keys.contains(change[2])) {
                keys.add(change[2]);
            }
        }
        return new Changed(last, orgs, keys);
    }

    static long last(Connection c) throws SQLException {
        Long last = Sql.number(c, "SELECT MAX(id) FROM audit");
        return last == null ? 0 : last;
    }

    /** @param last number of the newest change */
    record Changed(long last, List<Long> orgs, List<Long> keys) {}
}
