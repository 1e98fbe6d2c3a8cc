package org.modelgate.router.plan;

import java.util.List;
import java.util.stream.Stream;

/** A tree of targets: policies order their children, and a plan is the leaves in the order in which they come out. */
public sealed interface RouteNode {
    /** What tells it from its siblings in every call; sticky choices go by it. */
    String name();

    /** Its share under the weighted policy; 0 for none. */
    int weight();

    Stream<Step> steps();

    /** One target. */
    record Leaf(String name, int weight, Step step) implements RouteNode {
        /** A target as configured. */
        public static Leaf of(Target target) {
            return new Leaf(target.key(), target.weight(), Step.of(target));
        }

        @Override
        public Stream<Step> steps() {
            return Stream.of(step);
        }
    }

    /** Several, in the order that a policy gives them. */
    record Group(String name, int weight, RoutePolicy policy, List<RouteNode> children) implements RouteNode {
        public Group {
            children = List.copyOf(children);
        }

        /** A model's targets as configured. */
        public static Group of(RoutePolicy policy, List<Target> targets) {
            return new Group(
                    "", 1, policy, targets.stream().<RouteNode>map(Leaf::of).toList());
        }

        @Override
        public Stream<Step> steps() {
            return children.stream().flatMap(RouteNode::steps);
        }
    }
}
