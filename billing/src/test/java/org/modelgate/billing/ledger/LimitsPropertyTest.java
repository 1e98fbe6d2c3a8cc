package org.modelgate.billing.ledger;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.modelgate.billing.ledger.TestNode.Answer;
import org.modelgate.billing.limit.BudgetRule;
import org.modelgate.billing.limit.BudgetRule.Whose;
import org.modelgate.billing.limit.Window;
import org.modelgate.billing.store.InMemoryDisk;
import org.modelgate.billing.store.StoreException;
import org.modelgate.billing.store.TimeOrderedIds;
import org.modelgate.common.bus.messages.Admit;
import org.modelgate.common.bus.messages.Admitted;
import org.modelgate.common.bus.messages.LimitFigures;
import org.modelgate.common.bus.messages.Settled;
import org.modelgate.common.inference.Usage;

/** Limits under any course of calls: what is refused leaves no trace, and what is corrected lets nothing more through. */
class LimitsPropertyTest {
    private static final long MINUTE = 60_000;
    private static final long TOKENS = 2_000;
    private static final long OUTPUT = 700;
    private static final long DAY_BUDGET = 5_000;
    private static final List<String> USERS = List.of("alice", "bob");

    /** One step: a call, its end, or time. */
    private record Step(int kind, int size) {}

    private static List<Step> steps(List<Integer> numbers) {
        List<Step> steps = new ArrayList<>();
        for (int number : numbers) {
            int positive = number & 0x7fff_ffff;
            steps.add(new Step(positive % 8, positive / 8 % 500));
        }
        return steps;
    }

    /** A node with every kind of limit, and what became of its calls. */
    private static final class Course {
        final TestClock clock = new TestClock();
        final TimeOrderedIds ids = new TimeOrderedIds(clock, new SplittableRandom(5));
        final InMemoryDisk disk = new InMemoryDisk();
        final TestNode node;
        final Deque<Admit> running = new ArrayDeque<>();
        final List<Integer> refused = new ArrayList<>();
        final List<@Nullable Admitted> answers = new ArrayList<>();
        long usedTokens;
        long usedOutput;

        Course() throws StoreException {
            Limits key = new Limits(
                    20,
                    TOKENS,
                    Limits.NONE,
                    OUTPUT,
                    6,
                    40,
                    9_000,
                    Limits.NONE,
                    List.of(new BudgetRule(Whose.KEY, null, Window.DAY, DAY_BUDGET)),
                    List.of("*"));
            Limits plan = Limits.UNLIMITED.withBudgets(
                    new BudgetRule(Whose.USER, null, Window.WEEK, 2_500),
                    new BudgetRule(Whose.TAG, null, Window.MONTH, 4_000));
            node = new TestNode(
                    disk,
                    Fixtures.provision(8_000, "pro", key),
                    Map.of("pro", plan),
                    LedgerSettings.DEFAULT,
                    clock,
                    ids,
                    id -> {});
        }

        void run(int index, Step step) throws StoreException {
            switch (step.kind) {
                case 0, 1, 2 -> admit(index, step);
                case 3, 4 -> settle(step);
                case 5 -> clock.advance(step.size * 20L);
                default -> clock.advance(step.size);
            }
        }

        private void admit(int index, Step step) throws StoreException {
            Admit plain = Fixtures.admit(ids.get(), step.size, (long) step.size % 90);
            // Without time to wait a call is let in or refused at once.
            Admit admit = new Admit(
                    plain.callId(),
                    plain.principal(),
                    plain.models(),
                    step.size,
                    false,
                    false,
                    plain.maxOutputTokens(),
                    plain.modelMaxOutputTokens(),
                    1,
                    0,
                    USERS.get(step.size % 2),
                    step.size % 3 == 0 ? List.of("red") : List.of(),
                    null,
                    null);
            Answer<Admitted> answer = new Answer<>();
            node.ledger.admit(admit, "router", answer);
            node.settleDown();
            tick();
            assertThat(answer.done()).isTrue();
            answers.add(answer.value);
            if (answer.value == null) {
                refused.add(index);
            } else {
                running.add(admit);
            }
        }

        /** Calls whose time is over are ended. */
        void tick() throws StoreException {
            node.ledger.tick();
            node.settleDown();
        }

        private void settle(Step step) throws StoreException {
            Admit admit = running.poll();
            if (admit == null) {
                return;
            }
            long input = Math.min(step.size, admit.inputTokensMax());
            long output = Math.min(step.size % 40, requireNonNull(admit.maxOutputTokens()));
            boolean failed = step.size % 11 == 0;
            Answer<Settled> answer = new Answer<>();
            node.ledger.settle(Fixtures.settle(admit.callId(), failed ? null : Usage.of(input, output)), answer);
            node.settleDown();
            assertThat(answer.value).isNotNull();
            if (!failed) {
                usedTokens += input + output;
                usedOutput += output;
            }
        }

