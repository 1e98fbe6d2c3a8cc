package org.modelgate.billing.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.modelgate.common.bus.messages.admin.GrantCredits;

/**
 * Payments that expire. What the account was charged since a payment came counts as paid from it, even where two such payments
 * overlap: the doubt is the customer's. What calls hold is left to them and taken when it comes back. Used by the side writer's
 * thread.
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

    private record Row(long org, String account, String reference, long nano, long spent) {}

    private record Taken(long times, long nano) {}

    /** Notes the date of a payment before it is posted; a repeated one changes nothing. */
    public SideWriter.Change<Boolean> note(GrantCredits ask) {
        return c -> {
            long org = AccountRows.id(c, ask.account());
            long spent = AccountRows.named(c, ask.account(), clock.millis())
                    .orElseThrow(() -> AdminRefusals.noAccount(ask.account()))
                    .spentNano();
            return Sql.update(
                            c,
                            "INSERT INTO promo(org,reference,nano,spent,expires_at) VALUES (?,?,?,?,?) "
                                    + "ON CONFLICT DO NOTHING",
                            org,
                            ask.reference(),
                            ask.nano(),
                            spent,
                            ask.expiresMillis())
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
                Due next = due(c, row);
                if (next.restNano > 0) {
                    due.add(next);
                } else {
                    Sql.update(c, "UPDATE promo SET done=1 WHERE org=? AND reference=?", row.org, row.reference);
                }
            }
            return due;
        };
    }

    private Due due(Connection c, Row row) throws SQLException {
        String paid = row.org + ":" + LedgerPages.GRANT + row.reference;
        boolean came = Sql.number(c, "SELECT 1 FROM tx WHERE kind='topup' AND ref=?", paid) != null;
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
        long used = AccountRows.named(c, row.account, clock.millis())
                        .orElseThrow(() -> AdminRefusals.noAccount(row.account))
                        .spentNano()
                - row.spent;
        long rest = came ? Math.max(0, row.nano - used - taken.nano) : 0;
        return new Due(row.account, rest, back + taken.times);
    }

    private static Row row(ResultSet row) throws SQLException {
        return new Row(
                row.getLong("org"),
                row.getString("name"),
                row.getString("reference"),
                row.getLong("nano"),
                row.getLong("spent"));
    }
}
