package org.modelgate.router.preference;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.modelgate.router.plan.RoutePolicy;

/**
 * The {@code strategy} of a group. A weighted choice goes on to the other targets when its first fails, which Portkey leaves to a
 * fallback around it; a target of weight 0 gets nothing in either.
 *
 * @param fallbackOn statuses after which another target is asked, empty: as the gateway judges
 */
record PortkeyStrategy(RoutePolicy policy, Set<Integer> fallbackOn) {

    /** @param strategy null if the group has none, which is allowed for a single target only */
    static PortkeyStrategy read(@Nullable Value strategy, int targets) {
        if (strategy == null) {
            return new PortkeyStrategy(targets == 1 ? new RoutePolicy.First() : new RoutePolicy.Fallback(), Set.of());
        }
        Map<String, Value> members = strategy.members();
        Value mode = members.remove("mode");
        if (mode == null) {
            throw strategy.invalid("mode is required: single, loadbalance, fallback or conditional");
        }
        Value codes = members.remove("on_status_codes");
        Set<Integer> statuses = new HashSet<>();
        if (codes != null) {
            codes.items().forEach(code -> statuses.add(code.integer(100, 599)));
        }
        RoutePolicy policy = switch (mode.text()) {
            case "single" -> new RoutePolicy.First();
            case "fallback" -> new RoutePolicy.Fallback();
            case "loadbalance" -> weighted(members.remove("sticky"), members.remove("sticky_session"));
            case "conditional" -> conditional(strategy, members);
            default -> throw mode.invalid("must be single, loadbalance, fallback or conditional");
        };
        if (!members.isEmpty()) {
            throw members.values().iterator().next().unsupported();
        }
        return new PortkeyStrategy(policy, statuses);
    }

    /** No state is kept for it, so that it needs no time to live. */
    private static RoutePolicy weighted(@Nullable Value sticky, @Nullable Value older) {
        Value given = sticky == null ? older : sticky;
        if (given == null) {
            return new RoutePolicy.Weighted();
        }
        boolean enabled = true;
        List<String> fields = new ArrayList<>();
        for (Map.Entry<String, Value> member : given.members().entrySet()) {
            switch (member.getKey()) {
                case "enabled" -> enabled = member.getValue().flag();
                case "hash_fields" -> member.getValue().items().forEach(field -> fields.add(PortkeyQuery.path(field)));
                case "ttl" -> member.getValue().integer(0, Integer.MAX_VALUE);
                default -> throw member.getValue().unsupported();
            }
        }
        return enabled ? new RoutePolicy.Sticky(new RoutePolicy.Weighted(), fields) : new RoutePolicy.Weighted();
    }

    private static RoutePolicy conditional(Value strategy, Map<String, Value> members) {
        Value conditions = members.remove("conditions");
        if (conditions == null) {
            throw strategy.invalid("conditions are required");
        }
        List<RoutePolicy.Conditional.Branch> branches = new ArrayList<>();
        for (Value condition : conditions.items()) {
            Map<String, Value> parts = condition.members();
            Value query = parts.remove("query");
            Value then = parts.remove("then");
            if (query == null || then == null || !parts.isEmpty()) {
                throw condition.invalid("must be { query, then }");
            }
            branches.add(new RoutePolicy.Conditional.Branch(PortkeyQuery.read(query), then.text()));
        }
        Value otherwise = members.remove("default");
        return new RoutePolicy.Conditional(branches, otherwise == null ? null : otherwise.text());
    }
}