        Map<String, Long> figures() {
            Answer<LimitFigures> answer = new Answer<>();
            node.ledger.limits(Fixtures.PRINCIPAL, false, answer);
            return requireNonNull(answer.value).limits();
        }
    }

    @Property(tries = 300)
    @Label("a course of calls without those that were refused goes on in the same way")
    void refusedCallsConsumeNothing(@ForAll @Size(max = 80) List<Integer> numbers) throws StoreException {
        List<Step> steps = steps(numbers);
        Course all = new Course();
        for (int i = 0; i < steps.size(); i++) {
            all.run(i, steps.get(i));
        }
        Course without = new Course();
        for (int i = 0; i < steps.size(); i++) {
            if (all.refused.contains(i)) {
                // Their ids are taken, so that those of the others are the same.
                without.ids.get();
                without.tick();
            } else {
                without.run(i, steps.get(i));
            }
        }

        assertThat(without.refused).isEmpty();
        assertThat(without.answers)
                .isEqualTo(all.answers.stream().filter(answer -> answer != null).toList());
        assertThat(without.figures()).isEqualTo(all.figures());
        assertThat(without.node.ledger.spendable("acme")).isEqualTo(all.node.ledger.spendable("acme"));
    }

    @Property(tries = 300)
    @Label("used tokens never exceed a full bucket and what flows in, and budgets hold, whatever settlements correct")
    void correctionsLetNothingMoreThrough(@ForAll @Size(max = 200) List<Integer> numbers) throws StoreException {
        Course course = new Course();
        long start = course.clock.millis();
        List<Step> steps = steps(numbers);
        for (int i = 0; i < steps.size(); i++) {
            course.run(i, steps.get(i));
            long passed = course.clock.millis() - start;
            assertThat(course.usedTokens).isLessThanOrEqualTo(TOKENS + passed * TOKENS / MINUTE);
            assertThat(course.usedOutput).isLessThanOrEqualTo(OUTPUT + passed * OUTPUT / MINUTE);
        }
        assertThat(course.disk.faults(course.clock.millis())).isEmpty();
    }

    private record Call(TestNode node, UUID id, long input, long output) {}

    @Property(tries = 200)
    @Label("two nodes on one budget never spend more than it, whichever of them dies")
    void severalNodesSpendOneBudgetAtMost(@ForAll @Size(max = 120) List<Integer> numbers) throws StoreException {
        TestClock clock = new TestClock();
        TimeOrderedIds ids = new TimeOrderedIds(clock, new SplittableRandom(5));
        InMemoryDisk disk = new InMemoryDisk();
        List<TestNode> nodes = new ArrayList<>(List.of(boot("a", disk, clock, ids), boot("b", disk, clock, ids)));
        Deque<Call> running = new ArrayDeque<>();
        for (Step step : steps(numbers)) {
            int which = step.size % 2;
            TestNode node = nodes.get(which);
            switch (step.kind) {
                case 0, 1, 2 -> {
                    Admit admit = Fixtures.admit(ids.get(), step.size, (long) step.size % 90);
                    Answer<Admitted> answer = new Answer<>();
                    node.ledger.admit(admit, "router", answer);
                    node.settleDown();
                    if (answer.value != null) {
                        running.add(new Call(node, admit.callId(), step.size, step.size % 90));
                    }
                }
                case 3, 4 -> {
                    Call call = running.poll();
                    if (call != null && nodes.contains(call.node)) {
                        call.node.ledger.settle(
                                Fixtures.settle(call.id, Usage.of(call.input, call.output)), new Answer<Settled>());
                        call.node.settleDown();
                    }
                }
                case 5 -> node.ledger.recall("acme");
                case 6 -> {
                    // It dies, and the other one takes over.
                    disk.silence(node.name);
                    nodes.get(1 - which).sweep();
                    nodes.set(which, boot(node.name, disk, clock, ids));
                }
                default -> {
                    clock.advance(step.size * 10L);
                    nodes.forEach(each -> each.ledger.tick());
                }
            }
            for (TestNode each : nodes) {
                each.settleDown();
            }
            assertThat(disk.faults(clock.millis())).isEmpty();
        }
    }

    private static TestNode boot(String name, InMemoryDisk disk, TestClock clock, TimeOrderedIds ids)
            throws StoreException {
        Limits key = Limits.UNLIMITED.withBudgets(new BudgetRule(Whose.KEY, null, Window.MONTH, 6_000));
        return new TestNode(
                name,
                disk,
                (epoch, store) -> store,
                Fixtures.provision(1_000_000, null, key),
                Map.of(),
                LedgerSettings.DEFAULT.with(new Escrow(true, 100_000_000, 60_000, 5_000, 100, 100)),
                clock.ledgerClock(),
                ids,
                id -> {});
    }
}
