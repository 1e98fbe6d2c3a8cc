package org.modelgate.billing.ledger;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.modelgate.billing.ledger.TestNode.Answer;
import org.modelgate.billing.limit.BudgetRule;
import org.modelgate.billing.limit.BudgetRule.Whose;
import org.modelgate.billing.limit.Window;
import org.modelgate.billing.store.InMemoryDisk;
import org.modelgate.billing.store.LedgerDisk;
import org.modelgate.billing.store.StoreException;
import org.modelgate.billing.store.TimeOrderedIds;
import org.modelgate.common.bus.messages.Admit;
import org.modelgate.common.bus.messages.Admitted;
import org.modelgate.common.bus.messages.Settle;
import org.modelgate.common.bus.messages.Settled;
import org.modelgate.common.error.CreditShortage;
import org.modelgate.common.error.ErrorCode;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.inference.Usage;

/** Limits that several nodes have in common. A token costs one nano-USD in and two out. */
class SharedLimitsTest {
    private static final long NONE = Limits.NONE;
    private static final BudgetId DAY = new BudgetId(1, 1, "", "2026-11-21");

    private final TestClock clock = new TestClock();
    private final TimeOrderedIds ids = new TimeOrderedIds(clock, new SplittableRandom(11));
    private final InMemoryDisk disk = new InMemoryDisk();

    private TestNode boot(String name, Limits key) throws StoreException {
        return new TestNode(
                name,
                disk,
                (epoch, store) -> store,
                Fixtures.provision(1_000_000, null, key),
                Map.of(),
                LedgerSettings.DEFAULT.with(new Escrow(true, 120_000, 60_000, 60_000, 100, 100)),
                clock.ledgerClock(),
                ids,
                id -> {});
    }

    private static Limits rates(long requests, long input, long concurrent) {
        return new Limits(requests, NONE, input, NONE, concurrent, NONE, NONE, NONE, List.of(), List.of("*"));
    }

    private static Limits dayBudget(long nano) {
        return Limits.UNLIMITED.withBudgets(new BudgetRule(Whose.KEY, null, Window.DAY, nano));
    }

    private Answer<Admitted> admit(TestNode node, Admit admit) throws StoreException {
        Answer<Admitted> answer = new Answer<>();
        node.ledger.admit(admit, "router", answer);
        node.settleDown();
        return answer;
    }

    private Admit call() {
        return Fixtures.admit(ids.get(), 100, 100L);
    }

    private Answer<Admitted> admit(TestNode node) throws StoreException {
        return admit(node, call());
    }

    private static void settle(TestNode node, UUID callId) throws StoreException {
        Answer<Settled> answer = new Answer<>();
        node.ledger.settle(Fixtures.settle(callId, Usage.of(100, 100)), answer);
        node.settleDown();
        assertThat(answer.value).isNotNull();
    }

    private void wait(TestNode... nodes) throws StoreException {
        for (int i = 0; i < 40; i++) {
            clock.advance(100);
            for (TestNode node : nodes) {
                node.ledger.tick();
                node.settleDown();
            }
        }
    }

    @Test
    void twoNodesLetTheSameBudgetBeSpentOnce() throws StoreException {
        TestNode a = boot("a", dayBudget(3_000));
        TestNode b = boot("b", dayBudget(3_000));
        int passed = 0;
        for (int i = 0; i < 20; i++) {
            Answer<Admitted> answer = admit(i % 2 == 0 ? a : b);
            passed += answer.value == null ? 0 : 1;
        }
        assertThat(passed).isBetween(9, 10);
        assertThat(disk.budget(DAY).held()).isLessThanOrEqualTo(3_000);
    }

    @Test
    void whoLacksCreditIsToldWhatTheWalletHasThoughThisNodeHoldsNothing() throws StoreException {
        TestNode node = boot("a", Limits.UNLIMITED);
        GatewayError error = requireNonNull(admit(node, Fixtures.admit(ids.get(), 100, 1_000_000L)).error);
        assertThat(error.shortage()).isEqualTo(new CreditShortage(2_000_100, 1_000_000, 499_950));
        wait(node);
        assertThat(admit(node, Fixtures.admit(ids.get(), 100, 499_950L)).value).isNotNull();
    }

