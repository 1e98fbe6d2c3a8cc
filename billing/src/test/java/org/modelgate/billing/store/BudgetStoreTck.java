package org.modelgate.billing.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.modelgate.billing.ledger.BudgetId;
import org.modelgate.billing.ledger.Escrow;
import org.modelgate.billing.ledger.Fixtures;
import org.modelgate.billing.ledger.LedgerRecord;
import org.modelgate.billing.ledger.LedgerRecord.BudgetGrant;
import org.modelgate.billing.ledger.LedgerRecord.BudgetReturn;
import org.modelgate.billing.ledger.LedgerSettings;
import org.modelgate.billing.ledger.Limits;
import org.modelgate.billing.ledger.Outcome;
import org.modelgate.billing.ledger.Taken;
import org.modelgate.billing.ledger.TestClock;
import org.modelgate.billing.ledger.TestNode;
import org.modelgate.billing.ledger.TestNode.Answer;
import org.modelgate.billing.limit.BudgetRule;
import org.modelgate.billing.limit.BudgetRule.Whose;
import org.modelgate.billing.limit.Window;
import org.modelgate.common.bus.messages.Admit;
import org.modelgate.common.bus.messages.Admitted;
import org.modelgate.common.bus.messages.Settled;
import org.modelgate.common.bus.messages.admin.BudgetLimit;
import org.modelgate.common.bus.messages.admin.KeyLimits;
import org.modelgate.common.inference.Usage;

/** What the store promises of budgets and rate limits, whatever the database. */
abstract class BudgetStoreTck {
    private static final BudgetId DAY = new BudgetId(1, 1, "", "2026-11-21");
    private static final BudgetId ALICE = new BudgetId(1, 0, "user:al'ice", "2026-11");
    private static final long NONE = Limits.NONE;

    private final TestClock clock = new TestClock();
    private final TimeOrderedIds ids = new TimeOrderedIds(clock, new SplittableRandom(3));
    private Storage storage;
    private JdbcDisk disk;

    /** A new, empty database. */
    abstract Storage fresh();

    @BeforeEach
    void open() throws StoreException {
        storage = fresh();
        disk = new JdbcDisk(storage, clock);
    }

    @AfterEach
    void close() throws SQLException {
        disk.close();
    }

    private static Limits key() {
        return new Limits(
                60,
                NONE,
                5_000,
                NONE,
                NONE,
                100,
                NONE,
                NONE,
                List.of(
                        new BudgetRule(Whose.KEY, null, Window.DAY, 3_000),
                        new BudgetRule(Whose.TAG, "re d", Window.WEEK, 2_000)),
                List.of("*"));
    }

    private TestNode boot(String name) throws StoreException {
        Limits plan = Limits.UNLIMITED.withBudgets(new BudgetRule(Whose.USER, null, Window.MONTH, 2_500));
        return new TestNode(
                name,
                disk,
                (epoch, store) -> store,
                Fixtures.provision(1_000_000, "pro", key()),
                Map.of("pro", plan),
                LedgerSettings.DEFAULT.with(new Escrow(true, 120_000, 60_000, 60_000, 100, 100)),
                clock.ledgerClock(),
                ids,
                id -> {});
    }

    private Admit call() {
        Admit plain = Fixtures.admit(ids.get(), 100, 100L);
        return new Admit(
                plain.callId(),
                plain.principal(),
                plain.models(),
                100,
                false,
                false,
                100L,
                plain.modelMaxOutputTokens(),
                1,
                10_000,
                "al'ice",
                List.of("re d"),
                null,
                null);
    }

    private static boolean admit(TestNode node, Admit admit) throws StoreException {
        Answer<Admitted> answer = new Answer<>();
        node.ledger.admit(admit, "router", answer);
        node.settleDown();
        return answer.value != null;
    }

    private static void settle(TestNode node, UUID callId) throws StoreException {
        Answer<Settled> answer = new Answer<>();
        node.ledger.settle(Fixtures.settle(callId, Usage.of(100, 50)), answer);
        node.settleDown();
        assertThat(answer.value).isNotNull();
    }

    @Test
    void chargesCountInEachBudgetAndSharesSayWhatIsHeld() throws StoreException {
        TestNode node = boot("a");
        Admit admit = call();
        assertThat(admit(node, admit)).isTrue();
        settle(node, admit.callId());

        assertThat(disk.budget(DAY).spent()).isEqualTo(200);
        assertThat(disk.budget(ALICE).spent()).isEqualTo(200);
        assertThat(disk.budget(new BudgetId(1, 1, "tag:re d", "2026-W47")).spent())
                .isEqualTo(200);
        assertThat(disk.budget(new BudgetId(1, 1, "requests", "2026-11-21")).spent())
                .isEqualTo(1);
        assertThat(disk.faults(clock.millis())).isEmpty();
    }

    @Test
    void aRestartGivesTheShareBackButForWhatOpenCallsHold() throws StoreException {
        TestNode node = boot("a");
        Admit open = call();
        Admit done = call();
        admit(node, open);
        admit(node, done);
        settle(node, done.callId());

        TestNode next = boot("a");
        assertThat(disk.budget(DAY)).isEqualTo(new LedgerDisk.BudgetState(200, 300));
        settle(next, open.callId());
        assertThat(disk.budget(DAY)).isEqualTo(new LedgerDisk.BudgetState(400, 0));
        assertThat(disk.budget(ALICE)).isEqualTo(new LedgerDisk.BudgetState(400, 0));
        assertThat(disk.faults(clock.millis())).isEmpty();
    }

