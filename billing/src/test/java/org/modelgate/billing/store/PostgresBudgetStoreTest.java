package org.modelgate.billing.store;

import org.modelgate.common.postgres.PostgresServer;

class PostgresBudgetStoreTest extends BudgetStoreTck {
    @Override
    Storage fresh() {
        return Storage.parse(PostgresServer.shared().createDatabase());
    }
}
