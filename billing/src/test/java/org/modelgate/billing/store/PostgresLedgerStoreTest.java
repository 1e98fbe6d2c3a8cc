package org.modelgate.billing.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.modelgate.billing.ledger.Fixtures;
import org.modelgate.common.postgres.PostgresServer;

class PostgresLedgerStoreTest extends LedgerStoreTck {
    private String url = "";

    @Override
    Storage fresh() {
        url = PostgresServer.shared().createDatabase();
        return Storage.parse(url);
    }

    /** The superuser's rights don't count in the ledger's sessions. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE tx SET actor='x'",
                "DELETE FROM entry",
                "UPDATE resolution SET nano=0",
                "DELETE FROM attempt",
                "UPDATE price SET pico=0",
                "DELETE FROM seal",
                "DELETE FROM reservation",
                "DELETE FROM late_settlement",
                "TRUNCATE entry",
                "DROP TABLE entry"
            })
    void ledgersSessionsMayNotEvenTryToChangeHistory(String sql) throws Exception {
        try (Database database = Database.open(Storage.parse(url));
                Connection c = database.openWriter();
                Statement s = c.createStatement()) {
            assertThatThrownBy(() -> s.execute(sql)).hasMessageMatching("(?s).*(permission denied|must be owner).*");
            c.rollback();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tx", "entry", "resolution", "attempt", "price", "seal"})
    void evenTheOwnerIsRefusedByTriggers(String table) {
        String name = url.substring(url.lastIndexOf('/') + 1);
        assertThatThrownBy(() -> PostgresServer.shared().execute(name, "DELETE FROM " + table))
                .hasRootCauseMessage("ERROR: " + table
                        + " is append-only\n  Where: PL/pgSQL function refuse_change() line 3 at RAISE");
    }

    @Test
    void transferWhoseEntriesDontSumToZeroIsNotCommitted() throws Exception {
        try (Database database = Database.open(Storage.parse(url))) {
            Bootstrap.start(database, "a", "test", Fixtures.provision(100), InstantSource.system(), UUID::randomUUID);
            try (Connection c = database.openWriter();
                    Statement s = c.createStatement()) {
                s.execute("INSERT INTO tx(id,kind,ref,actor,at) VALUES ('\\x01','charge','r','a',0)");
                s.execute("INSERT INTO entry(tx,n,account,nano) VALUES ('\\x01',0,4,5)");
                assertThatThrownBy(c::commit).hasMessageContaining("do not sum to zero");
            }
        }
    }

    @Test
    void anAuditReadsOneSnapshotForAsLongAsItTakesAndMakesNoLedger() throws Exception {
        Storage none = Storage.parse(PostgresServer.shared().createDatabase());
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> Database.openMade(none))
                    .isInstanceOf(StoreException.class)
                    .hasMessageStartingWith("there is no ledger in ");
        }
        Database.open(Storage.parse(url)).close();
        try (Database database = Database.openMade(Storage.parse(url));
                Connection c = database.openSnapshot();
                Statement s = c.createStatement();
                ResultSet row = s.executeQuery("SELECT current_setting('transaction_isolation'), "
                        + "current_setting('statement_timeout'), current_setting('transaction_read_only')")) {
            row.next();
            assertThat(row.getString(1)).isEqualTo("repeatable read");
            assertThat(row.getString(2)).isEqualTo("0");
            assertThat(row.getString(3)).isEqualTo("on");
        }
    }

    @Test
    void commitsWaitForTheDiskAndStatementsAreBounded() throws Exception {
        try (Database database = Database.open(Storage.parse(url));
                Connection c = database.openWriter();
                Statement s = c.createStatement();
                ResultSet row = s.executeQuery(
                        "SELECT current_setting('synchronous_commit'), "
                                + "current_setting('statement_timeout'), current_setting('transaction_isolation'), current_user")) {
            row.next();
            assertThat(row.getString(1)).isEqualTo("on");
            assertThat(row.getString(2)).isEqualTo("8s");
            assertThat(row.getString(3)).isEqualTo("read committed");
            assertThat(row.getString(4)).isEqualTo(PostgresDatabase.APPLICATION);
        }
    }

    @Override
    void forge(String sql) {
        PostgresServer.shared()
                .execute(url.substring(url.lastIndexOf('/') + 1), "SET session_replication_role=replica; " + sql);
    }
}
