package org.modelgate.router.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.bus.RendezvousHash;
import org.modelgate.router.plan.RouteNode.Leaf;

/**
 * How a group's children are ordered for one call. Pure: the same facts and seed give the same order. All of them are kept, but for
 * those of no weight in a weighted choice, and those that a condition or {@link First} leaves out.
 */
public sealed interface RoutePolicy {

    /** Its name in configuration and dry runs. */
    String name();

    List<RouteNode> order(List<RouteNode> nodes, CallFacts facts);

    /** As listed. */
    record Fallback() implements RoutePolicy {
        @Override
        public String name() {
            return "fallback";
        }

        @Override
        public List<RouteNode> order(List<RouteNode> nodes, CallFacts facts) {
            return nodes;
        }
    }

    /** The first alone. */
    record First() implements RoutePolicy {
        @Override
        public String name() {
            return "single";
        }

        @Override
        public List<RouteNode> order(List<RouteNode> nodes, CallFacts facts) {
            return nodes.isEmpty() ? nodes : nodes.subList(0, 1);
        }
    }

    /** Each next one is drawn by weight from those that are left. */
    record Weighted() implements RoutePolicy {
        @Override
        public String name() {
            return "weighted";
        }

        @Override
        public List<RouteNode> order(List<RouteNode> nodes, CallFacts facts) {
            List<RouteNode> left = new ArrayList<>(nodes);
            left.removeIf(node -> node.weight() == 0);
            List<RouteNode> order = new ArrayList<>(left.size());
            while (left.size() > 1) {
                order.add(left.remove(draw(left, facts)));
            }
            order.addAll(left);
            return order;
        }

        private static int draw(List<RouteNode> nodes, CallFacts facts) {
            long sum = 0;
            for (RouteNode node : nodes) {
                sum += node.weight();
            }
            long ticket = facts.random().nextLong(sum);
            int i = 0;
            while (ticket >= nodes.get(i).weight()) {
                ticket -= nodes.get(i).weight();
                i++;
            }
            return i;
        }
    }

    /**
     * The same order for all calls of one conversation: a weighted choice by a hash of its key and each child's name (rendezvous
     * hashing), so that a child that comes, goes or rests moves only the conversations that it gets or had. Without a key, by another
     * policy.
     *
     * @param fields values of the request that make the key, as conditions name them; none: the call's own
     */
    record Sticky(RoutePolicy otherwise, List<String> fields) implements RoutePolicy {
        private static final double UNIT = 0x1.0p-53;

        public Sticky {
            fields = List.copyOf(fields);
        }

        public Sticky(RoutePolicy otherwise) {
            this(otherwise, List.of());
        }

        @Override
        public String name() {
            return "sticky";
        }

        @Override
        public List<RouteNode> order(List<RouteNode> nodes, CallFacts facts) {
            String said = fields.isEmpty() ? facts.stickyKey() : key(facts.values());
            if (said == null) {
                return otherwise.order(nodes, facts);
            }
            long key = RendezvousHash.of(said);
            List<RouteNode> weighing = new ArrayList<>(nodes);
            weighing.removeIf(node -> node.weight() == 0);
            return sorted(weighing, node -> score(node, key));
        }

        private @Nullable String key(CallFacts.Values values) {
            StringBuilder key = new StringBuilder();
            for (String field : fields) {
                values.at(field)
                        .ifPresent(value ->
                                key.append(field).append('=').append(value).append('\n'));
            }
            return key.isEmpty() ? null : key.toString();
        }

        /** The least wins; the chance of that is the weight's share. */
        private static double score(RouteNode node, long key) {
            long hash = RendezvousHash.weight(RendezvousHash.of(node.name()), key);
            double uniform = ((hash >>> 11) + 1) * UNIT;
            return -Math.log(uniform) / node.weight();
        }
    }

    /** The one with the least time to its first content comes first. */
    record Latency() implements RoutePolicy {
        @Override
        public String name() {
            return "latency";
        }

        @Override
        public List<RouteNode> order(List<RouteNode> nodes, CallFacts facts) {
            return measured(
                    nodes,
                    facts,
                    step -> facts.stats().latencyMillis(step.target()).orElse(Double.NaN));
        }
    }

