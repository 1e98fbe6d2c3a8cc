package org.modelgate.billing.store;

import org.modelgate.common.postgres.PostgresServer;

class PostgresCrossingsTest extends CrossingsTck {
    @Override
    Storage fresh() {
        return Storage.parse(PostgresServer.shared().createDatabase());
    }
}
