package org.modelgate.edge.admin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.bus.messages.admin.BudgetLimit;
import org.modelgate.common.bus.messages.admin.ChangeKey;
import org.modelgate.common.bus.messages.admin.CreateKey;
import org.modelgate.common.bus.messages.admin.KeyInfo;
import org.modelgate.common.bus.messages.admin.KeyLimits;
import org.modelgate.common.bus.messages.admin.KeyPage;
import org.modelgate.common.bus.messages.admin.ListKeys;
import org.modelgate.common.bus.messages.admin.ReadKey;
import org.modelgate.common.bus.messages.admin.RevokeKey;
import org.modelgate.common.config.Secret;
import org.modelgate.common.keys.NewKey;
import org.modelgate.edge.auth.KeyAuthenticator;

/** Virtual keys. A new key is made here and shown once; its digest is all that leaves this process. */
final class KeyRoutes {
    private static final int NAME_LENGTH = 128;
    private static final int SHOWN_DIGITS = 4;

    private final BillingDesk billing;
    private final RandomGenerator random;

    /** @param random of cryptographic strength */
    KeyRoutes(BillingDesk billing, RandomGenerator random) {
        this.billing = billing;
        this.random = random;
    }

    List<AdminRoute> all() {
        return List.of(
                new AdminRoute(HttpMethod.POST, "/admin/keys", this::create),
                new AdminRoute(HttpMethod.GET, "/admin/keys", this::list),
                new AdminRoute(HttpMethod.GET, "/admin/keys/{id}", this::read),
                new AdminRoute(HttpMethod.PATCH, "/admin/keys/{id}", this::change),
                new AdminRoute(HttpMethod.DELETE, "/admin/keys/{id}", this::revoke));
    }

    private Future<AdminAnswer> create(AdminCall call) {
        call.knows();
        AdminBody body = call.body(
                "account",
                "name",
                "enabled",
                "expires_at",
                "requests_per_minute",
                "tokens_per_minute",
                "input_tokens_per_minute",
                "output_tokens_per_minute",
                "concurrent_requests",
                "requests_per_day",
                "budget_usd",
                "budgets",
                "models",
                "regions");
        Boolean enabled = body.bool("enabled");
        List<String> models = body.models("models");
        List<BudgetLimit> budgets = BudgetShapes.read(body, "budgets");
        KeyLimits limits = new KeyLimits(
                limit(body.count("requests_per_minute")),
                limit(body.count("tokens_per_minute")),
                limit(body.count("input_tokens_per_minute")),
                limit(body.count("output_tokens_per_minute")),
                limit(body.count("concurrent_requests")),
                limit(body.count("requests_per_day")),
                limit(body.usd("budget_usd")),
                budgets == null ? List.of() : budgets,
                models == null ? List.of("*") : models);
        String account = body.text("account", NAME_LENGTH);
        String name = body.text("name", NAME_LENGTH);
        Long expires = body.time("expires_at");
        Secret key = NewKey.generate(random);
        String text = key.value();
        CreateKey ask = new CreateKey(
                call.actor(),
                account,
                name,
                KeyAuthenticator.digest(text),
                text.substring(text.length() - SHOWN_DIGITS),
                enabled == null || enabled,
                expires,
                limits,
                Objects.requireNonNullElse(body.regions("regions"), List.of()));
        return billing.ask(account, ask)
                .map(info -> AdminAnswer.of(201, document(info).put("key", text)));
    }

    private static long limit(@Nullable Long value) {
        return value == null ? KeyLimits.NONE : value;
    }

    private Future<AdminAnswer> list(AdminCall call) {
        call.knows("account", "after", "limit");
        return billing.ask(new ListKeys(call.query("account"), call.query("after"), call.limit()))
                .map(KeyRoutes::page);
    }

    private static AdminAnswer page(KeyPage page) {
        ObjectNode document = Shapes.object();
        ArrayNode keys = document.putArray("keys");
        page.keys().forEach(key -> keys.add(document(key)));
        return AdminAnswer.ok(document.put("next", page.next()));
    }

    private Future<AdminAnswer> read(AdminCall call) {
        call.knows();
        return billing.ask(new ReadKey(call.path("id"))).map(key -> AdminAnswer.ok(document(key)));
    }

    private Future<AdminAnswer> change(AdminCall call) {
        call.knows();
        AdminBody body = call.body(
                "name",
                "enabled",
                "expires_at",
                "requests_per_minute",
                "tokens_per_minute",
                "input_tokens_per_minute",
                "output_tokens_per_minute",
                "concurrent_requests",
                "requests_per_day",
                "budget_usd",
                "budgets",
                "models",
                "regions");
        List<String> models = body.models("models");
        List<String> regions = body.regions("regions");
        List<BudgetLimit> budgets = BudgetShapes.read(body, "budgets");
        ChangeKey ask = new ChangeKey(
                call.actor(),
                call.path("id"),
                body.optionalText("name", NAME_LENGTH),
                body.bool("enabled"),
                body.change("expires_at", 0, AdminBody::time),
                body.change("requests_per_minute", KeyLimits.NONE, AdminBody::count),
                body.change("tokens_per_minute", KeyLimits.NONE, AdminBody::count),
                body.change("input_tokens_per_minute", KeyLimits.NONE, AdminBody::count),
                body.change("output_tokens_per_minute", KeyLimits.NONE, AdminBody::count),
                body.change("concurrent_requests", KeyLimits.NONE, AdminBody::count),
                body.change("requests_per_day", KeyLimits.NONE, AdminBody::count),
                body.change("budget_usd", KeyLimits.NONE, AdminBody::usd),
                body.has("budgets") && budgets == null ? List.of() : budgets,
                body.has("models") && models == null ? List.of("*") : models,
                body.has("regions") && regions == null ? List.of() : regions);
        return billing.ask(ask).map(key -> AdminAnswer.ok(document(key)));
    }

    private Future<AdminAnswer> revoke(AdminCall call) {
        call.knows();
        return billing.ask(new RevokeKey(call.actor(), call.path("id"))).map(key -> AdminAnswer.ok(document(key)));
    }

    private static ObjectNode document(KeyInfo key) {
        KeyLimits limits = key.limits();
        ObjectNode document = Shapes.object()
                .put("id", key.id())
                .put("account", key.account())
                .put("name", key.name())
                .put("last4", key.last4())
                .put("source", key.source())
                .put("enabled", key.enabled())
                .put("expires_at", Shapes.time(key.expiresMillis()))
                .put("revoked_at", Shapes.time(key.revokedMillis()))
                .put("requests_per_minute", shown(limits.requestsPerMinute()))
                .put("tokens_per_minute", shown(limits.tokensPerMinute()))
                .put("input_tokens_per_minute", shown(limits.inputTokensPerMinute()))
                .put("output_tokens_per_minute", shown(limits.outputTokensPerMinute()))
                .put("concurrent_requests", shown(limits.concurrentRequests()))
                .put("requests_per_day", shown(limits.requestsPerDay()))
                .put("budget_usd", limits.budgetNano() < 0 ? null : Shapes.usd(limits.budgetNano()));
        BudgetShapes.write(document, limits.budgets());
        ArrayNode models = document.putArray("models");
        limits.models().forEach(models::add);
        ArrayNode regions = document.putArray("regions");
        key.regions().forEach(regions::add);
        return document.put("spent_usd", Shapes.usd(key.spentNano()))
                .put("created_at", Shapes.time(key.createdMillis()));
    }

    private static @Nullable Long shown(long limit) {
        return limit < 0 ? null : Long.valueOf(limit);
    }
}
