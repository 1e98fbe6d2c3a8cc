package org.modelgate.billing.ledger;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.modelgate.billing.ledger.TestNode.Answer;
import org.modelgate.billing.limit.BudgetRule;
import org.modelgate.billing.limit.BudgetRule.Whose;
import org.modelgate.billing.limit.Window;
import org.modelgate.billing.store.InMemoryDisk;
import org.modelgate.billing.store.Provision;
import org.modelgate.billing.store.StoreException;
import org.modelgate.billing.store.TimeOrderedIds;
import org.modelgate.common.bus.messages.Admit;
import org.modelgate.common.bus.messages.Admitted;
import org.modelgate.common.bus.messages.LimitFigures;
import org.modelgate.common.bus.messages.Progress;
import org.modelgate.common.bus.messages.Settled;
import org.modelgate.common.error.ErrorCode;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.inference.Usage;

/** A token costs one nano-USD in and two out. It is Saturday, 21 November 2026, 04:00 UTC. */
class LimitsTest {
    private static final long HOUR = 3_600_000;
    private static final long NONE = Limits.NONE;
    private static final long CREDITS = 1_000_000;

    private final TestClock clock = new TestClock();
    private final TimeOrderedIds ids = new TimeOrderedIds(clock, new SplittableRandom(11));
    private final InMemoryDisk disk = new InMemoryDisk();

    private TestNode boot(Limits key, Limits plan) throws StoreException {
        return boot(key, plan, LedgerSettings.DEFAULT);
    }

