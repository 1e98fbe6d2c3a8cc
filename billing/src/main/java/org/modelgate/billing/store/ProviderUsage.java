package org.modelgate.billing.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import org.modelgate.common.inference.Usage;

/** R5: what a provider says was used on a day (UTC), to be held against the ledger. */
public record ProviderUsage(String provider, LocalDate day, long input, long output) {
    /** Half a per cent. */
    private static final long TOLERANCE = 200;

    /** @throws IllegalArgumentException what is wrong with the line */
    public static ProviderUsage parse(String line) {
        String[] fields = line.split(",", -1);
        if (fields.length != 4) {
            throw new IllegalArgumentException("not provider,day,input,output: " + line);
        }
        try {
            return new ProviderUsage(
                    fields[0].strip(),
                    LocalDate.parse(fields[1].strip()),
                    Long.parseLong(fields[2].strip()),
                    Long.parseLong(fields[3].strip()));
        } catch (DateTimeParseException | NumberFormatException e) {
            throw new IllegalArgumentException("no day or no number in: " + line, e);
        }
    }

    void compare(Connection c, List<String> faults) throws SQLException {
        long from = day.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
        long to = day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
        long ownInput = 0;
        long ownOutput = 0;
        try (PreparedStatement s = c.prepareStatement(
                "SELECT " + Usages.COLUMNS + " FROM resolution WHERE provider=? AND at>=? AND at<?")) {
            Rows.bind(s, provider, from, to);
            try (ResultSet row = s.executeQuery()) {
                while (row.next()) {
                    Usage usage = Usages.columns(row);
                    ownInput += usage.totalInput();
                    ownOutput += usage.output();
                }
            }
        }
        try (PreparedStatement s = c.prepareStatement("SELECT a.usage FROM attempt a JOIN resolution r ON r.res=a.res "
                + "WHERE a.provider=? AND a.outcome<>'ok' AND a.usage IS NOT NULL AND r.at>=? AND r.at<? "
                // Not the one that broke and was paid: the resolution has it.
                + "AND NOT (a.cost_nano>0 AND a.absorbed_nano=0 AND a.provider=COALESCE(r.provider,'') "
                + "AND a.model=COALESCE(r.provider_model,''))")) {
            Rows.bind(s, provider, from, to);
            try (ResultSet row = s.executeQuery()) {
                while (row.next()) {
                    Usage usage = Usages.parse(row.getString("usage"));
                    ownInput += usage == null ? 0 : usage.totalInput();
                    ownOutput += usage == null ? 0 : usage.output();
                }
            }
        }
        report("input", input, ownInput, faults);
        report("output", output, ownOutput, faults);
    }

    private void report(String what, long theirs, long own, List<String> faults) {
        if (Math.abs(own - theirs) * TOLERANCE > theirs) {
            faults.add("R5 " + provider + " on " + day + " says " + theirs + " " + what + " tokens, the ledger has "
                    + own);
        }
    }
}
