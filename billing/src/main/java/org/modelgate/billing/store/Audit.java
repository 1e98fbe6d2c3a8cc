package org.modelgate.billing.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.modelgate.billing.pricing.Price;
import org.modelgate.common.inference.Usage;

/** Proves the books: R1 to R6. Reads one snapshot; blocks, for as long as the tables are big. */
public final class Audit {
    private static final long OVERDUE_MILLIS = 5 * 60_000;

    private record Check(String name, String sql) {}

    private static final List<Check> CHECKS = List.of(
            new Check(
                    "R1 a transfer's entries don't sum to zero",
                    "SELECT tx FROM entry GROUP BY tx HAVING SUM(nano)<>0"),
            new Check(
                    "R1 a transfer has no entries",
                    "SELECT id FROM tx t WHERE NOT EXISTS (SELECT 1 FROM entry e WHERE e.tx=t.id)"),
            new Check(
                    "R2 wallet and entries differ",
                    "SELECT w.org FROM wallet w WHERE w.available<>" + sum("wallet") + " OR -w.funded<>"
                            + sum("funding")),
            new Check(
                    "R2 leases and entries differ",
                    "SELECT w.org FROM wallet w WHERE " + sum("leased")
                            + "<>COALESCE((SELECT SUM(granted-spent-returned) FROM lease l WHERE l.org=w.org),0)"),
            new Check(
                    "R2 leases and wallet differ",
                    "SELECT w.org FROM wallet w WHERE w.leased<>COALESCE((SELECT SUM(granted-returned) FROM lease l "
                            + "WHERE l.org=w.org AND l.state<>'closed'),0) OR w.spent<>COALESCE((SELECT SUM(spent) "
                            + "FROM lease l WHERE l.org=w.org AND l.state='closed'),0)"),
            new Check(
                    "R2 charges and revenue differ",
                    "SELECT w.org FROM wallet w WHERE " + sum("revenue")
                            + "<>COALESCE((SELECT SUM(s.nano) FROM resolution s JOIN reservation r ON r.id=s.res "
                            + "WHERE r.org=w.org),0)"),
            new Check(
                    "R2 a lease's charges differ from its calls'",
                    "SELECT l.id FROM lease l WHERE l.spent<>COALESCE((SELECT SUM(s.nano) FROM reservation r "
                            + "JOIN resolution s ON s.res=r.id WHERE r.lease=l.id),0)"),
            new Check(
                    "R2 a closed lease holds credit",
                    "SELECT id FROM lease WHERE state='closed' AND granted<>spent+returned"),
            new Check(
                    "R2 absorbed attempts and entries differ",
                    "SELECT a.kind FROM account a WHERE a.kind='absorbed' AND COALESCE((SELECT SUM(e.nano) FROM entry e "
                            + "WHERE e.account=a.id),0)<>COALESCE((SELECT SUM(t.absorbed_nano) FROM attempt t),0)"),
            new Check(
                    "R2 a provider's absorbed attempts and entries differ",
                    "SELECT p.provider FROM (SELECT provider,SUM(absorbed_nano) AS nano FROM attempt GROUP BY provider) p "
                            + "WHERE p.nano<>COALESCE((SELECT -SUM(e.nano) FROM entry e JOIN account a ON a.id=e.account "
                            + "WHERE a.kind='cost:' || p.provider),0)"),
            new Check(
                    "R2 refunds are above their call's charge",
                    "SELECT f.res FROM refund f LEFT JOIN resolution s ON s.res=f.res GROUP BY f.res "
                            + "HAVING SUM(f.nano)>COALESCE(MAX(s.nano),0)"),
            new Check(
                    "R3 a resolution has no reservation",
                    "SELECT res FROM resolution s WHERE NOT EXISTS (SELECT 1 FROM reservation r WHERE r.id=s.res)"),
            new Check(
                    "R3 a charge names no transfer, or one that isn't its sum",
                    "SELECT tx FROM resolution s WHERE nano>0 GROUP BY tx HAVING tx IS NULL OR SUM(nano)<>"
                            + "COALESCE((SELECT SUM(e.nano) FROM entry e JOIN account a ON a.id=e.account "
                            + "WHERE e.tx=s.tx AND a.kind='revenue'),0)"),
            new Check(
                    "R3 a budget and its shares differ",
                    "SELECT b.scope FROM budget b WHERE b.held<>COALESCE((SELECT SUM(s.granted-s.returned-s.spent) "
                            + "FROM budget_share s JOIN lease l ON l.id=s.lease WHERE l.org=b.org "
                            + "AND s.api_key=b.api_key AND s.scope=b.scope AND s.period=b.period),0)"),
            new Check(
                    "R3 a share is overspent",
                    "SELECT lease FROM budget_share WHERE spent+returned>granted OR spent<0"),
            new Check(
                    "R3 a key's spending and its charges differ",
                    "SELECT c.api_key FROM (SELECT r.org,r.api_key,SUM(s.nano) AS nano FROM reservation r "
                            + "JOIN resolution s ON s.res=r.id GROUP BY r.org,r.api_key) c LEFT JOIN spending p "
                            + "ON p.org=c.org AND p.api_key=c.api_key AND p.period=0 WHERE c.nano<>COALESCE(p.nano,0)"),
            new Check(
                    "R3 budgets and charges differ",
                    "SELECT w.org FROM wallet w WHERE COALESCE((SELECT SUM(nano) FROM spending p WHERE p.org=w.org "
                            + "AND p.period>0),0)<>" + sum("revenue")));

