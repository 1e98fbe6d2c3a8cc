package org.modelgate.edge.admin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import org.modelgate.common.bus.messages.admin.ReadWebhooks;
import org.modelgate.common.bus.messages.admin.RetryWebhook;
import org.modelgate.common.bus.messages.admin.WebhookInfo;
import org.modelgate.common.bus.messages.admin.WebhookPage;
import org.modelgate.common.error.GatewayError;

/** Events for the operator's endpoint: what became of them, and those that were given up once more. */
final class WebhookRoutes {
    private static final List<String> STATES = List.of("pending", "delivered", "dead");

    private final BillingDesk billing;

    WebhookRoutes(BillingDesk billing) {
        this.billing = billing;
    }

    List<AdminRoute> all() {
        return List.of(
                new AdminRoute(HttpMethod.GET, "/admin/webhooks", this::list),
                new AdminRoute(HttpMethod.POST, "/admin/webhooks/{id}/retry", this::retry));
    }

    private Future<AdminAnswer> list(AdminCall call) {
        call.knows("state", "after", "limit");
        String state = call.query("state");
        if (state != null && !STATES.contains(state)) {
            throw GatewayError.invalid("state", "must be one of " + String.join(", ", STATES))
                    .asException();
        }
        return billing.ask(new ReadWebhooks(state, call.query("after"), call.limit()))
                .map(WebhookRoutes::page);
    }

    private static AdminAnswer page(WebhookPage page) {
        ObjectNode document = Shapes.object();
        ArrayNode events = document.putArray("events");
        page.events().forEach(event -> events.add(document(event)));
        return AdminAnswer.ok(document.put("next", page.next()));
    }

    private Future<AdminAnswer> retry(AdminCall call) {
        call.knows();
        return billing.ask(new RetryWebhook(call.actor(), call.path("id")))
                .map(event -> AdminAnswer.ok(document(event)));
    }

    private static ObjectNode document(WebhookInfo event) {
        ObjectNode document = Shapes.object()
                .put("id", event.id())
                .put("type", event.type())
                .put("account", event.account())
                .put("state", event.state())
                .put("attempts", event.attempts())
                .put("status", event.status() == 0 ? null : Integer.valueOf(event.status()))
                .put("problem", event.problem())
                .put("at", Shapes.time(event.atMillis()))
                .put("next_at", Shapes.time(event.nextMillis()));
        Shapes.raw(document, "payload", event.payload());
        return document;
    }
}
