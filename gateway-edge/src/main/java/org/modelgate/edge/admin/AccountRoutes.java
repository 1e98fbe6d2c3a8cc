package org.modelgate.edge.admin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.time.InstantSource;
import java.util.List;
import org.modelgate.common.bus.messages.admin.AccountInfo;
import org.modelgate.common.bus.messages.admin.AccountPage;
import org.modelgate.common.bus.messages.admin.ChangeAccount;
import org.modelgate.common.bus.messages.admin.CreateAccount;
import org.modelgate.common.bus.messages.admin.CreditsGranted;
import org.modelgate.common.bus.messages.admin.GrantCredits;
import org.modelgate.common.bus.messages.admin.LedgerPage;
import org.modelgate.common.bus.messages.admin.ListAccounts;
import org.modelgate.common.bus.messages.admin.ReadAccount;
import org.modelgate.common.bus.messages.admin.ReadLedger;
import org.modelgate.common.bus.messages.admin.ReadStatement;
import org.modelgate.common.error.GatewayError;

/** Accounts, their credit and their books. */
final class AccountRoutes {
    private static final int REFERENCE_LENGTH = 200;

    private final BillingDesk billing;
    private final InstantSource clock;

    AccountRoutes(BillingDesk billing, InstantSource clock) {
        this.billing = billing;
        this.clock = clock;
    }

    List<AdminRoute> all() {
        return List.of(
                new AdminRoute(HttpMethod.POST, "/admin/accounts", this::create),
                new AdminRoute(HttpMethod.GET, "/admin/accounts", this::list),
                new AdminRoute(HttpMethod.GET, "/admin/accounts/{id}", this::read),
                new AdminRoute(HttpMethod.PATCH, "/admin/accounts/{id}", this::change),
                new AdminRoute(HttpMethod.POST, "/admin/accounts/{id}/credits", this::grant),
                new AdminRoute(HttpMethod.GET, "/admin/accounts/{id}/ledger", this::ledger),
                new AdminRoute(HttpMethod.GET, "/admin/accounts/{id}/statement", this::statement));
    }

    private Future<AdminAnswer> create(AdminCall call) {
        call.knows();
        AdminBody body = call.body("id", "credits", "plan");
        Long credits = body.usd("credits");
        String id = body.id("id");
        return billing.ask(
                        id,
                        new CreateAccount(
                                call.actor(), id, credits == null ? 0 : credits, body.optionalText("plan", 128)))
                .map(account -> AdminAnswer.of(201, document(account)));
    }

    private Future<AdminAnswer> list(AdminCall call) {
        call.knows("after", "limit");
        return billing.ask(new ListAccounts(call.query("after"), call.limit())).map(AccountRoutes::page);
    }

    private static AdminAnswer page(AccountPage page) {
        ObjectNode document = Shapes.object();
        ArrayNode accounts = document.putArray("accounts");
        page.accounts().forEach(account -> accounts.add(document(account)));
        return AdminAnswer.ok(document.put("next", page.next()));
    }

    private Future<AdminAnswer> read(AdminCall call) {
        call.knows();
        return billing.ask(call.path("id"), new ReadAccount(call.path("id")))
                .map(account -> AdminAnswer.ok(document(account)));
    }

    private Future<AdminAnswer> change(AdminCall call) {
        call.knows();
        AdminBody body = call.body("plan");
        if (!body.has("plan")) {
            throw GatewayError.invalid("plan", "is required; null takes the plan away")
                    .asException();
        }
        return billing.ask(
                        call.path("id"),
                        new ChangeAccount(call.actor(), call.path("id"), body.optionalText("plan", 128)))
                .map(account -> AdminAnswer.ok(document(account)));
    }

    private Future<AdminAnswer> grant(AdminCall call) {
        call.knows();
        AdminBody body = call.body("amount_usd", "reference", "expires_at");
        Long expires = body.time("expires_at");
        if (expires != null && expires <= clock.millis()) {
            throw GatewayError.invalid("expires_at", "must be in the future").asException();
        }
        GrantCredits grant = new GrantCredits(
                call.actor(),
                call.path("id"),
                body.amount("amount_usd"),
                body.text("reference", REFERENCE_LENGTH),
                expires);
        return billing.ask(call.path("id"), grant).map(granted -> granted(grant, granted));
    }

    private static AdminAnswer granted(GrantCredits asked, CreditsGranted granted) {
        ObjectNode document = document(granted.account());
        document.put("reference", asked.reference());
        document.put("granted_usd", Shapes.usd(granted.repeated() ? 0 : asked.nano()));
        return AdminAnswer.of(granted.repeated() ? 200 : 201, document.put("repeated", granted.repeated()));
    }

    private Future<AdminAnswer> ledger(AdminCall call) {
        call.knows("after", "limit");
        return billing.ask(call.path("id"), new ReadLedger(call.path("id"), call.query("after"), call.limit()))
                .map(AccountRoutes::entries);
    }

    private static AdminAnswer entries(LedgerPage page) {
        ObjectNode document = Shapes.object();
        ArrayNode entries = document.putArray("entries");
        for (LedgerPage.Entry entry : page.entries()) {
            entries.addObject()
                    .put("id", entry.id())
                    .put("type", entry.kind())
                    .put("amount_usd", Shapes.usd(entry.nano()))
                    .put("reference", entry.reference())
                    .put("actor", entry.actor())
                    .put("at", Shapes.time(entry.atMillis()));
        }
        return AdminAnswer.ok(document.put("next", page.next()));
    }

    private Future<AdminAnswer> statement(AdminCall call) {
        call.knows("from", "to", "format");
        boolean csv = call.csv();
        long to = call.time("to", clock.millis());
        long from = call.time("from", to - Shapes.MONTH_MILLIS);
        Shapes.inOrder(from, to);
        return billing.ask(call.path("id"), new ReadStatement(call.path("id"), from, to))
                .map(statement -> csv
                        ? AdminAnswer.text("text/csv; charset=utf-8", StatementTable.csv(statement))
                        : AdminAnswer.ok(StatementTable.json(statement)));
    }

    private static ObjectNode document(AccountInfo account) {
        return Shapes.object()
                .put("id", account.id())
                .put("plan", account.plan())
                .put("balance_usd", Shapes.usd(account.balanceNano()))
                .put("reserved_usd", Shapes.usd(account.reservedNano()))
                .put("spent_usd", Shapes.usd(account.spentNano()))
                .put("overdraft_usd", Shapes.usd(account.overdraftNano()))
                .put("created_at", Shapes.time(account.createdMillis()));
    }
}
