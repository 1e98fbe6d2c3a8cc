package org.modelgate.edge.admin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.bus.messages.Generation;
import org.modelgate.common.bus.messages.admin.AuditPage;
import org.modelgate.common.bus.messages.admin.ReadAudit;
import org.modelgate.common.bus.messages.admin.ReadRequests;
import org.modelgate.common.bus.messages.admin.ReadUsage;
import org.modelgate.common.bus.messages.admin.RefundCall;
import org.modelgate.common.bus.messages.admin.RequestPage;
import org.modelgate.common.bus.messages.admin.UsageDimension;
import org.modelgate.common.error.ErrorCode;
import org.modelgate.common.error.Fault;
import org.modelgate.common.error.GatewayError;
import org.modelgate.edge.http.CallIds;

/** What calls used and cost, one by one and summed, what was given back of it, and what operators changed. */
final class ReportRoutes {
    private static final int GROUPS = 1_000;
    private static final int GROUPS_MOST = 10_000;
    private static final long RANGE_MOST = 366 * Shapes.DAY_MILLIS;
    private static final int REFERENCE_LENGTH = 200;
    private static final int REASON_LENGTH = 500;

    private final BillingDesk billing;
    private final InstantSource clock;

    ReportRoutes(BillingDesk billing, InstantSource clock) {
        this.billing = billing;
        this.clock = clock;
    }

    List<AdminRoute> all() {
        return List.of(
                new AdminRoute(HttpMethod.GET, "/admin/usage", this::usage),
                new AdminRoute(HttpMethod.GET, "/admin/requests", this::requests),
                new AdminRoute(HttpMethod.POST, "/admin/requests/{id}/refund", this::refund),
                new AdminRoute(HttpMethod.GET, "/admin/audit", this::audit));
    }

    private Future<AdminAnswer> usage(AdminCall call) {
        call.knows("from", "to", "group_by", "account", "format", "limit");
        long to = call.time("to", clock.millis());
        long from = call.time("from", to - Shapes.MONTH_MILLIS);
        inRange(from, to);
        boolean csv = call.csv();
        List<UsageDimension> by = dimensions(call.query("group_by"));
        ReadUsage ask = new ReadUsage(from, to, by, call.query("account"), call.limit(GROUPS, GROUPS_MOST));
        return billing.ask(ask)
                .map(report -> csv
                        ? AdminAnswer.text("text/csv; charset=utf-8", UsageTable.csv(by, report))
                        : AdminAnswer.ok(UsageTable.json(ask, report)));
    }

    private static void inRange(long from, long to) {
        Shapes.inOrder(from, to);
        if (to - from > RANGE_MOST) {
            throw GatewayError.invalid("from", "must not be more than 366 days before to")
                    .asException();
        }
    }

    private static List<UsageDimension> dimensions(@Nullable String text) {
        List<UsageDimension> by = new ArrayList<>();
        if (text == null) {
            return by;
        }
        for (String name : text.split(",", -1)) {
            UsageDimension dimension = dimension(name.strip());
            if (by.contains(dimension)) {
                throw GatewayError.invalid("group_by", "names " + name + " twice")
                        .asException();
            }
            by.add(dimension);
        }
        return by;
    }

    private static UsageDimension dimension(String name) {
        for (UsageDimension dimension : UsageDimension.values()) {
            if (UsageTable.name(dimension).equals(name)) {
                return dimension;
            }
        }
        String known = String.join(
                ", ",
                List.of(UsageDimension.values()).stream().map(UsageTable::name).toList());
        throw GatewayError.invalid("group_by", "must be of " + known).asException();
    }

    private Future<AdminAnswer> requests(AdminCall call) {
        call.knows("from", "to", "account", "key", "model", "provider", "outcome", "after", "limit");
        long to = call.time("to", clock.millis() + Shapes.DAY_MILLIS);
        long from = call.time("from", to - Shapes.MONTH_MILLIS);
        inRange(from, to);
        String after = call.query("after");
        return billing.ask(new ReadRequests(
                        from,
                        to,
                        call.query("account"),
                        call.query("key"),
                        call.query("model"),
                        call.query("provider"),
                        outcome(call.query("outcome")),
                        after == null ? null : callId("after", after),
                        call.limit()))
                .map(ReportRoutes::page);
    }

