package org.modelgate.billing.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.UUID;
import java.util.function.Supplier;

/** The account that a fresh database gets. */
public final class FirstAccount {
    private FirstAccount() {}

    /** Returns false, and does nothing, if there is any account already. Blocks. */
    public static boolean create(
            Database database, Provision.Account account, Provision.Key key, InstantSource clock, Supplier<UUID> ids)
            throws StoreException {
        try (Connection c = database.openWriter()) {
            Sealer sealer = new Sealer(c, "first-start", 0);
            Directory directory = new Directory(c, new Postings(c, sealer), clock.millis(), ids);
            boolean fresh = directory.isEmpty();
            if (fresh) {
                directory.account(account, "first-start", "first-start");
                directory.key(key, "admin");
            }
            sealer.seal(clock.millis());
            c.commit();
            return fresh;
        } catch (SQLException e) {
            throw Database.failure("the first account can't be created", e);
        }
    }
}
