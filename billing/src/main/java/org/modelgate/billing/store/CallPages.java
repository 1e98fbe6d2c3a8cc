package org.modelgate.billing.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.bus.messages.Generation;
import org.modelgate.common.bus.messages.admin.ReadRequests;
import org.modelgate.common.bus.messages.admin.ReadUsage;
import org.modelgate.common.bus.messages.admin.RequestPage;
import org.modelgate.common.bus.messages.admin.UsageDimension;
import org.modelgate.common.bus.messages.admin.UsageReport;

/** Settled calls for people: one by one, and summed. Ids are by time, so that a time is found without an index of its own. */
final class CallPages {
    /** The model that a price is of; a price has several rows. */
    static final String MODELS = "SELECT version,MIN(model) AS model FROM price GROUP BY version";

    private static final long HOUR_MILLIS = 3_600_000;
    private static final long DAY_MILLIS = 24 * HOUR_MILLIS;
    /** No call lasts longer from its begin to its settlement. */
    static final long CALL_MILLIS_MAX = 2 * DAY_MILLIS;

    private static final String FROM =
            " FROM resolution s JOIN reservation r ON r.id=s.res JOIN org o ON o.id=r.org " + "JOIN (" + MODELS
                    + ") m ON m.version=COALESCE(s.price_version,r.price_version) WHERE s.res>=? AND s.res<? ";

    private CallPages() {}

    static UsageReport usage(Connection c, ReadUsage ask) throws SQLException {
        List<UsageDimension> by = ask.groupBy();
        boolean oneAccount = ask.account() != null || by.contains(UsageDimension.ACCOUNT);
        List<String> columns =
                by.stream().map(dimension -> column(dimension, oneAccount)).toList();
        StringBuilder sql = new StringBuilder("SELECT ");
        for (int i = 0; i < columns.size(); i++) {
            sql.append(columns.get(i)).append(" AS g").append(i).append(',');
        }
        sql.append("COUNT(*) AS requests,SUM(s.nano) AS nano,SUM(s.input) AS input,SUM(s.cache_read) AS cache_read,")
                .append("SUM(s.cache_write_5m) AS cache_write_5m,SUM(s.cache_write_1h) AS cache_write_1h,")
                .append("SUM(s.output) AS output,SUM(s.reasoning) AS reasoning,SUM(s.web_searches) AS web_searches")
                .append(FROM)
                .append("AND s.at>=? AND s.at<? ");
        List<Object> values = new ArrayList<>(List.of(
                AccountRows.lowest(ask.fromMillis() - CALL_MILLIS_MAX),
                AccountRows.lowest(ask.toMillis()),
                ask.fromMillis(),
                ask.toMillis()));
        if (ask.account() != null) {
            sql.append("AND r.org=? ");
            values.add(AccountRows.id(c, ask.account()));
        }
        if (!columns.isEmpty()) {
            sql.append("GROUP BY ").append(String.join(",", columns)).append(' ');
        }
        sql.append("ORDER BY nano DESC LIMIT ?");
        values.add(ask.limit() + 1);
        List<UsageReport.Row> rows = Sql.list(c, sql.toString(), row -> row(row, by), values.toArray());
        boolean complete = rows.size() <= ask.limit();
        return new UsageReport(complete ? rows : List.copyOf(rows.subList(0, ask.limit())), complete);
    }

    /** @param oneAccount whether a row is of one account anyway; else what is an account's own is named with it */
    private static String column(UsageDimension dimension, boolean oneAccount) {
        return switch (dimension) {
            case ACCOUNT -> "o.name";
            case KEY -> "r.api_key";
            case MODEL -> "m.model";
            case PROVIDER -> "COALESCE(s.provider,'')";
            case DAY -> "s.at/" + DAY_MILLIS;
            case HOUR -> "s.at/" + HOUR_MILLIS;
            case SESSION -> own("s.session", oneAccount);
            case USER -> own("s.end_user", oneAccount);
        };
    }

    private static String own(String column, boolean oneAccount) {
        return oneAccount ? "COALESCE(" + column + ",'')" : "COALESCE(o.name || '/' || " + column + ",'')";
    }

    private static UsageReport.Row row(ResultSet row, List<UsageDimension> by) throws SQLException {
        List<String> group = new ArrayList<>();
        for (int i = 0; i < by.size(); i++) {
            String column = "g" + i;
            group.add(
                    switch (by.get(i)) {
                        case ACCOUNT, MODEL, PROVIDER, SESSION, USER -> row.getString(column);
                        case KEY -> "key_" + row.getLong(column);
                        case DAY ->
                            Instant.EPOCH
                                    .plus(row.getLong(column), ChronoUnit.DAYS)
                                    .toString()
                                    .substring(0, 10);
                        case HOUR ->
                            Instant.EPOCH
                                    .plus(row.getLong(column), ChronoUnit.HOURS)
                                    .toString();
                    });
        }
        return new UsageReport.Row(group, row.getLong("requests"), Usages.columns(row), row.getLong("nano"));
    }

    static RequestPage requests(Connection c, ReadRequests ask) throws SQLException {
        UUID before = AccountRows.lowest(ask.toMillis());
        if (ask.after() != null && Rows.compare(ask.after(), before) < 0) {
            before = ask.after();
        }
        StringBuilder sql = new StringBuilder("SELECT s.*,o.name AS account,r.api_key,m.model AS asked,"
                + "COALESCE((SELECT SUM(f.nano) FROM refund f WHERE f.res=s.res),0) AS refunded" + FROM);
        List<Object> values = new ArrayList<>(List.of(AccountRows.lowest(ask.fromMillis()), before));
        if (ask.account() != null) {
            filter(sql, values, "r.org=?", AccountRows.id(c, ask.account()));
        }
        if (ask.keyId() != null) {
            filter(sql, values, "r.api_key=?", KeyRows.number(ask.keyId()));
        }
        filter(sql, values, "m.model=?", ask.model());
        filter(sql, values, "s.provider=?", ask.provider());
        filter(sql, values, "s.outcome=?", ask.outcome());
        sql.append("ORDER BY s.res DESC LIMIT ?");
        values.add(ask.limit());
        List<RequestPage.Row> rows = Sql.list(c, sql.toString(), CallPages::request, values.toArray());
        return new RequestPage(
                rows, rows.size() < ask.limit() ? null : rows.getLast().call().callId());
    }

    private static void filter(StringBuilder sql, List<Object> values, String condition, @Nullable Object value) {
        if (value != null) {
            sql.append("AND ").append(condition).append(' ');
            values.add(value);
        }
    }

    private static RequestPage.Row request(ResultSet row) throws SQLException {
        return new RequestPage.Row(
                row.getString("account"),
                "key_" + row.getLong("api_key"),
                row.getLong("refunded"),
                row.getString("end_user"),
                row.getString("session"),
                new Generation(
                        Rows.uuid(row, "res"),
                        row.getString("asked"),
                        row.getString("provider"),
                        row.getString("provider_model"),
                        row.getString("outcome"),
                        Usages.columns(row),
                        row.getString("source"),
                        row.getLong("nano"),
                        row.getLong("request_ms"),
                        row.getLong("first_byte_ms"),
                        row.getLong("at"),
                        List.of()));
    }
}