    private TestNode boot(Limits key, Limits plan, LedgerSettings settings) throws StoreException {
        return new TestNode(
                disk, Fixtures.provision(CREDITS, "pro", key), Map.of("pro", plan), settings, clock, ids, id -> {});
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

    private Admit of(@Nullable String user, String... tags) {
        return of(100, 100L, user, tags);
    }

    private Admit of(long input, @Nullable Long output, @Nullable String user, String... tags) {
        Admit plain = Fixtures.admit(ids.get(), input, output);
        return new Admit(
                plain.callId(),
                plain.principal(),
                plain.models(),
                input,
                false,
                false,
                output,
                plain.modelMaxOutputTokens(),
                1,
                plain.timeoutMillis(),
                user,
                List.of(tags),
                null,
                null);
    }

    private static void settle(TestNode node, UUID callId, @Nullable Usage usage) throws StoreException {
        Answer<Settled> answer = new Answer<>();
        node.ledger.settle(Fixtures.settle(callId, usage), answer);
        node.settleDown();
        assertThat(answer.value).isNotNull();
    }

    private static GatewayError error(Answer<?> answer) {
        return requireNonNull(answer.error);
    }

    /** Refused for good, or after it waited for running calls in vain. */
    private GatewayError refused(TestNode node, Admit admit) throws StoreException {
        Answer<Admitted> answer = admit(node, admit);
        for (int i = 0; i < 50 && !answer.done(); i++) {
            clock.advance(100);
            node.ledger.tick();
            node.settleDown();
        }
        return error(answer);
    }

    private static Limits limits(String name, long value) {
        return new Limits(
                name.equals("requests_per_minute") ? value : NONE,
                name.equals("tokens_per_minute") ? value : NONE,
                name.equals("input_tokens_per_minute") ? value : NONE,
                name.equals("output_tokens_per_minute") ? value : NONE,
                name.equals("concurrent_requests") ? value : NONE,
                name.equals("requests_per_day") ? value : NONE,
                name.equals("budget") ? value : NONE,
                NONE,
                name.startsWith("budget ") ? List.of(rule(name, value)) : List.of(),
                List.of("*"));
    }

    private static BudgetRule rule(String name, long value) {
        String[] words = name.split(" ", -1);
        return BudgetRule.of(words[1], null, words[2], value);
    }

    /**
     * Three calls of 100 tokens in and 100 out, which cost 300 each, run at once. {@code at} lets three pass and a fourth not;
     * below it the third doesn't pass, above it a fourth does. The wait is told where it is known; for a running call it is a second.
     */
    @ParameterizedTest
    @CsvSource(textBlock = """
            key,  requests_per_minute,      3,   2,   4,   rate_limit_exceeded, 20000
            plan, requests_per_minute,      3,   2,   4,   rate_limit_exceeded, 20000
            key,  tokens_per_minute,        600, 599, 800, rate_limit_exceeded, 20000
            plan, tokens_per_minute,        600, 599, 800, rate_limit_exceeded, 20000
            key,  input_tokens_per_minute,  300, 299, 400, rate_limit_exceeded, 20000
            plan, input_tokens_per_minute,  300, 299, 400, rate_limit_exceeded, 20000
            key,  output_tokens_per_minute, 300, 299, 400, rate_limit_exceeded, 20000
            plan, output_tokens_per_minute, 300, 299, 400, rate_limit_exceeded, 20000
            key,  concurrent_requests,      3,   2,   4,   rate_limit_exceeded, 1000
            plan, concurrent_requests,      3,   2,   4,   rate_limit_exceeded, 1000
            key,  requests_per_day,         3,   2,   4,   plan_limit_exceeded, 72000000
            plan, requests_per_day,         3,   2,   4,   plan_limit_exceeded, 72000000
            key,  budget,                   900, 899, 1200, plan_limit_exceeded, -1
            plan, budget,                   900, 899, 1200, plan_limit_exceeded, 849600000
            key,  budget key day,           900, 899, 1200, plan_limit_exceeded, 72000000
            key,  budget key week,          900, 899, 1200, plan_limit_exceeded, 158400000
            key,  budget key month,         900, 899, 1200, plan_limit_exceeded, 849600000
            key,  budget key lifetime,      900, 899, 1200, plan_limit_exceeded, -1
            key,  budget user day,          900, 899, 1200, plan_limit_exceeded, 72000000
            key,  budget tag week,          900, 899, 1200, plan_limit_exceeded, 158400000
            plan, budget key day,           900, 899, 1200, plan_limit_exceeded, 72000000
            plan, budget account day,       900, 899, 1200, plan_limit_exceeded, 72000000
            plan, budget account week,      900, 899, 1200, plan_limit_exceeded, 158400000
            plan, budget account month,     900, 899, 1200, plan_limit_exceeded, 849600000
            plan, budget account lifetime,  900, 899, 1200, plan_limit_exceeded, -1
            plan, budget user day,          900, 899, 1200, plan_limit_exceeded, 72000000
            plan, budget user week,         900, 899, 1200, plan_limit_exceeded, 158400000
            plan, budget user month,        900, 899, 1200, plan_limit_exceeded, 849600000
            plan, budget user lifetime,     900, 899, 1200, plan_limit_exceeded, -1
            plan, budget tag day,           900, 899, 1200, plan_limit_exceeded, 72000000
            plan, budget tag month,         900, 899, 1200, plan_limit_exceeded, 849600000
            plan, budget tag lifetime,      900, 899, 1200, plan_limit_exceeded, -1
            """)
    void eachLimitHoldsAtItBelowItAndAboveIt(
            String of, String name, long at, long below, long above, String code, long waitMillis)
            throws StoreException {
        assertThat(passed(of, limits(name, below), 3)).isEqualTo(2);
        assertThat(passed(of, limits(name, at), 4)).isEqualTo(3);
        assertThat(passed(of, limits(name, above), 4)).isEqualTo(4);

        TestNode node = fresh(of, limits(name, at));
        List<UUID> calls = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Admit admit = of("alice", "red", "blue");
            calls.add(admit.callId());
            assertThat(admit(node, admit).value).isNotNull();
        }
        boolean lasts = !name.equals("concurrent_requests");
        for (UUID call : lasts ? calls : List.<UUID>of()) {
            settle(node, call, Usage.of(100, 100));
        }
        Answer<Admitted> fourth = admit(node, of("alice", "red", "blue"));
        assertThat(error(fourth).code().wireName()).isEqualTo(code);
        assertThat(error(fourth).retryAfterMillis()).isEqualTo(waitMillis);
        if (waitMillis > 0 && lasts) {
            clock.advance(waitMillis - 1);
            assertThat(admit(node, of("alice", "red", "blue")).error).isNotNull();
            clock.advance(1);
            assertThat(admit(node, of("alice", "red", "blue")).value).isNotNull();
        }
    }

