package org.modelgate.billing.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.bus.messages.admin.LedgerPage;
import org.modelgate.common.bus.messages.admin.Statement;
import org.modelgate.common.error.GatewayError;

/**
 * An account's books for people: what moved its balance. Money that only moves between wallet and leases is none of that, so the
 * entries of funding and revenue tell it all.
 */
final class LedgerPages {
    static final String GRANT = "grant:";
    private static final String REFUND = "refund:";
    static final String EXPIRY = "expiry:";
    private static final String ONE_SIDE =
            "(SELECT e.tx,-e.nano AS nano,t.kind,t.ref,t.actor,t.at FROM entry e JOIN tx t ON t.id=e.tx "
                    + "WHERE e.account=? AND e.tx<? ORDER BY e.tx DESC LIMIT ?)";
    private static final UUID HIGHEST = new UUID(-1, -1);

    private LedgerPages() {}

    static LedgerPage page(Connection c, String account, @Nullable String after, int limit) throws SQLException {
        long org = AccountRows.id(c, account);
        UUID before = after == null ? HIGHEST : parse(after);
        List<LedgerPage.Entry> entries = Sql.list(
                c,
                "SELECT * FROM (SELECT * FROM " + ONE_SIDE + " AS f UNION ALL SELECT * FROM " + ONE_SIDE
                        + " AS r) AS moves ORDER BY tx DESC LIMIT ?",
                LedgerPages::entry,
                Accounts.FUNDING.of(org),
                before,
                limit,
                Accounts.REVENUE.of(org),
                before,
                limit,
                limit);
        return new LedgerPage(
                entries, entries.size() < limit ? null : entries.getLast().id());
    }

    private static UUID parse(String cursor) {
        if (cursor.length() != 2 * Rows.UUID_BYTES || !cursor.chars().allMatch(HexFormat::isHexDigit)) {
            throw GatewayError.invalid("after", "must be the next of an earlier answer")
                    .asException();
        }
        return Rows.uuid(HexFormat.of().parseHex(cursor));
    }

    private static LedgerPage.Entry entry(ResultSet row) throws SQLException {
        String ref = row.getString("ref");
        String kind = row.getString("kind").equals("topup") ? paymentKind(ref) : "charge";
        return new LedgerPage.Entry(
                HexFormat.of().formatHex(row.getBytes("tx")),
                kind,
                row.getLong("nano"),
                kind.equals("charge") ? "req_" + ref.replace("-", "") : reference(ref),
                row.getString("actor"),
                row.getLong("at"));
    }

    /** A payment's reference begins with the account's number. */
    private static String paymentKind(String ref) {
        String own = ref.substring(ref.indexOf(':') + 1);
        if (own.startsWith(REFUND)) {
            return "refund";
        }
        return own.startsWith(EXPIRY) ? "expiry" : "credit";
    }

    private static String reference(String ref) {
        String own = ref.substring(ref.indexOf(':') + 1);
        return own.startsWith(GRANT) ? own.substring(GRANT.length()) : own;
    }

    static Statement statement(Connection c, String account, long from, long to) throws SQLException {
        long org = AccountRows.id(c, account);
        String paid = "SELECT COALESCE(SUM(-e.nano),0) FROM entry e JOIN tx t ON t.id=e.tx WHERE e.account=? ";
        long opening = sum(c, paid + "AND t.at<?", Accounts.FUNDING.of(org), from)
                + sum(c, paid + "AND t.at<?", Accounts.REVENUE.of(org), from);
        String during = paid + "AND t.at>=? AND t.at<? ";
        long all = sum(c, during, Accounts.FUNDING.of(org), from, to);
        String like = org + ":";
        long refunded = sum(c, during + "AND t.ref LIKE ?", Accounts.FUNDING.of(org), from, to, like + REFUND + "%");
        long expired = sum(c, during + "AND t.ref LIKE ?", Accounts.FUNDING.of(org), from, to, like + EXPIRY + "%");
        long charged = -sum(c, during, Accounts.REVENUE.of(org), from, to);
        return new Statement(
                account,
                from,
                to,
                opening,
                all - refunded - expired,
                refunded,
                -expired,
                charged,
                opening + all - charged,
                lines(c, org, from, to));
    }

    private static long sum(Connection c, String sql, Object... values) throws SQLException {
        return Objects.requireNonNull(Sql.number(c, sql, values), "a sum is a number");
    }

    /** A charge belongs to the time of its transfer, as in the sums above it. */
    private static List<Statement.Line> lines(Connection c, long org, long from, long to) throws SQLException {
        return new ArrayList<>(Sql.list(
                c,
                "SELECT m.model,COUNT(*) AS requests,SUM(s.nano) AS nano FROM tx t JOIN resolution s ON s.tx=t.id "
                        + "JOIN reservation r ON r.id=s.res JOIN (" + CallPages.MODELS
                        + ") m "
                        + "ON m.version=COALESCE(s.price_version,r.price_version) "
                        + "WHERE r.org=? AND s.res>=? AND s.res<? AND t.at>=? AND t.at<? AND s.nano>0 GROUP BY m.model ORDER BY 3 DESC,1",
                row -> new Statement.Line(row.getString("model"), row.getLong("requests"), row.getLong("nano")),
                org,
                AccountRows.lowest(from - CallPages.CALL_MILLIS_MAX),
                AccountRows.lowest(to),
                from,
                to));
    }
}
