package org.modelgate.router.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.modelgate.router.plan.RouteNode.Group;
import org.modelgate.router.plan.RouteNode.Leaf;
import org.modelgate.router.provider.Provider;
import org.modelgate.router.provider.ProviderConfig;
import org.modelgate.router.provider.Providers;

class RoutePolicyTest {
    private static final int DRAWS = 100_000;
    private static final int CONVERSATIONS = 2_000;
    private static final ProviderConfig PROVIDER = provider();

    private static ProviderConfig provider() {
        Provider provider = Providers.ofType("openai-compatible").orElseThrow();
        return new ProviderConfig(
                "p", provider, URI.create("http://127.0.0.1:1"), null, null, null, Map.of(), provider.timeouts(), 1);
    }

    private static List<Target> targets(List<Integer> weights) {
        List<Target> targets = new ArrayList<>();
        for (int i = 0; i < weights.size(); i++) {
            targets.add(new Target(PROVIDER, "m" + i, weights.get(i)));
        }
        return targets;
    }

    private static Target rated(String model, int priority, @Nullable String input) {
        Rates rates = input == null ? null : new Rates(new BigDecimal(input), new BigDecimal(input));
        return new Target(PROVIDER, model, 1, model, 1, null, new Traits(priority, Set.of(), Set.of(), rates));
    }

    /** Figures by model; one without is unknown, and ejected if it says so. */
    private record Figures(Map<String, Double> figures, Set<String> ejected) implements TargetStats {
        @Override
        public OptionalDouble latencyMillis(Target target) {
            Double figure = figures.get(target.model());
            return figure == null ? OptionalDouble.empty() : OptionalDouble.of(figure);
        }

        @Override
        public OptionalDouble tokensPerSecond(Target target) {
            return latencyMillis(target);
        }

        @Override
        public boolean healthy(Target target) {
            return !ejected.contains(target.model());
        }
    }

    private static CallFacts facts(RandomGenerator random, TargetStats stats, @Nullable String key) {
        return new CallFacts(random, stats, key, 1_000, 0, CallFacts.Values.NONE);
    }

    private static List<Target> plan(RoutePolicy policy, List<Target> targets, CallFacts facts) {
        return RoutePlan.order(Group.of(policy, targets), facts).stream()
                .map(Step::target)
                .toList();
    }

    private static List<String> models(List<Target> targets) {
        return targets.stream().map(Target::model).toList();
    }

    private static List<RoutePolicy> all() {
        return List.of(
                new RoutePolicy.Fallback(),
                new RoutePolicy.Weighted(),
                new RoutePolicy.Latency(),
                new RoutePolicy.Throughput(),
                new RoutePolicy.Cost(),
                new RoutePolicy.Priority(),
                new RoutePolicy.Sticky(new RoutePolicy.Weighted()));
    }

    @Property(tries = 20)
    @Label("weighted: first targets follow their weights within 1 % over 100,000 draws")
    void weightedFirstTargetsFollowTheirWeights(
            @ForAll @Size(min = 1, max = 5) List<@IntRange(min = 1, max = 20) Integer> weights, @ForAll long seed) {
        List<Target> targets = targets(weights);
        Group group = Group.of(new RoutePolicy.Weighted(), targets);
        CallFacts facts = CallFacts.of(new SplittableRandom(seed));
        int[] firsts = new int[targets.size()];
        for (int i = 0; i < DRAWS; i++) {
            firsts[targets.indexOf(RoutePlan.order(group, facts).getFirst().target())]++;
        }
        assertShares(firsts, weights, DRAWS, 0.01);
    }

