package org.modelgate.billing.store;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

class SqliteLedgerStoreTest extends LedgerStoreTck {
    @Override
    Storage fresh() {
        return new Storage.Sqlite(folder.resolve("ledger.db"));
    }

    @Test
    void missingDirectoryOrLockedFileIsAnErrorThatSaysWhich() {
        assertThatThrownBy(() -> Database.open(new Storage.Sqlite(Path.of("/proc/nowhere/x.db"))))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("/proc/nowhere");
    }

    @Override
    void forge(String sql) throws SQLException {
        try (Connection c = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("ledger.db"));
                Statement s = c.createStatement()) {
            for (String table : new String[] {"resolution", "tx", "seal", "attempt"}) {
                s.execute("DROP TRIGGER " + table + "_no_update");
                s.execute("DROP TRIGGER " + table + "_no_delete");
            }
            s.execute(sql);
        }
    }
}
