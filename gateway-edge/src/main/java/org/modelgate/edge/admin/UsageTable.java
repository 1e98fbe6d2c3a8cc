package org.modelgate.edge.admin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import org.modelgate.common.bus.messages.admin.ReadUsage;
import org.modelgate.common.bus.messages.admin.UsageDimension;
import org.modelgate.common.bus.messages.admin.UsageReport;
import org.modelgate.common.inference.Usage;

/** A usage report as JSON and as CSV (RFC 4180). */
final class UsageTable {
    private static final String FIGURES = "requests,input_tokens,cache_read_tokens,cache_write_5m_tokens,"
            + "cache_write_1h_tokens,output_tokens,reasoning_tokens,web_searches,cost_usd";

    private UsageTable() {}

    static String name(UsageDimension dimension) {
        return dimension.name().toLowerCase(Locale.ROOT);
    }

    static ObjectNode json(ReadUsage asked, UsageReport report) {
        ObjectNode document =
                Shapes.object().put("from", Shapes.time(asked.fromMillis())).put("to", Shapes.time(asked.toMillis()));
        ArrayNode by = document.putArray("group_by");
        asked.groupBy().forEach(dimension -> by.add(name(dimension)));
        ArrayNode rows = document.putArray("rows");
        for (UsageReport.Row row : report.rows()) {
            ObjectNode shown = rows.addObject();
            for (int i = 0; i < asked.groupBy().size(); i++) {
                shown.put(name(asked.groupBy().get(i)), row.group().get(i));
            }
            shown.put("requests", row.requests());
            Shapes.usage(shown, row.usage()).put("cost_usd", Shapes.usd(row.chargedNano()));
        }
        return document.put("complete", report.complete());
    }

    static String csv(List<UsageDimension> by, UsageReport report) {
        StringBuilder csv = new StringBuilder();
        by.forEach(dimension -> csv.append(name(dimension)).append(','));
        csv.append(FIGURES).append("\r\n");
        for (UsageReport.Row row : report.rows()) {
            row.group().forEach(value -> csv.append(quoted(value)).append(','));
            Usage usage = row.usage();
            csv.append(row.requests()).append(',');
            csv.append(usage.input()).append(',').append(usage.cacheRead()).append(',');
            csv.append(usage.cacheWrite5m())
                    .append(',')
                    .append(usage.cacheWrite1h())
                    .append(',');
            csv.append(usage.output()).append(',').append(usage.reasoning()).append(',');
            csv.append(usage.webSearches())
                    .append(',')
                    .append(Shapes.usd(row.chargedNano()))
                    .append("\r\n");
        }
        return csv.toString();
    }

    /** Quoted where it must be; what a spreadsheet would take for a formula is made text. */
    static String quoted(String value) {
        String text = !value.isEmpty() && "=+-@\t\r".indexOf(value.charAt(0)) >= 0 ? "'" + value : value;
        boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n');
        return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
}
