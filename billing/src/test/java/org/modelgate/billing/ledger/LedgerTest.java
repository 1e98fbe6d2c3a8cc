package org.modelgate.billing.ledger;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.modelgate.billing.ledger.TestNode.Answer;
import org.modelgate.billing.pricing.Rates;
import org.modelgate.billing.store.InMemoryDisk;
import org.modelgate.billing.store.Provision;
import org.modelgate.billing.store.StoreException;
import org.modelgate.billing.store.TimeOrderedIds;
import org.modelgate.common.bus.messages.Admit;
import org.modelgate.common.bus.messages.Admitted;
import org.modelgate.common.bus.messages.Credits;
import org.modelgate.common.bus.messages.Principal;
import org.modelgate.common.bus.messages.Progress;
import org.modelgate.common.bus.messages.Settle;
import org.modelgate.common.bus.messages.Settled;
import org.modelgate.common.error.ErrorCode;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.inference.Usage;

/** A token costs one nano-USD in and two out. */
class LedgerTest {
    private static final long MINUTE = 60_000;

    private final TestClock clock = new TestClock();
    private final TimeOrderedIds ids = new TimeOrderedIds(clock, new SplittableRandom(7));
    private final InMemoryDisk disk = new InMemoryDisk();
    private final Set<UUID> durable = new HashSet<>();

    private TestNode boot(Provision provision, Map<String, Limits> plans) throws StoreException {
        return new TestNode(disk, provision, plans, LedgerSettings.DEFAULT, clock, ids, durable::add);
    }

    private TestNode boot(long credits) throws StoreException {
        return boot(Fixtures.provision(credits), Map.of());
    }

    private Answer<Admitted> admit(TestNode node, long input, @Nullable Long output) throws StoreException {
        return admit(node, Fixtures.admit(ids.get(), input, output));
    }

    private static Answer<Admitted> admit(TestNode node, Admit admit) throws StoreException {
        Answer<Admitted> answer = new Answer<>();
        node.ledger.admit(admit, "router", answer);
        node.settleDown();
        return answer;
    }

    private static Settled settle(TestNode node, UUID callId, @Nullable Usage usage) throws StoreException {
        Answer<Settled> answer = new Answer<>();
        node.ledger.settle(Fixtures.settle(callId, usage), answer);
        node.settleDown();
        return requireNonNull(answer.value);
    }

    private static Credits credits(TestNode node) {
        Answer<Credits> answer = new Answer<>();
        node.ledger.credits("acme", answer);
        return requireNonNull(answer.value);
    }

    private static GatewayError error(Answer<?> answer) {
        return requireNonNull(answer.error);
    }

    @Test
    void balanceFallsByExactlyTheCost() throws StoreException {
        TestNode node = boot(10_000);
        Admit admit = Fixtures.admit(ids.get(), 100, 50L);

        assertThat(admit(node, admit).value).isEqualTo(new Admitted(50, 200, Map.of()));
        assertThat(durable).containsExactly(admit.callId());
        assertThat(credits(node)).isEqualTo(new Credits(10_000, 200, 0));

        assertThat(settle(node, admit.callId(), Usage.of(90, 20))).isEqualTo(new Settled(130, 110));
        assertThat(credits(node)).isEqualTo(new Credits(9_870, 0, 130));
        assertThat(disk.charged(admit.callId())).contains(130L);
    }

    @Test
    void nothingIsAnsweredBeforeItIsDurable() throws StoreException {
        TestNode node = boot(10_000);
        admit(node, 1, 1L);
        Admit admit = Fixtures.admit(ids.get(), 100, 50L);
        Answer<Admitted> admitted = new Answer<>();
        Answer<Settled> settled = new Answer<>();
        node.ledger.admit(admit, "router", admitted);
        node.ledger.settle(Fixtures.settle(admit.callId(), Usage.of(1, 1)), settled);

        assertThat(admitted.done()).isTrue();
        assertThat(durable).doesNotContain(admit.callId());
        node.form(1);
        node.commit();
        node.tell();
        assertThat(durable).contains(admit.callId());
        assertThat(settled.done()).isFalse();
        node.settleDown();
        assertThat(settled.value).isEqualTo(new Settled(3, 2));
    }

