package org.modelgate.billing.admin;

import org.modelgate.billing.store.Storage;
import org.modelgate.common.postgres.PostgresServer;

class PostgresDeliveriesTest extends DeliveriesTest {
    private final String url = PostgresServer.shared().createDatabase();

    @Override
    Storage storage() {
        return Storage.parse(url);
    }
}
