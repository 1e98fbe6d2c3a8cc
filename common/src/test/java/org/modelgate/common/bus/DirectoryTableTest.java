package org.modelgate.common.bus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DirectoryTableTest {
    private static final long SECOND = 1_000_000_000L;

    private final AtomicLong clock = new AtomicLong(SECOND);
    private final DirectoryTable directory = new DirectoryTable("one", BusOptions.defaults(), clock::get);

    private void learn(String node, Envelope.LoadEntry... entries) {
        directory.learn(new Envelope.LoadTable(node, "cluster-" + node, List.of(entries)));
    }

    private static Envelope.LoadEntry entry(String address, int load) {
        return new Envelope.LoadEntry(address, load, false);
    }

    @Test
    void theInstanceOnThisLoopIsChosenThenOnesOfThisNodeThenOthers() {
        assertThat(directory.pick(Role.ROUTER)).isEmpty();
        learn("two", entry("gw.r.two.0", 0));
        assertThat(directory.pick(Role.ROUTER)).contains("gw.r.two.0");
        directory.addOwn(Role.ROUTER, "gw.r.one.1", null);
        directory.addOwn(Role.ROUTER, "gw.r.one.2", new Thread());
        assertThat(List.of(pick(), pick(), pick(), pick())).contains("gw.r.one.1", "gw.r.one.2");
        directory.addOwn(Role.ROUTER, "gw.r.one.3", Thread.currentThread());
        assertThat(List.of(pick(), pick(), pick())).containsOnly("gw.r.one.3");
        directory.remove("gw.r.one.3");
        directory.remove("gw.r.one.2");
        directory.remove("gw.r.one.1");
        assertThat(pick()).isEqualTo("gw.r.two.0");
    }

    private String pick() {
        return directory.pick(Role.ROUTER).orElseThrow();
    }

    @Test
    void theLeastLoadedIsChosenAndPicksCountUntilItsNextTable() {
        learn("two", entry("gw.r.two.0", 2));
        learn("three", entry("gw.r.three.0", 0));
        List<String> picks = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            picks.add(pick());
        }
        assertThat(picks).filteredOn("gw.r.three.0"::equals).hasSize(4);
    }

    @Test
    void staleDrainingSuspectAndGoneInstancesAreNotChosen() {
        learn("two", entry("gw.r.two.0", 0));
        clock.addAndGet(3 * SECOND);
        assertThat(directory.pick(Role.ROUTER)).isEmpty();
        learn("two", entry("gw.r.two.0", 0));
        assertThat(directory.pick(Role.ROUTER)).isPresent();
        learn("two", new Envelope.LoadEntry("gw.r.two.0", 0, true));
        assertThat(directory.pick(Role.ROUTER)).isEmpty();
        learn("two", entry("gw.r.two.0", 0));
        directory.suspect("gw.r.two.0");
        assertThat(directory.owner(Role.ROUTER, "key")).isEmpty();
        clock.addAndGet(7 * SECOND);
        learn("two", entry("gw.r.two.0", 0));
        assertThat(directory.pick(Role.ROUTER)).isPresent();
        learn("two");
        assertThat(directory.all(Role.ROUTER)).isEmpty();
    }

    @Test
    void whenAnOwnerGoesOnlyItsKeysMoveAndTheyMoveEvenly() {
        learn("two", entry("gw.b.two.0", 0));
        learn("three", entry("gw.b.three.0", 0));
        directory.addOwn(Role.BILLING, "gw.b.one.0", null);
        Map<String, String> before = new HashMap<>();
        Map<String, Integer> keys = new HashMap<>();
        for (int i = 0; i < 3_000; i++) {
            String owner = directory.owner(Role.BILLING, "account-" + i).orElseThrow();
            before.put("account-" + i, owner);
            keys.merge(owner, 1, Integer::sum);
        }
        assertThat(keys.values()).allMatch(count -> count > 800 && count < 1_200);
        directory.forgetNode("two");
        before.forEach((key, owner) -> {
            Optional<String> after = directory.owner(Role.BILLING, key);
            if (owner.equals("gw.b.two.0")) {
                assertThat(after).isPresent().isNotEqualTo(Optional.of(owner));
            } else {
                assertThat(after).contains(owner);
            }
        });
    }
}