    @Test
    void repeatedSettlementGetsTheFirstAnswerFromMemoryAndFromDisk() throws StoreException {
        TestNode node = boot(10_000);
        Admit admit = Fixtures.admit(ids.get(), 100, 50L);
        admit(node, admit);
        settle(node, admit.callId(), Usage.of(10, 10));

        assertThat(settle(node, admit.callId(), Usage.of(99, 40)).chargedNano()).isEqualTo(30);
        TestNode next = boot(10_000);
        assertThat(settle(next, admit.callId(), Usage.of(99, 40)).chargedNano()).isEqualTo(30);
        assertThat(credits(next).spentNano()).isEqualTo(30);
    }

    @Test
    void failedCallCostsNothingAndGivesItsCreditBack() throws StoreException {
        TestNode node = boot(200);
        Admit admit = Fixtures.admit(ids.get(), 100, 50L);
        admit(node, admit);

        assertThat(settle(node, admit.callId(), null)).isEqualTo(new Settled(0, 0));
        assertThat(admit(node, 100, 50L).value).isNotNull();
    }

    @Test
    void absurdUsageIsChargedAtTheReservationAndReported() throws StoreException {
        TestNode node = boot(10_000);
        Admit admit = Fixtures.admit(ids.get(), 100, 50L);
        admit(node, admit);

        assertThat(settle(node, admit.callId(), Usage.of(Long.MAX_VALUE / 2, 1)).chargedNano())
                .isEqualTo(200);
        assertThat(node.told).containsExactly("overran " + admit.callId());
    }

    @Test
    void cacheWritesAreReservedAtTheirPriceOnlyIfTheyCanOccur() throws StoreException {
        TestNode node = boot(10_000);
        Admit plain = Fixtures.admit(ids.get(), 100, 0L);
        Admit five = new Admit(
                ids.get(),
                Fixtures.PRINCIPAL,
                List.of("m"),
                100,
                true,
                false,
                0L,
                List.of(100L),
                1,
                1_000,
                null,
                List.of(),
                null,
                null);
        Admit hour = new Admit(
                ids.get(),
                Fixtures.PRINCIPAL,
                List.of("m"),
                100,
                true,
                true,
                0L,
                List.of(100L),
                1,
                1_000,
                null,
                List.of(),
                null,
                null);

        assertThat(requireNonNull(admit(node, plain).value).reservedNano()).isEqualTo(100);
        assertThat(requireNonNull(admit(node, five).value).reservedNano()).isEqualTo(125);
        assertThat(requireNonNull(admit(node, hour).value).reservedNano()).isEqualTo(200);
    }

    private static Provision twoModels(long credits) {
        Provision one = Fixtures.provision(credits);
        Rates big = Rates.flat("big", 10_000, 20_000, 10_000, 12_500, 20_000);
        return new Provision(one.accounts(), one.keys(), List.of(Fixtures.RATES, big));
    }

    private Admit mayFallBack(@Nullable Long output, long cap, long bigCap) {
        return new Admit(
                ids.get(),
                Fixtures.PRINCIPAL,
                List.of("m", "big"),
                100,
                false,
                false,
                output,
                List.of(cap, bigCap),
                1,
                1_000,
                null,
                List.of(),
                null,
                null);
    }

    private static Settle answeredBy(String model, UUID callId) {
        Settle settle = Fixtures.settle(callId, Usage.of(10, 10));
        return new Settle(
                callId,
                settle.principal(),
                model,
                settle.usage(),
                settle.source(),
                settle.provider(),
                settle.providerModel(),
                settle.outcome(),
                settle.attempts(),
                1,
                1,
                null,
                null);
    }

    @Test
    void callThatMayFallBackReservesForTheDearestModelAndPaysTheOneThatAnswered() throws StoreException {
        TestNode node = boot(twoModels(1_000_000), Map.of());
        for (String model : List.of("m", "big")) {
            Admit admit = mayFallBack(50L, 8_192, 8_192);
            assertThat(requireNonNull(admit(node, admit).value).reservedNano()).isEqualTo(100 * 10 + 50 * 20);
            Answer<Settled> settled = new Answer<>();
            node.ledger.settle(answeredBy(model, admit.callId()), settled);
            node.settleDown();
            assertThat(requireNonNull(settled.value).chargedNano()).isEqualTo(model.equals("m") ? 30 : 300);
        }
        assertThat(disk.faults(clock.millis())).isEmpty();
    }