    @Test
    void anotherNodeSpendsWhatATakeOverFrees() throws StoreException {
        TestNode a = boot("a");
        TestNode b = boot("b");
        admit(a, call());
        disk.silence("a");
        b.sweep();
        b.settleDown();
        int passed = 0;
        for (int i = 0; i < 20; i++) {
            passed += admit(b, call()) ? 1 : 0;
        }
        // The tag's 2,000 are the tightest; the lost call holds 300 of them.
        assertThat(passed).isEqualTo(5);
        assertThat(disk.faults(clock.millis())).isEmpty();
    }

    @Test
    void aGrantIsAtMostHalfUnlessMoreIsNeededAndNeverMoreThanTheLimit() throws StoreException {
        Bootstrap.Started started = disk.start("a", Fixtures.provision(1_000), clock.millis());
        LedgerStore store = disk.store("a", started.recovered().epoch());
        UUID lease = ids.get();

        assertThat(commit(store, grant(lease, 0, 5_000))).isEqualTo(new Outcome.Shared(500, 0, 0, 500, 0));
        assertThat(commit(store, grant(lease, 400, 400))).isEqualTo(new Outcome.Shared(900, 0, 0, 100, 0));
        assertThat(commit(store, grant(lease, 101, 200))).isEqualTo(new Outcome.Shared(900, 0, 0, 100, 0));
        assertThat(commit(store, grant(lease, 0, Long.MAX_VALUE))).isEqualTo(new Outcome.Shared(1_000, 0, 0, 0, 0));
        assertThat(disk.faults(clock.millis())).isEmpty();
    }

    @Test
    void returnsAreSumsSoThatARepeatedOneChangesNothing() throws StoreException {
        Bootstrap.Started started = disk.start("a", Fixtures.provision(1_000), clock.millis());
        LedgerStore store = disk.store("a", started.recovered().epoch());
        UUID lease = ids.get();
        commit(store, grant(lease, 600, 600));
        Batch twice = new Batch(List.of(new BudgetReturn(DAY, lease, 100), new BudgetReturn(DAY, lease, 250)), ids);
        store.commit(twice);
        store.commit(twice);

        assertThat(disk.budget(DAY).held()).isEqualTo(350);
        assertThat(commit(store, grant(lease, 0, 0))).isEqualTo(new Outcome.Shared(600, 250, 0, 650, 0));
    }

    @Test
    void aFencedNodeNeitherGetsNorGivesShares() throws StoreException {
        Bootstrap.Started started = disk.start("a", Fixtures.provision(1_000), clock.millis());
        LedgerStore store = disk.store("a", started.recovered().epoch());
        UUID lease = ids.get();
        commit(store, grant(lease, 600, 600));
        disk.start("a", Fixtures.provision(1_000), clock.millis());

        assertThat(commit(store, grant(lease, 100, 100))).isEqualTo(Outcome.FENCED);
        assertThat(commit(store, new BudgetReturn(DAY, lease, 600))).isEqualTo(Outcome.FENCED);
        assertThat(disk.budget(DAY).held()).isZero();
    }

    private static BudgetGrant grant(UUID lease, long least, long most) {
        return new BudgetGrant(DAY, lease, 1_000, least, most, Long.MAX_VALUE);
    }

    private Outcome commit(LedgerStore store, LedgerRecord record) throws StoreException {
        return store.commit(new Batch(List.of(record), ids)).getFirst();
    }

    @Test
    void anotherNodeReadsWhatWasTakenOfRatesAndWhatStillRuns() throws StoreException {
        TestNode a = boot("a");
        Admit old = call();
        admit(a, old);
        clock.advance(70_000);
        Admit done = call();
        Admit running = call();
        admit(a, done);
        admit(a, running);
        settle(a, done.callId());
        List<Taken> taken = disk.taken(1, ids.get(), clock.millis() - 60_000);

        assertThat(taken).hasSize(1);
        Taken key = taken.getFirst();
        assertThat(key.key()).isEqualTo(1);
        assertThat(key.requests()).isEqualTo(2);
        assertThat(key.inputTokens()).isEqualTo(200);
        assertThat(key.outputTokens()).isEqualTo(150);
        assertThat(key.running())
                .extracting(Taken.Running::callId)
                .containsExactlyInAnyOrder(old.callId(), running.callId());
    }

    @Test
    void limitsOfAKeyAreReadAsTheyWereWritten() throws Exception {
        boot("a");
        try (Connection c = disk.database().openReader()) {
            assertThat(KeyRows.key(c, 1).orElseThrow().limits()).isEqualTo(key());
            assertThat(KeyRows.find(c, "key_1").orElseThrow().limits())
                    .isEqualTo(new KeyLimits(
                            60,
                            NONE,
                            5_000,
                            NONE,
                            NONE,
                            100,
                            NONE,
                            List.of(
                                    new BudgetLimit("key", null, "day", 3_000),
                                    new BudgetLimit("tag", "re d", "week", 2_000)),
                            List.of("*")));
        }
    }

    @Test
    void periodsThatAreLongOverAreForgotten() throws Exception {
        TestNode node = boot("a");
        Admit admit = call();
        admit(node, admit);
        settle(node, admit.callId());
        List<Long> counts = new ArrayList<>();
        for (int days : List.of(0, 30, 15)) {
            clock.advance(days * 86_400_000L);
            boot("a");
            counts.add(disk.number("SELECT COUNT(*) FROM budget").orElseThrow());
        }

        // Of day, day, week and month the last one is over for fewer than forty days.
        assertThat(counts).containsExactly(4L, 4L, 1L);
        assertThat(disk.faults(clock.millis())).isEmpty();
    }
}
