package org.modelgate.router.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.modelgate.router.provider.Provider;
import org.modelgate.router.provider.ProviderConfig;
import org.modelgate.router.provider.Providers;

class RoutePolicyTest {
    private static final int DRAWS = 4_000;

    private static List<Target> targets(List<Integer> weights) {
        Provider provider = Providers.ofType("openai-compatible").orElseThrow();
        ProviderConfig config = new ProviderConfig(
                "p", provider, URI.create("http://127.0.0.1:1"), null, null, null, Map.of(), provider.timeouts(), 1);
        List<Target> targets = new ArrayList<>();
        for (int i = 0; i < weights.size(); i++) {
            targets.add(new Target(config, "m" + i, weights.get(i)));
        }
        return targets;
    }

    @Property(tries = 40)
    void weightedFirstTargetsFollowTheirWeights(
            @ForAll @Size(min = 1, max = 5) List<@IntRange(min = 1, max = 20) Integer> weights, @ForAll long seed) {
        List<Target> targets = targets(weights);
        SplittableRandom random = new SplittableRandom(seed);
        int[] firsts = new int[targets.size()];
        for (int i = 0; i < DRAWS; i++) {
            RoutePlan plan = new RoutePolicy.Weighted().plan(targets, random);
            firsts[targets.indexOf(plan.targets().getFirst())]++;
        }
        double sum = weights.stream().mapToInt(Integer::intValue).sum();
        for (int i = 0; i < firsts.length; i++) {
            assertThat(firsts[i] / (double) DRAWS).isCloseTo(weights.get(i) / sum, within(0.05));
        }
    }

    @Property(tries = 200)
    void weightedPlansHoldEachTargetOnce(
            @ForAll @Size(min = 1, max = 8) List<@IntRange(min = 1, max = 1_000_000) Integer> weights,
            @ForAll long seed) {
        List<Target> targets = targets(weights);
        assertThat(new RoutePolicy.Weighted()
                        .plan(targets, new SplittableRandom(seed))
                        .targets())
                .containsExactlyInAnyOrderElementsOf(targets);
    }

    @Test
    void fallbackKeepsTheOrderOfTheFile() {
        List<Target> targets = targets(List.of(1, 9, 1));
        assertThat(new RoutePolicy.Fallback()
                        .plan(targets, new SplittableRandom(1))
                        .targets())
                .isEqualTo(targets);
    }
}