    private static @Nullable String outcome(@Nullable String text) {
        List<String> known = List.of("completed", "failed", "cancelled", "interrupted");
        if (text != null && !known.contains(text)) {
            throw GatewayError.invalid("outcome", "must be one of " + String.join(", ", known))
                    .asException();
        }
        return text;
    }

    private static UUID callId(String param, String text) {
        return CallIds.parse(text)
                .orElseThrow(() -> GatewayError.invalid(param, "must be a request's id such as req_0198...")
                        .asException());
    }

    private static AdminAnswer page(RequestPage page) {
        ObjectNode document = Shapes.object();
        ArrayNode requests = document.putArray("requests");
        page.requests().forEach(row -> requests.add(request(row)));
        UUID next = page.next();
        return AdminAnswer.ok(document.put("next", next == null ? null : CallIds.requestId(next)));
    }

    private static ObjectNode request(RequestPage.Row row) {
        Generation call = row.call();
        ObjectNode document = Shapes.object()
                .put("id", CallIds.requestId(call.callId()))
                .put("account", row.account())
                .put("key", row.keyId())
                .put("user", row.user())
                .put("session", row.session())
                .put("model", call.model())
                .put("provider", call.provider())
                .put("provider_model", call.providerModel())
                .put("outcome", call.outcome())
                .put("cost_usd", Shapes.usd(call.chargedNano()))
                .put("refunded_usd", Shapes.usd(row.refundedNano()))
                .put("usage_source", call.source())
                .put("request_ms", call.requestMillis())
                .put("first_byte_ms", call.firstByteMillis() < 0 ? null : call.firstByteMillis())
                .put("settled_at", Shapes.time(call.settledAtMillis()));
        Shapes.usage(document.putObject("usage"), call.usage());
        return document;
    }

    private Future<AdminAnswer> refund(AdminCall call) {
        call.knows();
        AdminBody body = call.body("amount_usd", "reference", "reason");
        UUID callId = CallIds.parse(call.path("id"))
                .orElseThrow(() -> GatewayError.of(Fault.CLIENT, ErrorCode.NOT_FOUND, "there is no such request")
                        .asException());
        String reason = body.optionalText("reason", REASON_LENGTH);
        RefundCall ask = new RefundCall(
                call.actor(),
                callId,
                body.optionalAmount("amount_usd"),
                body.text("reference", REFERENCE_LENGTH),
                reason == null ? "" : reason);
        return billing.ask(ask)
                .map(refunded -> AdminAnswer.of(
                        refunded.repeated() ? 200 : 201,
                        Shapes.object()
                                .put("id", CallIds.requestId(refunded.callId()))
                                .put("account", refunded.account())
                                .put("reference", ask.reference())
                                .put("amount_usd", Shapes.usd(refunded.nano()))
                                .put("refunded_usd", Shapes.usd(refunded.totalNano()))
                                .put("cost_usd", Shapes.usd(refunded.chargedNano()))
                                .put("repeated", refunded.repeated())));
    }

    private Future<AdminAnswer> audit(AdminCall call) {
        call.knows("after", "limit");
        String after = call.query("after");
        return billing.ask(new ReadAudit(after == null ? null : number(after), call.limit()))
                .map(ReportRoutes::page);
    }

    private static long number(String after) {
        boolean number = after.length() <= 18 && after.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!number) {
            throw GatewayError.invalid("after", "must be the next of an earlier answer")
                    .asException();
        }
        return Long.parseLong(after);
    }

    private static AdminAnswer page(AuditPage page) {
        ObjectNode document = Shapes.object();
        ArrayNode entries = document.putArray("entries");
        for (AuditPage.Entry entry : page.entries()) {
            ObjectNode shown = entries.addObject()
                    .put("id", entry.id())
                    .put("at", Shapes.time(entry.atMillis()))
                    .put("actor", entry.actor())
                    .put("action", entry.action())
                    .put("target", entry.target());
            Shapes.raw(shown, "before", entry.before());
            Shapes.raw(shown, "after", entry.after());
        }
        Long next = page.next();
        return AdminAnswer.ok(document.put("next", next == null ? null : next.toString()));
    }
}
