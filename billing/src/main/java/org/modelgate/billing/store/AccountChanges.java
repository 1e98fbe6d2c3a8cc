package org.modelgate.billing.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.modelgate.billing.store.AuditTrail.Subject;
import org.modelgate.common.bus.messages.admin.AccountInfo;
import org.modelgate.common.bus.messages.admin.ChangeAccount;
import org.modelgate.common.bus.messages.admin.CreateAccount;
import org.modelgate.common.bus.messages.admin.GrantCredits;

/** What operators do to accounts, each with its line in the audit trail. Used by the side writer's thread. */
public final class AccountChanges {
    private final InstantSource clock;
    private final Overdrafts overdrafts;

    public AccountChanges(InstantSource clock, Overdrafts overdrafts) {
        this.clock = clock;
        this.overdrafts = overdrafts;
    }

    /** An account and its number. */
    public record Changed(long org, AccountInfo account) {}

    /** Creates it without credit. */
    public SideWriter.Change<Changed> create(CreateAccount ask) {
        return c -> {
            if (Sql.number(c, "SELECT id FROM org WHERE name=?", ask.id()) != null) {
                throw AdminRefusals.conflict("id", "there is an account '" + ask.id() + "' already");
            }
            long org = Directory.withoutMoney(c, clock.millis())
                    .account(new Provision.Account(ask.id(), 0, ask.plan()), "", ask.actor());
            overdrafts.enter(c, org, ask.plan());
            return recorded(c, ask.actor(), "account.create", org, null, ask.id());
        };
    }

    public SideWriter.Change<Changed> change(ChangeAccount ask) {
        return c -> {
            long org = AccountRows.id(c, ask.id());
            AccountInfo before = account(c, ask.id());
            Sql.update(c, "UPDATE org SET plan=? WHERE id=?", ask.plan(), org);
            overdrafts.enter(c, org, ask.plan());
            return recorded(c, ask.actor(), "account.change", org, before, ask.id());
        };
    }

    /** Notes a payment that the ledger has posted; its reference and date stand in the books. */
    public SideWriter.Change<Changed> granted(GrantCredits ask, long balanceBefore) {
        return c -> {
            long org = AccountRows.id(c, ask.account());
            AccountInfo after = account(c, ask.account());
            AuditTrail.record(
                    c,
                    clock.millis(),
                    ask.actor(),
                    new Subject("credits.grant", ask.account(), org, null),
                    new Payment(balanceBefore, 0, null, null),
                    new Payment(after.balanceNano(), ask.nano(), ask.reference(), ask.expiresMillis()));
            return new Changed(org, after);
        };
    }

    /** The audit trail's picture of a payment, in nano-USD. */
    private record Payment(
            long balance,
            long granted,
            @Nullable String reference,
            @Nullable Long expiresMillis) {}

    private Changed recorded(
            Connection c, String actor, String action, long org, @Nullable AccountInfo before, String name)
            throws SQLException {
        AccountInfo after = account(c, name);
        AuditTrail.record(c, clock.millis(), actor, new Subject(action, name, org, null), before, after);
        return new Changed(org, after);
    }

    private AccountInfo account(Connection c, String name) throws SQLException {
        return AccountRows.named(c, name, clock.millis()).orElseThrow(() -> AdminRefusals.noAccount(name));
    }
}