    @Test
    void withoutACapEachModelIsReservedForUpToItsOwn() throws StoreException {
        TestNode node = boot(twoModels(1_000_000), Map.of());
        Admitted cheapIsLonger = requireNonNull(admit(node, mayFallBack(null, 2_000, 10)).value);
        Admitted poor = requireNonNull(admit(boot(twoModels(0), Map.of()), mayFallBack(null, 1_000, 20)).value);

        assertThat(cheapIsLonger).isEqualTo(new Admitted(2_000, 100 + 2 * 2_000, Map.of()));
        assertThat(poor.maxOutputTokens()).isEqualTo(1_000);
    }

    @Test
    void recoveryAfterACrashChargesByTheModelThatMadeTheProgress() throws StoreException {
        TestNode node = boot(twoModels(1_000_000), Map.of());
        Admit open = mayFallBack(50L, 8_192, 8_192);
        Admit seen = mayFallBack(50L, 8_192, 8_192);
        admit(node, open);
        admit(node, seen);
        node.ledger.progress(new Progress(seen.callId(), "acme", Usage.of(100, 7), "big"));
        node.settleDown();

        TestNode next = boot(twoModels(1_000_000), Map.of());
        Answer<Settled> settled = new Answer<>();
        next.ledger.settle(answeredBy("big", open.callId()), settled);
        clock.advance(100_000);
        next.ledger.tick();
        next.settleDown();
        assertThat(requireNonNull(settled.value).chargedNano()).isEqualTo(300);
        assertThat(disk.charged(seen.callId())).contains(1_140L);
    }

    @Test
    void missingCreditSaysWhatIsRequiredAvailableAndAffordable() throws StoreException {
        TestNode node = boot(1_000);
        GatewayError error = error(admit(node, 400, 500L));

        assertThat(error.code()).isEqualTo(ErrorCode.INSUFFICIENT_CREDITS);
        assertThat(error.message())
                .isEqualTo("insufficient credits: required $0.0000014, available $0.000001; "
                        + "max affordable output tokens: 300");
        assertThat(credits(node)).isEqualTo(new Credits(1_000, 0, 0));
    }

    @Test
    void callWithoutCapIsClampedToWhatIsAffordableDownTo256Tokens() throws StoreException {
        assertThat(requireNonNull(admit(boot(1_000_000), 100, null).value).maxOutputTokens())
                .isEqualTo(4_096);
        TestNode poor = new TestNode(
                new InMemoryDisk(),
                Fixtures.provision(100 + 2 * 300),
                Map.of(),
                LedgerSettings.DEFAULT,
                clock,
                ids,
                durable::add);
        assertThat(requireNonNull(admit(poor, 100, null).value).maxOutputTokens())
                .isEqualTo(300);
        TestNode poorer = new TestNode(
                new InMemoryDisk(),
                Fixtures.provision(100 + 2 * 255),
                Map.of(),
                LedgerSettings.DEFAULT,
                clock,
                ids,
                durable::add);
        assertThat(error(admit(poorer, 100, null)).code()).isEqualTo(ErrorCode.INSUFFICIENT_CREDITS);
    }

    @Test
    void twoHundredParallelCallsOnCreditForTenLetTenThroughAndNeverOverspend() throws StoreException {
        // Each may cost 200 and costs 130.
        TestNode node = boot(10 * 130 + 70);
        Deque<UUID> running = new ArrayDeque<>();
        List<Answer<Admitted>> answers = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            UUID callId = ids.get();
            Answer<Admitted> answer = new Answer<>() {
                @Override
                public void ok(Admitted admitted) {
                    super.ok(admitted);
                    running.add(callId);
                }
            };
            answers.add(answer);
            node.ledger.admit(Fixtures.admit(callId, 100, 50L), "router", answer);
        }
        node.settleDown();
        while (!running.isEmpty()) {
            settle(node, running.remove(), Usage.of(90, 20));
            clock.advance(20);
            node.ledger.tick();
        }

