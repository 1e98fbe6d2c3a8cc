package org.modelgate.billing.store;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
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
}
