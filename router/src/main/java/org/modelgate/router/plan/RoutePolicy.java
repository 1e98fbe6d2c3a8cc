package org.modelgate.router.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** How a model's targets are ordered for one call. */
public sealed interface RoutePolicy {

    RoutePlan plan(List<Target> targets, RandomGenerator random);

    /** As configured. */
    record Fallback() implements RoutePolicy {
        @Override
        public RoutePlan plan(List<Target> targets, RandomGenerator random) {
            return RoutePlan.of(targets);
        }
    }

    /** Each next target is drawn by weight from those that are left. */
    record Weighted() implements RoutePolicy {
        @Override
        public RoutePlan plan(List<Target> targets, RandomGenerator random) {
            List<Target> left = new ArrayList<>(targets);
            List<Target> order = new ArrayList<>(targets.size());
            while (left.size() > 1) {
                order.add(left.remove(draw(left, random)));
            }
            order.addAll(left);
            return RoutePlan.of(order);
        }

        private static int draw(List<Target> targets, RandomGenerator random) {
            long sum = 0;
            for (Target target : targets) {
                sum += target.weight();
            }
            long ticket = random.nextLong(sum);
            int i = 0;
            while (ticket >= targets.get(i).weight()) {
                ticket -= targets.get(i).weight();
                i++;
            }
            return i;
        }
    }
}