    @Property(tries = 10)
    @Label("sticky: conversations spread by weight, and one conversation always gets the same plan")
    void stickyConversationsSpreadByWeight(
            @ForAll @Size(min = 1, max = 5) List<@IntRange(min = 1, max = 20) Integer> weights) {
        List<Target> targets = targets(weights);
        RoutePolicy sticky = new RoutePolicy.Sticky(new RoutePolicy.Weighted());
        int[] firsts = new int[targets.size()];
        for (int i = 0; i < DRAWS; i++) {
            List<Target> plan = plan(sticky, targets, facts(new SplittableRandom(i), TargetStats.UNKNOWN, "s" + i));
            firsts[targets.indexOf(plan.getFirst())]++;
            if (i < 100) {
                assertThat(plan(sticky, targets, facts(new SplittableRandom(-i), TargetStats.UNKNOWN, "s" + i)))
                        .isEqualTo(plan);
            }
        }
        assertShares(firsts, weights, DRAWS, 0.01);
    }

    private static void assertShares(int[] firsts, List<Integer> weights, int draws, double tolerance) {
        double sum = weights.stream().mapToInt(Integer::intValue).sum();
        for (int i = 0; i < firsts.length; i++) {
            assertThat(firsts[i] / (double) draws).isCloseTo(weights.get(i) / sum, within(tolerance));
        }
    }

    @Property(tries = 30)
    @Label("sticky: a target that goes moves only its own conversations; one that comes takes only what it keeps")
    void stickyMovesOnlyWhatItMust(
            @ForAll @Size(min = 2, max = 6) List<@IntRange(min = 1, max = 20) Integer> weights,
            @ForAll @IntRange(min = 0, max = 5) int which) {
        List<Target> targets = targets(weights);
        Target changed = targets.get(which % targets.size());
        List<Target> fewer = new ArrayList<>(targets);
        fewer.remove(changed);
        RoutePolicy sticky = new RoutePolicy.Sticky(new RoutePolicy.Fallback());
        RandomGenerator random = new SplittableRandom(1);
        TargetStats ejected = new Figures(Map.of(), Set.of(changed.model()));
        for (int i = 0; i < CONVERSATIONS; i++) {
            String key = "conversation-" + i;
            Target before = plan(sticky, targets, facts(random, TargetStats.UNKNOWN, key))
                    .getFirst();
            Target without =
                    plan(sticky, fewer, facts(random, TargetStats.UNKNOWN, key)).getFirst();
            List<Target> resting = plan(sticky, targets, facts(random, ejected, key));
            if (before.equals(changed)) {
                assertThat(without).isNotEqualTo(changed);
            } else {
                assertThat(without).isEqualTo(before);
            }
            assertThat(resting.getFirst()).isEqualTo(without);
            assertThat(resting.getLast()).isEqualTo(changed);
        }
    }

    @Property(tries = 100)
    @Label("a plan holds each target once, ejected ones last, whatever the policy")
    void plansArePermutationsWithTheEjectedLast(
            @ForAll @Size(min = 1, max = 8) List<@IntRange(min = 1, max = 1_000_000) Integer> weights,
            @ForAll @Size(max = 8) Set<@IntRange(min = 0, max = 7) Integer> ejected,
            @ForAll long seed) {
        List<Target> targets = targets(weights);
        Set<String> resting = new HashSet<>();
        ejected.forEach(i -> resting.add("m" + i));
        SplittableRandom random = new SplittableRandom(seed);
        Map<String, Double> figures = new HashMap<>();
        targets.stream().filter(t -> random.nextBoolean()).forEach(t -> figures.put(t.model(), random.nextDouble()));
        for (RoutePolicy policy : all()) {
            CallFacts facts = facts(new SplittableRandom(seed), new Figures(figures, resting), "key");
            List<Target> plan = plan(policy, targets, facts);
            assertThat(plan).containsExactlyInAnyOrderElementsOf(targets);
            List<Boolean> healthy =
                    plan.stream().map(t -> !resting.contains(t.model())).toList();
            assertThat(healthy).isSortedAccordingTo(Comparator.reverseOrder());
        }
    }

    @Property(tries = 50)
    @Label("the same seed gives the same plan")
    void policiesAreFunctionsOfTheirSeed(
            @ForAll @Size(min = 1, max = 8) List<@IntRange(min = 1, max = 9) Integer> weights, @ForAll long seed) {
        List<Target> targets = targets(weights);
        for (RoutePolicy policy : all()) {
            TargetStats stats = new Figures(Map.of("m0", 5.0, "m1", 1.0), Set.of());
            assertThat(plan(policy, targets, facts(new SplittableRandom(seed), stats, null)))
                    .isEqualTo(plan(policy, targets, facts(new SplittableRandom(seed), stats, null)));
        }
    }