    private TestNode fresh(String of, Limits limits) throws StoreException {
        Provision provision = Fixtures.provision(CREDITS, "pro", of.equals("key") ? limits : Limits.UNLIMITED);
        Limits plan = of.equals("plan") ? limits : Limits.UNLIMITED;
        return new TestNode(
                new InMemoryDisk(), provision, Map.of("pro", plan), LedgerSettings.DEFAULT, clock, ids, id -> {});
    }

    private int passed(String of, Limits limits, int calls) throws StoreException {
        TestNode node = fresh(of, limits);
        int passed = 0;
        for (int i = 0; i < calls; i++) {
            passed += admit(node, of("alice", "red", "blue")).value == null ? 0 : 1;
        }
        return passed;
    }

    @Test
    void eachUserAndEachTagHasABudgetOfItsOwnAndANamedOneAnother() throws StoreException {
        Limits plan = Limits.UNLIMITED.withBudgets(
                new BudgetRule(Whose.USER, null, Window.DAY, 300),
                new BudgetRule(Whose.USER, "vip", Window.DAY, 600),
                new BudgetRule(Whose.TAG, "batch", Window.MONTH, 600));
        TestNode node = boot(Limits.UNLIMITED, plan);

        assertThat(admit(node, of("alice")).value).isNotNull();
        assertThat(admit(node, of("bob", "batch")).value).isNotNull();
        assertThat(admit(node, of("vip")).value).isNotNull();
        assertThat(admit(node, of("vip")).value).isNotNull();
        assertThat(refused(node, of("vip")).message())
                .startsWith("the user 'vip' has a budget of $0.0000006 a day, of which $0 is left");
        assertThat(refused(node, of("alice")).message())
                .startsWith("the user 'alice' has a budget of $0.0000003 a day");
        assertThat(admit(node, of("carol", "batch", "other")).value).isNotNull();
        assertThat(refused(node, of("dave", "batch")).message()).startsWith("the tag 'batch' has a budget of");
        assertThat(admit(node, of(null)).value).isNotNull();
    }

    @Test
    void aKeysUserBudgetIsAnotherThanThePlans() throws StoreException {
        Limits key = Limits.UNLIMITED.withBudgets(new BudgetRule(Whose.USER, null, Window.DAY, 300));
        Limits plan = Limits.UNLIMITED.withBudgets(new BudgetRule(Whose.USER, null, Window.DAY, 900));
        TestNode node = boot(key, plan);

        assertThat(admit(node, of("alice")).value).isNotNull();
        refused(node, of("alice"));
        String period = "2026-11-21";
        assertThat(disk.budget(new BudgetId(1, 1, "user:alice", period)).held()).isEqualTo(300);
        assertThat(disk.budget(new BudgetId(1, 0, "user:alice", period)).held()).isEqualTo(900);
    }

    @Test
    void ofSeveralExhaustedLimitsTheOneThatLastsLongestIsTold() throws StoreException {
        Limits key = limits("requests_per_minute", 1);
        Limits plan = limits("requests_per_minute", 2);
        TestNode node = boot(key, plan);
        admit(node, 1, 1L);
        assertThat(error(admit(node, 1, 1L)).message()).startsWith("this key");

        Limits days = Limits.UNLIMITED.withBudgets(
                new BudgetRule(Whose.KEY, null, Window.DAY, 3), new BudgetRule(Whose.KEY, null, Window.MONTH, 3));
        TestNode other = fresh("key", days);
        Admit admit = Fixtures.admit(ids.get(), 1, 1L);
        admit(other, admit);
        settle(other, admit.callId(), Usage.of(1, 1));
        GatewayError told = error(admit(other, 1, 1L));
        assertThat(told.message()).contains(" a month");
        assertThat(told.retryAfterMillis()).isEqualTo(236 * HOUR);
    }

