package org.modelgate.router.plan;

import java.util.ArrayList;
import java.util.List;
import org.modelgate.router.plan.RouteNode.Group;
import org.modelgate.router.plan.RouteNode.Leaf;

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

    /**
     * The leaves of a tree as its policies order them. Those that are ejected at the moment come last, in the same order: all may be,
     * and then the first of them is asked nevertheless. A step that stands twice counts once.
     */
    public static List<Step> order(RouteNode tree, CallFacts facts) {
        List<Step> ordered = new ArrayList<>();
        add(tree, facts, ordered);
        List<Step> healthy = new ArrayList<>(ordered.size());
        List<Step> ejected = new ArrayList<>(0);
        for (Step step : ordered) {
            boolean resting = step.tellsHealth() && !facts.stats().healthy(step.target());
            List<Step> its = resting ? ejected : healthy;
            if (its.stream().noneMatch(step::isSame)) {
                its.add(step);
            }
        }
        healthy.addAll(ejected);
        return healthy;
    }

    private static void add(RouteNode node, CallFacts facts, List<Step> to) {
        switch (node) {
            case Leaf leaf -> to.add(leaf.step());
            case Group group -> group.policy().order(group.children(), facts).forEach(child -> add(child, facts, to));
        }
    }

    public List<Target> targets() {
        return steps.stream().map(Step::target).toList();
    }
}