    @Test
    void whatANodeHoldsIdleOthersGetByRecall() throws StoreException {
        TestNode a = boot("a", dayBudget(3_000));
        TestNode b = boot("b", dayBudget(3_000));
        Admit first = call();
        admit(a, first);
        settle(a, first.callId());
        assertThat(disk.budget(DAY).held()).isPositive();
        b.peers = new TestNode.Peers() {
            @Override
            public void recall(String account) {
                a.ledger.recall(account);
            }

            @Override
            public void forward(Settle settle, String address, Reply<Settled> reply) {
                throw new AssertionError("nothing to forward");
            }

            @Override
            public void exhausted(UUID callId) {}
        };
        List<Answer<Admitted>> answers = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            answers.add(admit(b));
        }
        wait(a, b);
        assertThat(answers).allSatisfy(answer -> assertThat(answer.value).isNotNull());
        assertThat(requireNonNull(lateRefusal(b)).code()).isEqualTo(ErrorCode.PLAN_LIMIT_EXCEEDED);
        assertThat(disk.faults(clock.millis())).isEmpty();
    }

    private @Nullable GatewayError lateRefusal(TestNode node) throws StoreException {
        Answer<Admitted> answer = admit(node);
        wait(node);
        return answer.error;
    }

    @Test
    void theShareOfADeadNodeIsNotSpentAgainUntilItIsTakenOver() throws StoreException {
        TestNode a = boot("a", dayBudget(3_000));
        TestNode b = boot("b", dayBudget(3_000));
        Admit lost = call();
        admit(a, lost);
        long locked = disk.budget(DAY).held();
        assertThat(locked).isBetween(300L, 2_999L);
        int passed = 0;
        for (int i = 0; i < 20; i++) {
            passed += admit(b).value == null ? 0 : 1;
        }
        assertThat(300L * passed).isBetween(3_000 - locked - 300, 3_000 - locked);
        // Those that hoped for the other node's share give up.
        wait(b);

        disk.silence("a");
        b.sweep();
        b.settleDown();
        wait(b);
        for (int i = 0; i < 20; i++) {
            passed += admit(b).value == null ? 0 : 1;
        }
        // The lost call may still be settled for what it held.
        assertThat(passed).isEqualTo(9);
        settle(b, lost.callId());
        assertThat(disk.budget(DAY).spent()).isEqualTo(300);
        assertThat(disk.faults(clock.millis())).isEmpty();
    }

    @Test
    void aNodeThatBeginsToDecideKnowsWhatTheLastOneLetPass() throws StoreException {
        Limits limits = rates(5, 1_000, NONE);
        TestNode a = boot("a", limits);
        TestNode b = boot("b", limits);
        for (int i = 0; i < 3; i++) {
            assertThat(admit(a).value).isNotNull();
        }
        assertThat(requireNonNull(admit(b).value).limits())
                .containsEntry("requests-remaining", 1L)
                .containsEntry("input-tokens-remaining", 600L);
        assertThat(admit(b).value).isNotNull();
        assertThat(admit(b).error).isNotNull();
    }

    @Test
    void whatTwoNodesLetPassWhileRoutersDisagreedIsOwed() throws StoreException {
        Limits limits = rates(4, NONE, NONE);
        TestNode a = boot("a", limits);
        TestNode b = boot("b", limits);
        admit(a);
        admit(b);
        clock.advance(1);
        admit(a);
        admit(a);
        b.ledger.membersChanged();

        assertThat(admit(b).error).isNotNull();
    }

    @Test
    void slotsOfCallsOnOtherNodesCountUntilTheirRouterSaysTheyAreOver() throws StoreException {
        Limits limits = rates(NONE, NONE, 2);
        TestNode a = boot("a", limits);
        TestNode b = boot("b", limits);
        Admit there = call();
        admit(a, there);
        assertThat(admit(b).value).isNotNull();
        assertThat(requireNonNull(admit(b).error).message()).contains("2 concurrent requests");

        settle(a, there.callId());
        b.ledger.settle(Fixtures.settle(there.callId(), Usage.of(100, 100)), new Answer<Settled>());
        b.settleDown();
        assertThat(admit(b).value).isNotNull();
    }

    @Test
    void slotsOfCallsOnADeadNodeEndWithTheirTime() throws StoreException {
        Limits limits = rates(NONE, NONE, 1);
        TestNode a = boot("a", limits);
        TestNode b = boot("b", limits);
        admit(a);
        assertThat(admit(b).error).isNotNull();
        clock.advance(71_000);
        b.ledger.tick();
        b.settleDown();

        assertThat(admit(b).value).isNotNull();
    }

    @Test
    void regionsHaveEqualPartsOfARate() throws StoreException {
        TestNode a = boot("a", rates(10, NONE, 5));
        a.ledger.committed(
                List.of(new LedgerRecord.Beat("a", clock.millis())), List.of(new Outcome.Alive(2, 2, List.of())));
        assertThat(requireNonNull(admit(a).value).limits())
                .containsEntry("requests-limit", 5L)
                .containsEntry("requests-remaining", 4L);
        admit(a);
        assertThat(requireNonNull(admit(a).error).message()).contains("5 concurrent requests");
    }

    @Test
    void withoutTheDatabaseARateThatNobodyKnowsIsTakenAndComesBackWithinAMinute() throws StoreException {
        TestNode a = boot(LedgerDisk.LOCAL, rates(60, NONE, NONE));
        a.ledger.takenNotKnown(1);
        assertThat(admit(a).error).isNotNull();
        clock.advance(1_000);
        assertThat(admit(a).value).isNotNull();
    }
}
