package org.modelgate.router.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class ProbersTest {
    private static List<Duration> intervals(List<String> nodes, Set<String> found, String target) {
        List<Duration> intervals = new ArrayList<>();
        for (String node : nodes) {
            Probers probers = new Probers(node, () -> nodes);
            intervals.add(probers.interval(target, found.contains(node), found::contains));
        }
        return intervals;
    }

    private static List<String> nodes(int count) {
        List<String> nodes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            nodes.add("node-" + i);
        }
        return nodes;
    }

    @Property
    @Label("a cluster probes a target less than twice a second and a node that found it ill probes it each second")
    void aClusterProbesATargetLessThanTwiceASecond(
            @ForAll @IntRange(min = 1, max = 30) int count,
            @ForAll Set<@IntRange(max = 29) Integer> ill,
            @ForAll int n) {
        List<String> nodes = nodes(count);
        Set<String> found = new HashSet<>();
        ill.stream().filter(i -> i < count).forEach(i -> found.add("node-" + i));
        List<Duration> intervals = intervals(nodes, found, "provider/model-" + n);
        double perSecond = intervals.stream()
                .mapToDouble(interval -> 1e9 / interval.toNanos())
                .sum();
        assertThat(perSecond).isLessThan(2 + count / 32.0);
        assertThat(intervals).as("one at least").contains(HealthLimits.PROBE_INTERVAL);
        for (int i = 0; i < count; i++) {
            boolean first = intervals.get(i).equals(HealthLimits.PROBE_INTERVAL);
            assertThat(!first || found.isEmpty() || found.contains(nodes.get(i)))
                    .isTrue();
        }
    }

    @Property(tries = 20)
    @Label("different nodes are the first for different targets")
    void noNodeIsTheFirstForAllTargets(@ForAll @IntRange(min = 3, max = 8) int count) {
        List<String> nodes = nodes(count);
        Set<Integer> firsts = new HashSet<>();
        for (int target = 0; target < 200; target++) {
            firsts.add(intervals(nodes, Set.of(), "p/m" + target).indexOf(HealthLimits.PROBE_INTERVAL));
        }
        assertThat(firsts).hasSize(count);
    }

    @Property(tries = 50)
    @Label("a node that is gone leaves its turn to the next")
    void aNodeThatIsGoneLeavesItsTurn(@ForAll @Size(min = 2, max = 6) Set<@IntRange(max = 100) Integer> ids) {
        List<String> nodes = new ArrayList<>(ids.stream().map(i -> "n" + i).toList());
        nodes.remove(intervals(nodes, Set.of(), "p/m").indexOf(HealthLimits.PROBE_INTERVAL));
        assertThat(intervals(nodes, Set.of(), "p/m")).contains(HealthLimits.PROBE_INTERVAL);
    }
}
