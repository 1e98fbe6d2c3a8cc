package org.modelgate.billing.store;

class SqliteCrossingsTest extends CrossingsTck {
    @Override
    Storage fresh() {
        return new Storage.Sqlite(folder.resolve("ledger.db"));
    }
}
