package org.modelgate.edge.admin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.modelgate.common.bus.messages.admin.Statement;

/** An account's statement as JSON and as CSV (RFC 4180). */
final class StatementTable {
    private StatementTable() {}

    static ObjectNode json(Statement statement) {
        ObjectNode document = Shapes.object()
                .put("account", statement.account())
                .put("from", Shapes.time(statement.fromMillis()))
                .put("to", Shapes.time(statement.toMillis()))
                .put("opening_usd", Shapes.usd(statement.openingNano()))
                .put("credited_usd", Shapes.usd(statement.creditedNano()))
                .put("refunded_usd", Shapes.usd(statement.refundedNano()))
                .put("expired_usd", Shapes.usd(statement.expiredNano()))
                .put("charged_usd", Shapes.usd(statement.chargedNano()))
                .put("closing_usd", Shapes.usd(statement.closingNano()));
        ArrayNode models = document.putArray("models");
        for (Statement.Line line : statement.models()) {
            models.addObject()
                    .put("model", line.model())
                    .put("requests", line.requests())
                    .put("charged_usd", Shapes.usd(line.chargedNano()));
        }
        return document;
    }

    /** Amounts as they move the balance: between the first row and the last they add up. */
    static String csv(Statement statement) {
        StringBuilder csv = new StringBuilder("account,from,to,type,model,requests,amount_usd\r\n");
        String of = UsageTable.quoted(statement.account())
                + ','
                + Shapes.time(statement.fromMillis())
                + ','
                + Shapes.time(statement.toMillis())
                + ',';
        row(csv, of, "opening,,", statement.openingNano());
        row(csv, of, "credit,,", statement.creditedNano());
        row(csv, of, "refund,,", statement.refundedNano());
        row(csv, of, "expiry,,", -statement.expiredNano());
        for (Statement.Line line : statement.models()) {
            row(csv, of, "charge," + UsageTable.quoted(line.model()) + ',' + line.requests(), -line.chargedNano());
        }
        row(csv, of, "closing,,", statement.closingNano());
        return csv.toString();
    }

    private static void row(StringBuilder csv, String of, String what, long nano) {
        csv.append(of).append(what).append(',').append(Shapes.usd(nano)).append("\r\n");
    }
}
