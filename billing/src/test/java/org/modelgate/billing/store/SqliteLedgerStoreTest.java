package org.modelgate.billing.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
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

    @Test
    void aDatabaseThatNoGatewayMadeIsNeitherReadNorMade() throws Exception {
        Path missing = folder.resolve("missing.db");
        assertThatThrownBy(() -> Database.openMade(new Storage.Sqlite(missing)))
                .isInstanceOf(StoreException.class)
                .hasMessage("there is no database " + missing);
        assertThat(missing).doesNotExist();

        Path empty = Files.createFile(folder.resolve("empty.db"));
        assertThatThrownBy(() -> Database.openMade(new Storage.Sqlite(empty)))
                .isInstanceOf(StoreException.class)
                .hasMessageStartingWith("there is no ledger in " + empty);
        assertThat(empty).isEmptyFile();

        Path letter = Files.writeString(folder.resolve("letter.txt"), "Dear auditor, ".repeat(100));
        assertThatThrownBy(() -> Database.openMade(new Storage.Sqlite(letter)))
                .isInstanceOf(StoreException.class)
                .hasMessageStartingWith(letter + " can't be read: ");
    }

    @Test
    void aLedgerOfAnOlderGatewayIsNotJudgedByTheRulesOfThisOne() throws Exception {
        Storage storage = fresh();
        Database.open(storage).close();
        Database.openMade(storage).close();
        forge("DELETE FROM flyway_schema_history WHERE installed_rank="
                + "(SELECT MAX(installed_rank) FROM flyway_schema_history)");

        assertThatThrownBy(() -> Database.openMade(storage))
                .isInstanceOf(StoreException.class)
                .hasMessageEndingWith("start it once to bring the schema up to date");
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