    @Test
    void aCallWaitsForBudgetThatARunningOneMayGiveBack() throws StoreException {
        TestNode node = boot(limits("budget key day", 500), Limits.UNLIMITED);
        Admit first = of("alice");
        admit(node, first);
        Answer<Admitted> second = admit(node, of("alice"));
        assertThat(second.done()).isFalse();

        settle(node, first.callId(), Usage.of(100, 50));
        assertThat(second.value).isNotNull();
    }

    @Test
    void aCallThatWaitsForOnesBudgetHoldsNobodyElseUp() throws StoreException {
        Limits plan = Limits.UNLIMITED.withBudgets(new BudgetRule(Whose.USER, null, Window.DAY, 500));
        TestNode node = boot(Limits.UNLIMITED, plan);
        admit(node, of("alice"));
        Answer<Admitted> waits = admit(node, of("alice"));

        assertThat(admit(node, of("bob")).value).isNotNull();
        assertThat(waits.done()).isFalse();
    }

    @Test
    void withoutACapOfItsOwnACallFitsIntoWhatIsLeftOfTheBudget() throws StoreException {
        TestNode node = boot(limits("budget key day", 1_100), Limits.UNLIMITED);
        assertThat(requireNonNull(admit(node, 100, null).value).maxOutputTokens())
                .isEqualTo(500);
        assertThat(refused(node, of("x")).code()).isEqualTo(ErrorCode.PLAN_LIMIT_EXCEEDED);
    }

    @Test
    void aFailedCallGivesItsPartOfTheDaysRequestsBack() throws StoreException {
        TestNode node = boot(limits("requests_per_day", 1), Limits.UNLIMITED);
        Admit failed = of("alice");
        admit(node, failed);
        settle(node, failed.callId(), null);
        Admit served = of("alice");
        assertThat(admit(node, served).value).isNotNull();
        settle(node, served.callId(), Usage.of(1, 1));

        assertThat(error(admit(node, of("alice"))).message())
                .isEqualTo("this key has a limit of 1 requests a day, all of which are used");
    }

    @Test
    void whatWasSpentIsRememberedOverRestartsAndAfterTheShareWasForgotten() throws StoreException {
        Limits plan = Limits.UNLIMITED.withBudgets(new BudgetRule(Whose.USER, null, Window.DAY, 500));
        TestNode node = boot(Limits.UNLIMITED, plan, LedgerSettings.DEFAULT.withBudgetsMax(2));
        Admit alice = of("alice");
        admit(node, alice);
        settle(node, alice.callId(), Usage.of(100, 100));
        for (int i = 0; i < 10; i++) {
            Admit other = of("user" + i);
            admit(node, other);
            settle(node, other.callId(), Usage.of(1, 1));
        }
        assertThat(refused(node, of("alice")).message()).contains("of which $0.0000002 is left");

        TestNode next = boot(Limits.UNLIMITED, plan);
        assertThat(refused(next, of("alice")).message()).contains("of which $0.0000002 is left");
        assertThat(disk.faults(clock.millis())).isEmpty();
    }

    @Test
    void moreBudgetsInUseThanThereIsRoomForAreRefused() throws StoreException {
        Limits plan = Limits.UNLIMITED.withBudgets(new BudgetRule(Whose.USER, null, Window.DAY, 500));
        TestNode node = boot(Limits.UNLIMITED, plan, LedgerSettings.DEFAULT.withBudgetsMax(2));
        Admit alice = of("alice");
        admit(node, alice);
        admit(node, of("bob"));

        assertThat(error(admit(node, of("carol"))).code()).isEqualTo(ErrorCode.UNAVAILABLE);
        settle(node, alice.callId(), Usage.of(1, 1));
        assertThat(admit(node, of("carol")).value).isNotNull();
    }

    @Test
    void aBudgetThatComesLaterKnowsWhatItsKeyWasChargedBefore() throws StoreException {
        TestNode node = boot(Limits.UNLIMITED, Limits.UNLIMITED);
        Admit admit = of("alice");
        Admit running = of("alice");
        admit(node, admit);
        admit(node, running);
        settle(node, admit.callId(), Usage.of(100, 100));
        node.ledger.enter(new Recovered.Key(1, 1, new byte[32], true, Long.MAX_VALUE, limits("budget", 700)));

        assertThat(admit(node, of("alice")).value).isNotNull();
        settle(node, running.callId(), Usage.of(100, 100));
        assertThat(refused(node, of("alice")).message()).contains("budget of $0.0000007");
        assertThat(disk.budget(new BudgetId(1, 1, "", "ever")).spent()).isEqualTo(600);
    }

