package org.modelgate.router.preference;

import java.util.Map;
import org.modelgate.router.plan.RoutePolicy;

/** {@code metadata.routing} of the body (contract section 5). */
final class ViscaConvention implements Convention {
    @Override
    public void read(Asked asked, Wishes wishes) {
        asked.member("metadata.routing").ifPresent(routing -> {
            for (Map.Entry<String, Value> member : routing.members().entrySet()) {
                Value value = member.getValue();
                switch (member.getKey()) {
                    case "strategy" -> wishes.sort(policy(value));
                    case "fallback" -> wishes.single |= !value.flag();
                    default -> throw value.unsupported();
                }
            }
        });
    }

    private static RoutePolicy policy(Value strategy) {
        return switch (strategy.text()) {
            case "latency-optimized" -> new RoutePolicy.Latency();
            case "cost-optimized" -> new RoutePolicy.Cost();
            case "priority" -> new RoutePolicy.Priority();
            default -> throw strategy.invalid("must be latency-optimized, cost-optimized or priority");
        };
    }
}
