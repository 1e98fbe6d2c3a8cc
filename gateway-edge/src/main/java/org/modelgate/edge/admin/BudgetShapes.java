package org.modelgate.edge.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.bus.messages.admin.BudgetLimit;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.error.GatewayException;

/** {@code budgets: [{ "scope": "user", "window": "day", "usd": "5" }]} of keys. */
final class BudgetShapes {
    private static final int BUDGETS_MOST = 100;
    private static final int NAME_LENGTH = 128;
    private static final Set<String> MEMBERS = Set.of("scope", "name", "window", "usd");

    private BudgetShapes() {}

    /** Null if it isn't there, or is null. What scope and window mean billing says. */
    static @Nullable List<BudgetLimit> read(AdminBody body, String name) {
        JsonNode value = body.document().get(name);
        if (value == null || value.isNull()) {
            return null;
        }
        if (!value.isArray() || value.size() > BUDGETS_MOST) {
            throw GatewayError.invalid(name, "must be a list of at most " + BUDGETS_MOST + " budgets")
                    .asException();
        }
        List<BudgetLimit> budgets = new ArrayList<>();
        for (JsonNode item : value) {
            budgets.add(one(item, name + "[" + budgets.size() + "]"));
        }
        return budgets;
    }

    private static BudgetLimit one(JsonNode item, String path) {
        if (!item.isObject()) {
            throw GatewayError.invalid(path, "must be an object").asException();
        }
        item.fieldNames().forEachRemaining(member -> {
            if (!MEMBERS.contains(member)) {
                throw GatewayError.invalid(path + "." + member, "is not known").asException();
            }
        });
        try {
            AdminBody body = new AdminBody(item);
            String scope = body.optionalText("scope", NAME_LENGTH);
            return new BudgetLimit(
                    scope == null ? "key" : scope,
                    body.optionalText("name", NAME_LENGTH),
                    body.text("window", NAME_LENGTH),
                    body.amount("usd"));
        } catch (GatewayException e) {
            String member = String.valueOf(e.error().param());
            String problem = e.error().message().substring(member.length() + 2);
            throw GatewayError.invalid(path + "." + member, problem).asException();
        }
    }

    static void write(ObjectNode document, List<BudgetLimit> budgets) {
        ArrayNode shown = document.putArray("budgets");
        for (BudgetLimit budget : budgets) {
            ObjectNode one = shown.addObject().put("scope", budget.scope());
            if (budget.name() != null) {
                one.put("name", budget.name());
            }
            one.put("window", budget.window()).put("usd", Shapes.usd(budget.nano()));
        }
    }
}