    /** The one with the most tokens in a second comes first. */
    record Throughput() implements RoutePolicy {
        @Override
        public String name() {
            return "throughput";
        }

        @Override
        public List<RouteNode> order(List<RouteNode> nodes, CallFacts facts) {
            return measured(
                    nodes,
                    facts,
                    step -> -facts.stats().tokensPerSecond(step.target()).orElse(Double.NaN));
        }
    }

    /** The one whose provider takes the least for this call comes first; of unknown rates last. */
    record Cost() implements RoutePolicy {
        private static final long USUAL_OUTPUT_TOKENS = 1_000;

        @Override
        public String name() {
            return "cost";
        }

        @Override
        public List<RouteNode> order(List<RouteNode> nodes, CallFacts facts) {
            return sorted(nodes, best(step -> cost(step, facts)));
        }

        private static double cost(Step step, CallFacts facts) {
            Rates rates = step.target().traits().rates();
            if (rates == null) {
                return Double.NaN;
            }
            long output = facts.outputTokens() > 0
                    ? Math.min(facts.outputTokens(), USUAL_OUTPUT_TOKENS)
                    : USUAL_OUTPUT_TOKENS;
            return rates.input().doubleValue() * Math.max(1, facts.inputTokens())
                    + rates.output().doubleValue() * output;
        }
    }

    /** By the targets' {@code priority}, the lowest first; by weight among equals. */
    record Priority() implements RoutePolicy {
        @Override
        public String name() {
            return "priority";
        }

        @Override
        public List<RouteNode> order(List<RouteNode> nodes, CallFacts facts) {
            return sorted(
                    new Weighted().order(nodes, facts),
                    best(step -> step.target().traits().priority()));
        }
    }

    /** The one child that the first condition which holds names, else the one named otherwise; none if there is no such. */
    record Conditional(List<Branch> branches, @Nullable String otherwise) implements RoutePolicy {
        /** @param then name of the child that is meant */
        public record Branch(Condition when, String then) {}

        public Conditional {
            branches = List.copyOf(branches);
        }

        @Override
        public String name() {
            return "conditional";
        }

        @Override
        public List<RouteNode> order(List<RouteNode> nodes, CallFacts facts) {
            String chosen = otherwise;
            for (Branch branch : branches) {
                if (branch.when().holds(facts.values())) {
                    chosen = branch.then();
                    break;
                }
            }
            String name = chosen;
            return nodes.stream()
                    .filter(node -> node.name().equals(name))
                    .limit(1)
                    .toList();
        }
    }

    /** How often a policy of measured figures tries another one first, so that figures don't grow old: one call in so many. */
    int EXPLORED = 32;

    private static List<RouteNode> measured(List<RouteNode> nodes, CallFacts facts, ToDoubleFunction<Step> figure) {
        List<RouteNode> order = sorted(nodes, best(figure));
        if (order.size() > 1 && facts.random().nextInt(EXPLORED) == 0) {
            order.addFirst(order.remove(1 + facts.random().nextInt(order.size() - 1)));
        }
        return order;
    }

    /** A child's least figure; NaN, the unknown, if there is none. */
    private static ToDoubleFunction<RouteNode> best(ToDoubleFunction<Step> figure) {
        return node -> node instanceof Leaf(String name, int weight, Step step)
                ? figure.applyAsDouble(step)
                : node.steps()
                        .mapToDouble(figure)
                        .filter(value -> !Double.isNaN(value))
                        .min()
                        .orElse(Double.NaN);
    }

    /** Stable, the least first; NaN comes last. */
    private static List<RouteNode> sorted(List<RouteNode> nodes, ToDoubleFunction<RouteNode> figure) {
        if (nodes.size() < 2) {
            return nodes;
        }
        record Figured(RouteNode node, double figure) {}
        return nodes.stream()
                .map(node -> new Figured(node, figure.applyAsDouble(node)))
                .sorted(Comparator.comparingDouble(Figured::figure))
                .map(Figured::node)
                .collect(Collectors.toCollection(ArrayList::new));
    }
}
