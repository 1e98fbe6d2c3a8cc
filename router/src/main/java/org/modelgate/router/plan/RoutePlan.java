package org.modelgate.router.plan;

import java.util.List;

/**
 * Where a call may go, in the order in which targets are tried; never empty.
 *
 * @param attemptsMax attempts over all targets, 0: as configured
 */
public record RoutePlan(List<Step> steps, int attemptsMax) {
    public RoutePlan {
        steps = List.copyOf(steps);
        if (steps.isEmpty()) {
            throw new IllegalArgumentException("a plan needs a target");
        }
    }

    /** A plan to which the request added nothing. */
    public static RoutePlan of(List<Target> targets) {
        return new RoutePlan(targets.stream().map(Step::of).toList(), 0);
    }

    public List<Target> targets() {
        return steps.stream().map(Step::target).toList();
    }
}