    @Test
    void aLowerLimitHoldsAtOnceAndAHigherOneToo() throws StoreException {
        TestNode node = boot(limits("budget key day", 1_000), Limits.UNLIMITED);
        Admit admit = of("alice");
        admit(node, admit);
        settle(node, admit.callId(), Usage.of(100, 100));
        node.ledger.enter(new Recovered.Key(1, 1, new byte[32], true, Long.MAX_VALUE, limits("budget key day", 500)));
        refused(node, of("alice"));
        node.ledger.enter(new Recovered.Key(1, 1, new byte[32], true, Long.MAX_VALUE, limits("budget key day", 600)));

        assertThat(admit(node, of("alice")).value).isNotNull();
        assertThat(disk.faults(clock.millis())).isEmpty();
    }

    @Test
    void aChangedRateLimitForgetsNothingThatWasTaken() throws StoreException {
        TestNode node = boot(limits("requests_per_minute", 4), Limits.UNLIMITED);
        admit(node, 1, 1L);
        admit(node, 1, 1L);
        node.ledger.enter(
                new Recovered.Key(1, 1, new byte[32], true, Long.MAX_VALUE, limits("requests_per_minute", 3)));

        assertThat(admit(node, 1, 1L).value).isNotNull();
        assertThat(admit(node, 1, 1L).error).isNotNull();
    }

    @Test
    void aRunningCallGrowsWithinItsBudgetsOnly() throws StoreException {
        TestNode node = boot(limits("budget key day", 320), Limits.UNLIMITED);
        Admit admit = of("alice");
        admit(node, admit);
        node.ledger.progress(new Progress(admit.callId(), "acme", Usage.of(100, 100), "m"));
        node.settleDown();

        assertThat(disk.reserved(admit.callId())).contains(300L);
        assertThat(node.told).contains("exhausted " + admit.callId());
    }

    @Test
    void countsOfTokensHaveTheSameLimitApart() throws StoreException {
        TestNode node = boot(limits("requests_per_minute", 1), Limits.UNLIMITED);
        admit(node, 1, 1L);
        Answer<LimitFigures> first = new Answer<>();
        Answer<LimitFigures> second = new Answer<>();
        node.ledger.admitCount(Fixtures.PRINCIPAL, first);
        node.ledger.admitCount(Fixtures.PRINCIPAL, second);

        assertThat(requireNonNull(first.value).limits())
                .isEqualTo(Map.of("requests-limit", 1L, "requests-remaining", 0L, "requests-reset-millis", 60_000L));
        assertThat(error(second).code()).isEqualTo(ErrorCode.RATE_LIMIT_EXCEEDED);
        assertThat(error(second).retryAfterMillis()).isEqualTo(60_000);
    }

    @Test
    void figuresAreOfTheTighterOfKeyAndPlan() throws StoreException {
        Limits key = new Limits(10, 1_000, 700, 900, NONE, NONE, NONE, NONE, List.of(), List.of("*"));
        Limits plan = limits("input_tokens_per_minute", 400);
        TestNode node = boot(key, plan);
        Map<String, Long> figures =
                new HashMap<>(requireNonNull(admit(node, 100, 100L).value).limits());
        figures.keySet().removeIf(name -> name.endsWith("reset-millis"));

        assertThat(figures)
                .isEqualTo(Map.of(
                        "requests-limit", 10L,
                        "requests-remaining", 9L,
                        "tokens-limit", 1_000L,
                        "tokens-remaining", 800L,
                        "input-tokens-limit", 400L,
                        "input-tokens-remaining", 300L,
                        "output-tokens-limit", 900L,
                        "output-tokens-remaining", 800L));
        Answer<LimitFigures> read = new Answer<>();
        node.ledger.limits(Fixtures.PRINCIPAL, false, read);
        assertThat(requireNonNull(read.value).limits()).containsEntry("requests-remaining", 9L);
    }
}
