package org.modelgate.deploy.it;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.modelgate.billing.BillingAdmin;
import org.modelgate.billing.BillingConfig;
import org.modelgate.billing.store.Storage;
import org.modelgate.billing.store.StoreException;
import org.modelgate.common.config.ConfigFile;

/** The ledger as it stands on disk, read beside the gateway or after its end. */
record LedgerFile(String storage) {

    /**
     * How one reserved call ended.
     *
     * @param kind settled, voided, recovered; {@code open} without a resolution
     */
    record Call(String requestId, String account, String kind, BigDecimal charged, long input, long output) {}

    List<Call> calls() throws SQLException {
        String sql = """
                SELECT r.id, o.name, COALESCE(s.kind, 'open') AS kind, COALESCE(s.nano, 0) AS nano,
                       s.input + s.cache_read + s.cache_write_5m + s.cache_write_1h AS input, s.output
                FROM reservation r JOIN org o ON o.id = r.org LEFT JOIN resolution s ON s.res = r.id
                """;
        List<Call> calls = new ArrayList<>();
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                calls.add(new Call(
                        "req_" + HexFormat.of().formatHex(row.getBytes("id")),
                        row.getString("name"),
                        row.getString("kind"),
                        BigDecimal.valueOf(row.getLong("nano"), 9),
                        row.getLong("input"),
                        row.getLong("output")));
            }
        }
        return calls;
    }

    /** Name of the node that spent most of what it holds now. */
    String spender() throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT node FROM lease WHERE state='open' ORDER BY spent DESC, granted DESC LIMIT 1")) {
            row.next();
            return row.getString(1);
        }
    }

    private Connection connect() throws SQLException {
        return switch (Storage.parse(storage)) {
            case Storage.Sqlite(Path file) -> DriverManager.getConnection("jdbc:sqlite:" + file);
            case Storage.Postgres server ->
                DriverManager.getConnection(
                        "jdbc:postgresql://" + server.hosts() + "/" + server.database(),
                        server.user(),
                        server.password().value());
        };
    }

    /** What is wrong with the books, in billing's own words. */
    List<String> audit() throws StoreException {
        String yaml = "storage: { url: \"" + storage + "\" }";
        BillingConfig config = BillingConfig.read(
                ConfigFile.read(yaml, name -> Optional.empty()).root(), LocalDate.EPOCH);
        return BillingAdmin.audit(config, InstantSource.system());
    }
}
