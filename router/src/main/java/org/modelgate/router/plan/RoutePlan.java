package org.modelgate.router.plan;

import java.util.List;

/** Targets in the order in which they are tried; never empty. */
public record RoutePlan(List<Target> targets) {
    public RoutePlan {
        targets = List.copyOf(targets);
        if (targets.isEmpty()) {
            throw new IllegalArgumentException("a plan needs a target");
        }
    }
}
