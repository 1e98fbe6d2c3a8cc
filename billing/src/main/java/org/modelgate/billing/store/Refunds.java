package org.modelgate.billing.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.modelgate.billing.ledger.Usd;
import org.modelgate.billing.store.AuditTrail.Subject;
import org.modelgate.common.bus.messages.admin.RefundCall;
import org.modelgate.common.error.ErrorCode;
import org.modelgate.common.error.Fault;
import org.modelgate.common.error.GatewayError;

/**
 * The right to give a part of a charge back. It is written before the money moves, and the transfer's reference makes that happen
 * once: a refund whose transfer a crash prevented is found by {@link #unpaid}. Used by the side writer's thread.
 */
public final class Refunds {
    private final InstantSource clock;

    public Refunds(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * A refund that may be paid.
     *
     * @param transfer reference of the payment
     * @param totalNano of all refunds of the call
     */
    public record Right(
            UUID callId,
            String account,
            String transfer,
            long nano,
            long totalNano,
            long chargedNano,
            boolean repeated) {}

    /** What is recorded of one, in nano-USD. */
    private record State(long charged, long refunded, String reference, String reason) {}

    private record Charge(long org, String account, long nano) {}

    public SideWriter.Change<Right> refund(RefundCall ask) {
        return c -> {
            Charge charge = charge(c, ask.callId());
            // Holds other nodes' refunds of this account back until this one is committed.
            Sql.update(c, "UPDATE org SET plan=plan WHERE id=?", charge.org);
            long refunded = refunded(c, ask.callId());
            Long known =
                    Sql.number(c, "SELECT nano FROM refund WHERE res=? AND reference=?", ask.callId(), ask.reference());
            if (known != null) {
                return right(ask, charge, known, refunded, true);
            }
            long left = charge.nano - refunded;
            long nano = ask.nano() == null ? left : ask.nano();
            if (nano > left || left == 0) {
                throw new GatewayError(
                                Fault.CLIENT,
                                ErrorCode.INVALID_REQUEST,
                                400,
                                "amount_usd: of this request's charge $" + usd(left) + " can still be refunded",
                                "amount_usd",
                                null,
                                GatewayError.NO_RETRY_AFTER)
                        .asException();
            }
            Sql.update(
                    c,
                    "INSERT INTO refund(res,reference,nano,reason,actor,at) VALUES (?,?,?,?,?,?)",
                    ask.callId(),
                    ask.reference(),
                    nano,
                    ask.reason(),
                    ask.actor(),
                    clock.millis());
            AuditTrail.record(
                    c,
                    clock.millis(),
                    ask.actor(),
                    new Subject("request.refund", transfer(ask.callId(), ""), charge.org, null),
                    new State(charge.nano, refunded, ask.reference(), ""),
                    new State(charge.nano, refunded + nano, ask.reference(), ask.reason()));
            return right(ask, charge, nano, refunded + nano, false);
        };
    }

    private static String usd(long nano) {
        return Usd.of(nano);
    }

    /** The reference of a refund's transfer, beside which no operator's own can stand. */
    static String transfer(UUID callId, String reference) {
        return "refund:" + callId + (reference.isEmpty() ? "" : ":" + reference);
    }

    private static Right right(RefundCall ask, Charge charge, long nano, long total, boolean repeated) {
        return new Right(
                ask.callId(),
                charge.account,
                transfer(ask.callId(), ask.reference()),
                nano,
                total,
                charge.nano,
                repeated);
    }

    private static Charge charge(Connection c, UUID callId) throws SQLException {
        return Sql.first(
                        c,
                        "SELECT o.id,o.name,s.nano FROM resolution s JOIN reservation r ON r.id=s.res "
                                + "JOIN org o ON o.id=r.org WHERE s.res=?",
                        row -> new Charge(row.getLong("id"), row.getString("name"), row.getLong("nano")),
                        callId)
                .orElseThrow(AdminRefusals::noRequest);
    }

    private static long refunded(Connection c, UUID callId) throws SQLException {
        return Objects.requireNonNull(
                Sql.number(c, "SELECT COALESCE(SUM(nano),0) FROM refund WHERE res=?", callId), "a sum is a number");
    }

    /** Those of the newest refunds whose transfer a crash prevented. */
    static List<Right> unpaid(Connection c) throws SQLException {
        List<Right> unpaid = new ArrayList<>();
        for (Numbered refund : Sql.list(
                c,
                "SELECT f.res,f.reference,f.nano,o.id,o.name FROM refund f JOIN reservation r ON r.id=f.res "
                        + "JOIN org o ON o.id=r.org ORDER BY f.at DESC LIMIT 1000",
                Refunds::numbered)) {
            String reference = refund.org + ":" + refund.right.transfer;
            if (Sql.number(c, "SELECT 1 FROM tx WHERE kind='topup' AND ref=?", reference) == null) {
                unpaid.add(refund.right);
            }
        }
        return unpaid;
    }

    private record Numbered(long org, Right right) {}

    private static Numbered numbered(ResultSet row) throws SQLException {
        UUID callId = Rows.uuid(row, "res");
        String transfer = transfer(callId, row.getString("reference"));
        return new Numbered(
                row.getLong("id"),
                new Right(callId, row.getString("name"), transfer, row.getLong("nano"), 0, 0, false));
    }
}
