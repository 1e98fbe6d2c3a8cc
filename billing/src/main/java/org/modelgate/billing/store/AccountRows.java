package org.modelgate.billing.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.modelgate.billing.ledger.Recovered;
import org.modelgate.common.bus.messages.admin.AccountInfo;

/** Accounts as the database has them, whichever billing node spends for them. */
final class AccountRows {
    /** No call lasts longer, so an older reservation has its resolution. */
    private static final long OPEN_MILLIS_MAX = 25 * 3_600_000L;

    private static final String COLUMNS =
            "SELECT o.id,o.name,o.plan,o.created_at,w.available+w.overdraft AS available,w.overdraft,w.funded,w.spent+COALESCE((SELECT SUM(l.spent) "
                    + "FROM lease l WHERE l.org=o.id AND l.state<>'closed'),0) AS posted, "
                    + "COALESCE((SELECT SUM(r.nano) FROM reservation r WHERE r.org=o.id AND r.id>=? AND r.id>="
                    + LedgerReader.OPEN_FROM + " AND NOT EXISTS "
                    + "(SELECT 1 FROM resolution s WHERE s.res=r.id)),0) AS reserved "
                    + "FROM org o JOIN wallet w ON w.org=o.id ";

    private AccountRows() {}

    /** The lowest id of a call of that time. */
    static UUID lowest(long millis) {
        return new UUID(Math.max(0, millis) << 16, 0);
    }

    static List<AccountInfo> after(Connection c, String after, int limit, long now) throws SQLException {
        return Sql.list(
                c,
                COLUMNS + "WHERE o.name>? ORDER BY o.name LIMIT ?",
                AccountRows::info,
                lowest(now - OPEN_MILLIS_MAX),
                after,
                limit);
    }

    static Optional<AccountInfo> named(Connection c, String name, long now) throws SQLException {
        return Sql.first(c, COLUMNS + "WHERE o.name=?", AccountRows::info, lowest(now - OPEN_MILLIS_MAX), name);
    }

    /** What the ledger wants to know of an account. */
    static Optional<Recovered.Org> org(Connection c, long id, long now) throws SQLException {
        return Sql.first(
                c,
                COLUMNS + "WHERE o.id=?",
                row -> new Recovered.Org(
                        row.getLong("id"),
                        row.getString("name"),
                        row.getString("plan"),
                        row.getLong("available"),
                        row.getLong("funded"),
                        row.getLong("posted"),
                        row.getLong("overdraft")),
                lowest(now - OPEN_MILLIS_MAX),
                id);
    }

    static long id(Connection c, String name) throws SQLException {
        Long id = Sql.number(c, "SELECT id FROM org WHERE name=?", name);
        if (id == null) {
            throw AdminRefusals.noAccount(name);
        }
        return id;
    }

    private static AccountInfo info(ResultSet row) throws SQLException {
        return new AccountInfo(
                row.getString("name"),
                row.getString("plan"),
                row.getLong("funded") - row.getLong("posted"),
                row.getLong("reserved"),
                row.getLong("posted"),
                row.getLong("created_at"),
                row.getLong("overdraft"));
    }
}