        assertThat(answers).allMatch(Answer::done);
        assertThat(answers.stream().filter(a -> a.value != null)).hasSize(10);
        assertThat(credits(node)).isEqualTo(new Credits(70, 0, 1_300));
        assertThat(disk.faults(clock.millis())).isEmpty();
    }

    @Test
    void waitingForCreditEndsAfterAFewSecondsWith402() throws StoreException {
        TestNode node = boot(200);
        admit(node, 100, 50L);
        Answer<Admitted> waiting = admit(node, 100, 50L);

        clock.advance(2_999);
        node.ledger.tick();
        assertThat(waiting.done()).isFalse();
        clock.advance(1);
        node.ledger.tick();
        assertThat(error(waiting).code()).isEqualTo(ErrorCode.INSUFFICIENT_CREDITS);
        assertThat(error(waiting).message()).contains("$0.0000002 is held by running calls");
    }

    @Test
    void lineOfWaitingCallsIsBounded() throws StoreException {
        TestNode node = boot(200);
        admit(node, 100, 50L);
        for (int i = 0; i < 1_000; i++) {
            assertThat(admit(node, 100, 50L).done()).isFalse();
        }
        assertThat(error(admit(node, 100, 50L)).code()).isEqualTo(ErrorCode.INSUFFICIENT_CREDITS);
    }

    @Test
    void topUpServesThoseWhoWait() throws StoreException {
        TestNode node = boot(200);
        admit(node, 100, 50L);
        Answer<Admitted> waiting = admit(node, 100, 50L);
        node.ledger.topUp("acme", 500, "invoice-7", "admin");
        node.ledger.topUp("acme", 500, "invoice-7", "admin");
        node.settleDown();

        assertThat(waiting.value).isNotNull();
        assertThat(credits(node)).isEqualTo(new Credits(700, 400, 0));
    }

    @Test
    void requestsAMinuteAreRefusedWithTheRightWaitAndTakeNothing() throws StoreException {
        Limits limits = new Limits(2, Limits.NONE, Limits.NONE, Limits.NONE, Limits.NONE, List.of("*"));
        TestNode node = boot(Fixtures.provision(10_000, null, limits), Map.of());
        Answer<Admitted> first = admit(node, 1, 1L);
        admit(node, 1, 1L);
        clock.advance(10_000);
        GatewayError refused = error(admit(node, 1, 1L));

        assertThat(requireNonNull(first.value).limits())
                .isEqualTo(Map.of("requests-limit", 2L, "requests-remaining", 1L, "requests-reset-millis", 30_000L));
        assertThat(refused.code()).isEqualTo(ErrorCode.RATE_LIMIT_EXCEEDED);
        assertThat(refused.message()).isEqualTo("this key has reached its limit of 2 requests a minute");
        assertThat(refused.retryAfterMillis()).isEqualTo(20_000);
        assertThat(credits(node).reservedNano()).isEqualTo(6);
        clock.advance(20_000);
        assertThat(admit(node, 1, 1L).value).isNotNull();
    }

    @Test
    void tokensOfAMinuteAreCorrectedByWhatWasUsed() throws StoreException {
        Limits limits = new Limits(Limits.NONE, 1_000, Limits.NONE, Limits.NONE, Limits.NONE, List.of("*"));
        TestNode node = boot(Fixtures.provision(100_000, null, limits), Map.of());
        Admit admit = Fixtures.admit(ids.get(), 300, 600L);
        admit(node, admit);
        assertThat(error(admit(node, 100, 100L)).retryAfterMillis()).isEqualTo(6_000);

        settle(node, admit.callId(), Usage.of(100, 100));
        assertThat(admit(node, 100, 100L).value).isNotNull();
    }

    @Test
    void concurrentRequestsOfThePlanCountUntilSettled() throws StoreException {
        Limits plan = new Limits(Limits.NONE, Limits.NONE, 1, Limits.NONE, 32, List.of("*"));
        TestNode node = boot(Fixtures.provision(10_000, "pro", Limits.UNLIMITED), Map.of("pro", plan));
        Admit admit = Fixtures.admit(ids.get(), 1, null);
        assertThat(requireNonNull(admit(node, admit).value).maxOutputTokens()).isEqualTo(32);

        GatewayError refused = error(admit(node, 1, 1L));
        assertThat(refused.message()).isEqualTo("this account's plan has reached its limit of 1 concurrent requests");
        assertThat(refused.retryAfterMillis()).isEqualTo(1_000);
        settle(node, admit.callId(), null);
        assertThat(admit(node, 1, 1L).value).isNotNull();
    }

    @Test
    void budgetOfAKeyHoldsOverRestartsAndHasNoRetryAfter() throws StoreException {
        Limits limits = new Limits(Limits.NONE, Limits.NONE, Limits.NONE, 500, Limits.NONE, List.of("*"));
        TestNode node = boot(Fixtures.provision(10_000, null, limits), Map.of());
        Admit admit = Fixtures.admit(ids.get(), 100, 100L);
        admit(node, admit);
        settle(node, admit.callId(), Usage.of(100, 100));

        TestNode next = boot(Fixtures.provision(10_000, null, limits), Map.of());
        GatewayError refused = error(admit(next, 1, 100L));
        assertThat(refused.code()).isEqualTo(ErrorCode.PLAN_LIMIT_EXCEEDED);
        assertThat(refused.message()).contains("this key has a budget of $0.0000005, of which $0.0000002 is left");
        assertThat(refused.retryAfterMillis()).isEqualTo(GatewayError.NO_RETRY_AFTER);
    }

    @Test
    void monthlyBudgetOfAPlanIsFreshNextMonth() throws StoreException {
        Limits plan = new Limits(Limits.NONE, Limits.NONE, Limits.NONE, 300, Limits.NONE, List.of("*"));
        TestNode node = boot(Fixtures.provision(10_000, "pro", Limits.UNLIMITED), Map.of("pro", plan));
        Admit admit = Fixtures.admit(ids.get(), 100, 100L);
        admit(node, admit);
        settle(node, admit.callId(), Usage.of(100, 100));
        GatewayError refused = error(admit(node, 1, 1L));

        // It is 21 November, 04:00 UTC.
        long december = (9 * 24 + 20) * 60 * MINUTE;
        assertThat(refused.code()).isEqualTo(ErrorCode.PLAN_LIMIT_EXCEEDED);
        assertThat(refused.retryAfterMillis()).isEqualTo(december);
        clock.advance(december);
        assertThat(admit(node, 1, 1L).value).isNotNull();
    }

    @Test
    void modelsOutsideTheKeysListAreForbiddenAndUnknownOnesNotFound() throws StoreException {
        Limits limits =
                new Limits(Limits.NONE, Limits.NONE, Limits.NONE, Limits.NONE, Limits.NONE, List.of("claude-*", "gpt"));
        TestNode node = boot(Fixtures.provision(10_000, null, limits), Map.of());
        Admit unknown = new Admit(
                ids.get(),
                Fixtures.PRINCIPAL,
                List.of("m", "zz"),
                1,
                false,
                false,
                1L,
                List.of(1L, 1L),
                1,
                1_000,
                null,
                List.of(),
                null,
                null);

        assertThat(error(admit(node, 1, 1L)).code()).isEqualTo(ErrorCode.FORBIDDEN);
        assertThat(error(admit(node, unknown)).code()).isEqualTo(ErrorCode.MODEL_NOT_FOUND);
        assertThat(limits.allows("claude-x")).isTrue();
        assertThat(limits.allows("gpt-5")).isFalse();
    }

    @Test
    void keyOfAnotherAccountIsAnUnknownKey() throws StoreException {
        TestNode node = boot(10_000);
        Admit foreign = new Admit(
                ids.get(),
                new Principal("other", "key_1"),
                List.of("m"),
                1,
                false,
                false,
                1L,
                List.of(1L),
                1,
                1_000,
                null,
                List.of(),
                null,
                null);

        assertThat(error(admit(node, foreign)).code()).isEqualTo(ErrorCode.INVALID_API_KEY);
    }

    @Test
    void restartKeepsOpenReservationsAndReturnsTheRest() throws StoreException {
        TestNode node = boot(1_000);
        Admit admit = Fixtures.admit(ids.get(), 100, 50L);
        admit(node, admit);

        TestNode next = boot(1_000);
        assertThat(credits(next)).isEqualTo(new Credits(1_000, 200, 0));
        assertThat(next.ledger.spendable("acme")).isEqualTo(800);
        assertThat(settle(next, admit.callId(), Usage.of(100, 10)).chargedNano())
                .isEqualTo(120);
        assertThat(credits(next)).isEqualTo(new Credits(880, 0, 120));
        assertThat(next.ledger.spendable("acme")).isEqualTo(880);
        assertThat(disk.faults(clock.millis())).isEmpty();
    }

    @Test
    void janitorChargesWhatWasSeenAfterTheGraceTimeAndNothingElse() throws StoreException {
        TestNode node = boot(1_000);
        Admit seen = Fixtures.admit(ids.get(), 100, 50L);
        Admit unseen = Fixtures.admit(ids.get(), 100, 50L);
        admit(node, seen);
        admit(node, unseen);
        node.ledger.progress(new Progress(seen.callId(), "acme", Usage.of(100, 7), "m"));
        node.settleDown();

        TestNode next = boot(1_000);
        clock.advance(69_999);
        next.ledger.tick();
        assertThat(next.ledger.openReservations()).isEqualTo(2);
        clock.advance(1_001);
        next.ledger.tick();
        next.settleDown();
        assertThat(disk.charged(seen.callId())).contains(114L);
        assertThat(disk.charged(unseen.callId())).contains(0L);
        assertThat(credits(next)).isEqualTo(new Credits(886, 0, 114));
    }

    @Test
    void callsOfADeadProcessThatHeldEveryRouterAreRecoveredAtItsNextStart() throws StoreException {
        TestNode node = boot(1_000);
        Admit seen = Fixtures.admit(ids.get(), 100, 50L);
        Admit unseen = Fixtures.admit(ids.get(), 100, 50L);
        admit(node, seen);
        admit(node, unseen);
        node.ledger.progress(new Progress(seen.callId(), "acme", Usage.of(100, 7), "m"));
        node.settleDown();

        TestNode next = new TestNode(
                disk, Fixtures.provision(1_000), Map.of(), LedgerSettings.ONE_PROCESS, clock, ids, durable::add);
        next.ledger.tick();
        next.settleDown();

        assertThat(credits(next)).isEqualTo(new Credits(886, 0, 114));
        assertThat(next.ledger.spendable("acme")).isEqualTo(886);
        assertThat(settle(next, seen.callId(), Usage.of(100, 10)).chargedNano())
                .as("a settlement that comes all the same gets the same answer")
                .isEqualTo(114);
        assertThat(disk.faults(clock.millis())).isEmpty();
    }

    @Test
    void settlementOfALostReservationIsStillChargedButNeverAboveTheCredit() throws StoreException {
        TestNode node = boot(100);
        assertThat(settle(node, ids.get(), Usage.of(10, 10)).chargedNano()).isEqualTo(30);
        assertThat(settle(node, ids.get(), Usage.of(500, 500)).chargedNano()).isEqualTo(70);
        UUID tooLate = ids.get();
        assertThat(settle(node, tooLate, Usage.of(500, 500)).chargedNano()).isZero();
        assertThat(disk.late(tooLate)).isTrue();
        assertThat(credits(node)).isEqualTo(new Credits(0, 0, 100));
    }

    @Test
    void failingStorageRefusesAdmissionsAndKeepsSettlementsWaiting() throws StoreException {
        TestNode node = boot(1_000);
        Admit admit = Fixtures.admit(ids.get(), 100, 50L);
        admit(node, admit);
        node.ledger.storageFailing(true);
        Answer<Settled> settled = new Answer<>();
        node.ledger.settle(Fixtures.settle(admit.callId(), Usage.of(1, 1)), settled);
        Answer<Admitted> refused = new Answer<>();
        node.ledger.admit(Fixtures.admit(ids.get(), 1, 1L), "router", refused);

        assertThat(error(refused).code()).isEqualTo(ErrorCode.UNAVAILABLE);
        assertThat(settled.done()).isFalse();
        node.ledger.storageFailing(false);
        node.settleDown();
        assertThat(settled.value).isEqualTo(new Settled(3, 2));
    }

    @Test
    void takenOverLedgerAdmitsNothingAndLeavesSettlementsToItsSuccessor() throws StoreException {
        TestNode node = boot(1_000);
        Admit admit = Fixtures.admit(ids.get(), 100, 50L);
        admit(node, admit);
        TestNode successor = boot(1_000);

        for (int asked = 0; asked < 2; asked++) {
            Answer<Settled> refused = new Answer<>();
            node.ledger.settle(Fixtures.settle(admit.callId(), Usage.of(10, 10)), refused);
            node.settleDown();
            assertThat(error(refused).code()).isEqualTo(ErrorCode.UNAVAILABLE);
        }
        assertThat(node.fenced).isTrue();
        assertThat(error(admit(node, 1, 1L)).code()).isEqualTo(ErrorCode.UNAVAILABLE);
        assertThat(settle(successor, admit.callId(), Usage.of(10, 10)).chargedNano())
                .isEqualTo(30);
    }

    @Test
    void repeatedAdmissionOfARunningCallReservesOnce() throws StoreException {
        TestNode node = boot(1_000);
        Admit admit = Fixtures.admit(ids.get(), 100, 50L);
        Answer<Admitted> first = admit(node, admit);
        Answer<Admitted> second = admit(node, admit);

        assertThat(second.value).isEqualTo(first.value);
        assertThat(credits(node).reservedNano()).isEqualTo(200);
    }
}