    private Audit() {}

    private static String sum(String kind) {
        return "COALESCE((SELECT SUM(e.nano) FROM entry e JOIN account a ON a.id=e.account WHERE a.org=w.org AND a.kind='"
                + kind + "'),0)";
    }

    /** What is wrong, one line each; empty if the books are right. */
    public static List<String> run(Database database, long nowMillis) throws StoreException {
        return run(database, List.of(), nowMillis);
    }

    /** As {@link #run(Database, long)}, and against what providers say was used. */
    public static List<String> run(Database database, List<ProviderUsage> usages, long nowMillis)
            throws StoreException {
        List<String> faults = new ArrayList<>();
        try (Connection c = database.openSnapshot()) {
            for (Check check : CHECKS) {
                collect(c, check, faults);
            }
            collect(
                    c,
                    new Check(
                            "R3 a reservation is overdue",
                            "SELECT id FROM reservation r WHERE deadline<" + (nowMillis - OVERDUE_MILLIS)
                                    + " AND NOT EXISTS (SELECT 1 FROM resolution s WHERE s.res=r.id)"),
                    faults);
            recompute(c, faults);
            for (ProviderUsage usage : usages) {
                usage.compare(c, faults);
            }
            new SealAudit(c, faults).run();
            c.rollback();
        } catch (SQLException e) {
            throw Database.failure("the audit can't read", e);
        }
        return faults;
    }

    private static void collect(Connection c, Check check, List<String> faults) throws SQLException {
        try (PreparedStatement s = c.prepareStatement(check.sql);
                ResultSet row = s.executeQuery()) {
            while (row.next()) {
                faults.add(check.name + ": " + id(row));
            }
        }
    }

    private static String id(ResultSet row) throws SQLException {
        return row.getObject(1) instanceof byte[] bytes ? HexFormat.of().formatHex(bytes) : row.getString(1);
    }

    /** R4: every charge follows from its buckets and price version. */
    private static void recompute(Connection c, List<String> faults) throws SQLException {
        Map<Integer, Price> prices = new HashMap<>();
        new Prices(c).all().forEach(price -> prices.put(price.version(), price));
        String sql = "SELECT s.res AS id, s.kind, s.nano, r.nano AS held, "
                + "COALESCE(s.price_version,r.price_version) AS price_version, " + Usages.COLUMNS
                + " FROM resolution s JOIN reservation r ON r.id=s.res";
        try (PreparedStatement s = c.prepareStatement(sql);
                ResultSet row = s.executeQuery()) {
            while (row.next()) {
                Price price = prices.get(row.getInt("price_version"));
                long expected = row.getString("kind").equals("voided")
                        ? 0
                        : charge(price, Usages.columns(row), row.getLong("held"));
                if (expected != row.getLong("nano")) {
                    faults.add("R4 a charge isn't what its usage costs: " + id(row));
                }
            }
        }
    }

    private static long charge(@Nullable Price price, Usage usage, long held) {
        if (price == null) {
            return -1;
        }
        try {
            return Math.min(price.cost(usage), held);
        } catch (ArithmeticException e) {
            return held;
        }
    }
}
