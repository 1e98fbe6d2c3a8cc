package org.modelgate.billing.store;

import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** What all nodes of a database must agree on. The first one decides. */
final class Agreement {
    private static final String PEPPER = "pepper_check";

    private Agreement() {}

    /**
     * @param check what this node's pepper makes of a text that is no key's; null if it has no keys to look up
     * @throws StoreException if other nodes have another pepper: keys that one of them made would be unknown to the other
     */
    static void onPepper(Connection c, @Nullable String check) throws SQLException, StoreException {
        if (check == null) {
            return;
        }
        Sql.update(c, "INSERT INTO setting(name,value) VALUES (?,?) ON CONFLICT(name) DO NOTHING", PEPPER, check);
        if (Sql.number(c, "SELECT 1 FROM setting WHERE name=? AND value=?", PEPPER, check) == null) {
            throw new StoreException(
                    "storage.pepper isn't the one with which this database's keys are hashed: every node needs the same, "
                            + "and the file of a node that has none in its configuration belongs to the database",
                    new IllegalStateException("another pepper"),
                    false);
        }
    }
}
