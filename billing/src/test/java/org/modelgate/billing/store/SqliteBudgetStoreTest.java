package org.modelgate.billing.store;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteBudgetStoreTest extends BudgetStoreTck {
    @TempDir
    private Path folder;

    @Override
    Storage fresh() {
        return new Storage.Sqlite(folder.resolve("ledger.db"));
    }
}
