package org.modelgate.billing.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.modelgate.common.bus.messages.admin.GrantCredits;

/**
 * Payments that expire. What an account is charged is paid from them first, from the one that expires next, and what is refunded of
 * such a charge is theirs again as long as they last; see {@link PromoUse}. What calls hold is left to them and taken when it comes
 * back. Used by the side writer's thread.
 */
public final class Promos {
    private static final int BATCH = 100;

    private final InstantSource clock;

    public Promos(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * An expired payment of which something is left.
     *
     * @param restNano what must be taken back
     * @param transfer reference of the transfer that does it
     */
    public record Due(String account, long restNano, String transfer) {}

    private record Row(long org, String account, String reference, long nano) {}

    private record Taken(long times, long nano) {}

    /** Notes the date of a payment before it is posted; one that was paid in before keeps the date it had, or none. */
    public SideWriter.Change<Boolean> note(GrantCredits ask) {
        return c -> {
            long org = AccountRows.id(c, ask.account());
            if (paid(c, org, ask.reference())) {
                return false;
            }
            long spent = AccountRows.named(c, ask.account(), clock.millis())
                    .orElseThrow(() -> AdminRefusals.noAccount(ask.account()))
                    .spentNano();
            return Sql.update(
                            c,
                            "INSERT INTO promo(org,reference,nano,spent,expires_at,at) VALUES (?,?,?,?,?,?) "
                                    + "ON CONFLICT DO NOTHING",
                            org,
                            ask.reference(),
                            ask.nano(),
                            spent,
                            ask.expiresMillis(),
                            clock.millis())
                    == 1;
        };
    }

    /** What is due now. Payments of which nothing is left are closed. */
    public SideWriter.Change<List<Due>> due() {
        return c -> {
            List<Due> due = new ArrayList<>();
            for (Row row : Sql.list(
                    c,
                    "SELECT p.*,o.name FROM promo p JOIN org o ON o.id=p.org WHERE p.done=0 AND p.expires_at<=? "
                            + "ORDER BY p.expires_at LIMIT ?",
                    Promos::row,
                    clock.millis(),
                    BATCH)) {
                PromoUse.Point now = new PromoUse.Point(clock.millis(), charged(c, row.account));
                Due next = due(c, row, now);
                if (next.restNano > 0) {
                    due.add(next);
                } else {
                    Sql.update(
                            c,
                            "UPDATE promo SET done=1,ended=?,ended_at=? WHERE org=? AND reference=?",
                            now.charged(),
                            now.millis(),
                            row.org,
                            row.reference);
                }
            }
            return due;
        };
    }

    private long charged(Connection c, String account) throws SQLException {
        return AccountRows.named(c, account, clock.millis())
                .orElseThrow(() -> AdminRefusals.noAccount(account))
                .spentNano();
    }

    private static Due due(Connection c, Row row, PromoUse.Point now) throws SQLException {
        String back = LedgerPages.EXPIRY + row.reference + ":";
        String prefix = row.org + ":" + back;
        Taken taken = Sql.first(
                        c,
                        "SELECT COUNT(*) AS times,COALESCE(SUM(e.nano),0) AS nano FROM entry e JOIN tx t ON t.id=e.tx "
                                + "WHERE e.account=? AND t.kind='topup' AND substr(t.ref,1,?)=?",
                        found -> new Taken(found.getLong("times"), found.getLong("nano")),
                        Accounts.FUNDING.of(row.org),
                        prefix.length(),
                        prefix)
                .orElse(new Taken(0, 0));
        long used = paid(c, row.org, row.reference) ? used(c, row.org, now).getOrDefault(row.reference, 0L) : row.nano;
        return new Due(row.account, Math.max(0, row.nano - used - taken.nano), back + taken.times);
    }

    private static boolean paid(Connection c, long org, String reference) throws SQLException {
        String paid = org + ":" + LedgerPages.GRANT + reference;
        return Sql.number(c, "SELECT 1 FROM tx WHERE kind='topup' AND ref=?", paid) != null;
    }

    private static Map<String, Long> used(Connection c, long org, PromoUse.Point now) throws SQLException {
        List<PromoUse.Promo> promos = Sql.list(
                c,
                "SELECT reference,nano,at,spent,expires_at,COALESCE(ended_at,0) AS ended_at,COALESCE(ended,?) AS ended "
                        + "FROM promo WHERE org=?",
                row -> new PromoUse.Promo(
                        row.getString("reference"),
                        row.getLong("nano"),
                        row.getLong("at"),
                        row.getLong("spent"),
                        row.getLong("expires_at"),
                        row.getLong("ended_at"),
                        row.getLong("ended")),
                Long.MAX_VALUE,
                org);
        List<PromoUse.Refund> refunds = Sql.list(
                c,
                "SELECT s.at,f.nano FROM refund f JOIN resolution s ON s.res=f.res JOIN reservation r ON r.id=f.res "
                        + "WHERE r.org=?",
                row -> new PromoUse.Refund(row.getLong("at"), row.getLong("nano")),
                org);
        return PromoUse.of(promos, refunds, now);
    }

    private static Row row(ResultSet row) throws SQLException {
        return new Row(row.getLong("org"), row.getString("name"), row.getString("reference"), row.getLong("nano"));
    }
}
