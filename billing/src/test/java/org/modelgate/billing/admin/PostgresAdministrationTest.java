package org.modelgate.billing.admin;

import org.modelgate.common.postgres.PostgresServer;

class PostgresAdministrationTest extends AdministrationTest {
    private final String storage = PostgresServer.shared().createDatabase();

    @Override
    String storage() {
        return storage;
    }
}