    @Test
    void fallbackKeepsTheOrderOfTheFile() {
        List<Target> targets = targets(List.of(1, 9, 1));
        assertThat(plan(new RoutePolicy.Fallback(), targets, CallFacts.of(new SplittableRandom(1))))
                .isEqualTo(targets);
    }

    @Test
    void latencyAndThroughputAskTheBestFirstAndOthersNowAndThen() {
        List<Target> targets = targets(List.of(1, 1, 1, 1));
        TargetStats stats = new Figures(Map.of("m0", 900.0, "m1", 300.0, "m2", 20.0), Set.of());
        SplittableRandom random = new SplittableRandom(7);
        int fastest = 0;
        int most = 0;
        Set<Target> seen = new HashSet<>();
        for (int i = 0; i < DRAWS; i++) {
            Target first = plan(new RoutePolicy.Latency(), targets, facts(random, stats, null))
                    .getFirst();
            fastest += first.model().equals("m2") ? 1 : 0;
            seen.add(first);
            Target widest = plan(new RoutePolicy.Throughput(), targets, facts(random, stats, null))
                    .getFirst();
            most += widest.model().equals("m0") ? 1 : 0;
        }
        double usual = 1 - 1.0 / RoutePolicy.EXPLORED;
        assertThat(fastest / (double) DRAWS).isCloseTo(usual, within(0.01));
        assertThat(most / (double) DRAWS).isCloseTo(usual, within(0.01));
        assertThat(seen).containsExactlyInAnyOrderElementsOf(targets);
    }

    @Test
    void costAsksTheCheapestFirstAndTheUnknownLast() {
        List<Target> targets = List.of(rated("dear", 0, "3"), rated("unknown", 0, null), rated("cheap", 0, "0.3"));
        assertThat(models(plan(new RoutePolicy.Cost(), targets, CallFacts.of(new SplittableRandom(1)))))
                .containsExactly("cheap", "dear", "unknown");
    }

    @Test
    void priorityGoesByRankAndByWeightAmongEquals() {
        List<Target> targets = List.of(rated("b1", 2, null), rated("a", 1, null), rated("b2", 2, null));
        Set<List<String>> plans = new HashSet<>();
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < 100; i++) {
            plans.add(models(plan(new RoutePolicy.Priority(), targets, CallFacts.of(random))));
        }
        assertThat(plans).containsExactlyInAnyOrder(List.of("a", "b1", "b2"), List.of("a", "b2", "b1"));
    }

    @Test
    void groupsNestAndStayTogether() {
        List<Target> targets = targets(List.of(1, 1, 1, 1));
        RouteNode first = new Group("x", 1, new RoutePolicy.Fallback(), leaves(targets.subList(0, 2)));
        RouteNode second = new Group("y", 0, new RoutePolicy.Fallback(), leaves(targets.subList(2, 4)));
        CallFacts facts = CallFacts.of(new SplittableRandom(1));
        assertThat(steps(new Group("", 1, new RoutePolicy.Fallback(), List.of(second, first)), facts))
                .containsExactly("m2", "m3", "m0", "m1");
        assertThat(steps(new Group("", 1, new RoutePolicy.Weighted(), List.of(second, first)), facts))
                .containsExactly("m0", "m1");
        assertThat(steps(new Group("", 1, new RoutePolicy.First(), List.of(second, first)), facts))
                .containsExactly("m2", "m3");
    }

    private static List<RouteNode> leaves(List<Target> targets) {
        return targets.stream().<RouteNode>map(Leaf::of).toList();
    }

    private static List<String> steps(RouteNode tree, CallFacts facts) {
        return RoutePlan.order(tree, facts).stream()
                .map(step -> step.target().model())
                .toList();
    }
}
