package org.modelgate.billing.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.modelgate.billing.ledger.Fixtures;
import org.modelgate.billing.ledger.LedgerRecord;
import org.modelgate.billing.ledger.LedgerRecord.Facts;
import org.modelgate.billing.ledger.LedgerRecord.Kind;
import org.modelgate.billing.ledger.LedgerSettings;
import org.modelgate.billing.ledger.Outcome;
import org.modelgate.billing.ledger.TestClock;
import org.modelgate.billing.ledger.TestNode;
import org.modelgate.billing.ledger.TestNode.Answer;
import org.modelgate.common.bus.messages.Admit;
import org.modelgate.common.bus.messages.Admitted;
import org.modelgate.common.bus.messages.Generation;
import org.modelgate.common.bus.messages.Settle;
import org.modelgate.common.bus.messages.Settled;
import org.modelgate.common.inference.Usage;
import org.modelgate.common.inference.UsageSource;

class JdbcLedgerStoreTest {
    @TempDir
    Path folder;

    private final TestClock clock = new TestClock();
    private final TimeOrderedIds ids = new TimeOrderedIds(clock, new SplittableRandom(3));
    private JdbcDisk disk;

    @BeforeEach
    void open() throws StoreException {
        disk = new JdbcDisk(folder.resolve("ledger.db"), clock);
    }

    @AfterEach
    void close() throws SQLException {
        disk.close();
    }

    private TestNode boot(long credits) throws StoreException {
        return new TestNode(
                disk, Fixtures.provision(credits), Map.of(), LedgerSettings.DEFAULT, clock, ids, callId -> {});
    }

    private static void admit(TestNode node, UUID callId) throws StoreException {
        Answer<Admitted> answer = new Answer<>();
        node.ledger.admit(Fixtures.admit(callId, 100, 50L), "router", answer);
        node.settleDown();
        assertThat(answer.value).isNotNull();
    }

    private static Settled settle(TestNode node, Settle settle) throws StoreException {
        Answer<Settled> answer = new Answer<>();
        node.ledger.settle(settle, answer);
        node.settleDown();
        assertThat(answer.value).isNotNull();
        return answer.value;
    }

    @Test
    void chargesOfOneAccountAndBatchAreOneTransferThatEachCallNames() throws StoreException {
        TestNode node = boot(1_000_000);
        List<UUID> calls = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            UUID callId = ids.get();
            calls.add(callId);
            node.ledger.admit(Fixtures.admit(callId, 100, 50L), "router", new Answer<Admitted>());
        }
        node.settleDown();
        for (UUID callId : calls) {
            node.ledger.settle(Fixtures.settle(callId, Usage.of(1, 1)), new Answer<Settled>());
        }
        node.settleDown();

        assertThat(disk.number("SELECT COUNT(*) FROM resolution")).contains(100L);
        assertThat(disk.number("SELECT COUNT(*) FROM tx WHERE kind='charge'")).contains(1L);
        assertThat(disk.number("SELECT MAX(nano) FROM entry e JOIN tx t ON t.id=e.tx WHERE t.kind='charge'"))
                .contains(300L);
        assertThat(disk.faults(clock.millis())).isEmpty();
    }

    @Test
    void reopenedFileHasAllThatWasAnswered() throws Exception {
        TestNode node = boot(10_000);
        UUID settled = ids.get();
        UUID open = ids.get();
        admit(node, settled);
        admit(node, open);
        settle(node, Fixtures.settle(settled, Usage.of(10, 10)));
        disk.close();
        open();
        TestNode next = boot(10_000);

        assertThat(settle(next, Fixtures.settle(settled, Usage.of(77, 0))).chargedNano())
                .isEqualTo(30);
        assertThat(settle(next, Fixtures.settle(open, Usage.of(77, 0))).chargedNano())
                .isEqualTo(77);
        assertThat(next.ledger.spendable("acme")).isEqualTo(10_000 - 107);
        assertThat(disk.faults(clock.millis())).isEmpty();
    }

    @Test
    void creditsOfTheConfigurationAreGrantedOnce() throws StoreException {
        boot(10_000);
        assertThat(boot(10_000).ledger.spendable("acme")).isEqualTo(10_000);
        assertThat(disk.number("SELECT COUNT(*) FROM tx WHERE ref='1:config:acme'"))
                .contains(1L);
    }

    @ParameterizedTest
    @CsvSource({"tx, actor='x'", "entry, nano=nano+1", "resolution, nano=0", "attempt, cost_nano=0", "price, pico=0"})
    void writtenHistoryCanNeitherBeChangedNorDeleted(String table, String change) throws Exception {
        TestNode node = boot(10_000);
        UUID callId = ids.get();
        admit(node, callId);
        settle(node, failedOver(callId));
        try (Connection c = disk.database().openWriter();
                Statement s = c.createStatement()) {
            assertThatThrownBy(() -> s.execute("UPDATE " + table + " SET " + change))
                    .hasMessageContaining(table + " is append-only");
            assertThatThrownBy(() -> s.execute("DELETE FROM " + table)).hasMessageContaining(table + " is append-only");
            c.rollback();
        }
    }

    private static Settle failedOver(UUID callId) {
        Settle.AttemptRecord failed = new Settle.AttemptRecord("a", "m-a", "overloaded", 529, null, null);
        Settle.AttemptRecord ok = new Settle.AttemptRecord("b", "m-b", "ok", 200, Usage.of(5, 6), "up-9");
        return new Settle(
                callId,
                Fixtures.PRINCIPAL,
                "m",
                Usage.of(5, 6),
                UsageSource.ESTIMATED,
                "b",
                "m-b",
                "completed",
                List.of(failed, ok),
                20,
                5);
    }

    @Test
    void meteredRecordOfACallCanBeReadByItsAccountOnly() throws Exception {
        TestNode node = boot(10_000);
        UUID callId = ids.get();
        admit(node, callId);
        settle(node, failedOver(callId));
        try (LedgerReader reader = new LedgerReader(disk.database())) {
            Generation generation = reader.generation("acme", callId).orElseThrow();
            assertThat(generation)
                    .isEqualTo(new Generation(
                            callId,
                            "m",
                            "b",
                            "m-b",
                            "completed",
                            Usage.of(5, 6),
                            "estimated",
                            17,
                            20,
                            5,
                            clock.millis(),
                            failedOver(callId).attempts()));
            assertThat(reader.generation("other", callId)).isEmpty();
            assertThat(reader.settled(callId)).contains(new Settled(17, 11));
            assertThat(reader.settled(ids.get())).isEmpty();
        }
    }

    @Test
    void batchWhoseOutcomeWasLostChangesNothingWhenRepeated() throws StoreException {
        Bootstrap.Started started = disk.start(LedgerDisk.LOCAL, Fixtures.provision(1_000), clock.millis());
        LedgerStore store = disk.store(LedgerDisk.LOCAL, started.recovered().epoch());
        UUID lease = ids.get();
        UUID callId = ids.get();
        Batch batch = new Batch(
                List.of(
                        new LedgerRecord.Grant(ids.get(), 1, lease, 1_000, 1_000),
                        new LedgerRecord.Reserve(callId, lease, 1, 1, 1, List.of(), 200, 0, 0),
                        resolve(callId, lease, 200, 30)),
                ids);
        List<Outcome> first = store.commit(batch);

        assertThat(store.commit(batch)).isEqualTo(first);
        assertThat(first).containsExactly(new Outcome.Moved(1_000, 0, 0), Outcome.DONE, Outcome.DONE);
        Batch other = new Batch(List.of(resolve(callId, lease, 200, 99)), ids);
        assertThat(store.commit(other)).containsExactly(new Outcome.AlreadyResolved(30, 40));
        assertThat(disk.number("SELECT spent FROM lease")).contains(30L);
    }

    private static LedgerRecord.Resolve resolve(UUID callId, UUID lease, long held, long nano) {
        Facts facts =
                new Facts(Usage.of(20, 20), UsageSource.PROVIDER_FINAL, "sim", "m-1", "completed", 1, 1, List.of());
        return new LedgerRecord.Resolve(callId, lease, false, 1, 1, Kind.SETTLED, 1, held, nano, 202611, facts, 0);
    }

    @Test
    void leaseNeverSpendsMoreThanItWasGranted() throws StoreException {
        Bootstrap.Started started = disk.start(LedgerDisk.LOCAL, Fixtures.provision(100), clock.millis());
        LedgerStore store = disk.store(LedgerDisk.LOCAL, started.recovered().epoch());
        UUID lease = ids.get();
        UUID callId = ids.get();
        store.commit(new Batch(List.of(new LedgerRecord.Grant(ids.get(), 1, lease, 100, 100)), ids));
        Batch greedy = new Batch(
                List.of(
                        new LedgerRecord.Reserve(callId, lease, 1, 1, 1, List.of(), 200, 0, 0),
                        resolve(callId, lease, 200, 101)),
                ids);

        assertThat(store.commit(greedy)).containsExactly(Outcome.FENCED, Outcome.FENCED);
        assertThat(disk.late(callId)).isTrue();
        assertThat(disk.charged(callId)).isEmpty();
    }

    @Test
    void fencedLeaseIsSplitOffAndTheRestOfTheBatchIsPosted() throws StoreException {
        TestNode old = boot(1_000);
        UUID callId = ids.get();
        admit(old, callId);
        Bootstrap.Started started = disk.start(LedgerDisk.LOCAL, Fixtures.provision(1_000), clock.millis());
        UUID oldLease = started.recovered().open().getFirst().lease();
        LedgerStore store = disk.store(LedgerDisk.LOCAL, started.recovered().epoch());
        UUID lease = ids.get();
        UUID other = ids.get();
        List<Outcome> outcomes = store.commit(new Batch(
                List.of(
                        new LedgerRecord.Grant(ids.get(), 1, lease, 800, 800),
                        resolve(callId, oldLease, 200, 10),
                        new LedgerRecord.Reserve(other, lease, 1, 1, 1, List.of(), 50, 0, 0),
                        resolve(other, lease, 50, 30)),
                ids));

        assertThat(outcomes).containsExactly(new Outcome.Moved(800, 0, 0), Outcome.FENCED, Outcome.DONE, Outcome.DONE);
        assertThat(disk.charged(other)).contains(30L);
        assertThat(disk.charged(callId)).isEmpty();
    }

    @Test
    void recoveryFindsOpenCallsOfAnyIdThoughTheWatermarkMoves() throws StoreException {
        TestNode node = boot(100_000);
        SplittableRandom random = new SplittableRandom(11);
        Set<UUID> open = new HashSet<>();
        for (int i = 0; i < 30; i++) {
            UUID callId = i % 3 == 0 ? new UUID(random.nextLong(), random.nextLong()) : ids.get();
            admit(node, callId);
            if (i % 2 == 0) {
                settle(node, Fixtures.settle(callId, null));
            } else {
                open.add(callId);
            }
            clock.advance(200);
            node.ledger.tick();
            node.settleDown();
        }
        Bootstrap.Started started = disk.start(LedgerDisk.LOCAL, Fixtures.provision(0), clock.millis());

        assertThat(started.recovered().open()).extracting(o -> o.callId()).containsExactlyInAnyOrderElementsOf(open);
    }

    @Test
    void watermarkKeepsRecoveryFromReadingAllHistory() throws StoreException {
        TestNode node = boot(100_000);
        UUID first = ids.get();
        admit(node, first);
        settle(node, Fixtures.settle(first, null));
        clock.advance(10 * 60_000);
        node.ledger.tick();
        node.settleDown();

        UUID from = disk.start(LedgerDisk.LOCAL, Fixtures.provision(0), clock.millis())
                .recovered()
                .openFrom();
        assertThat(Long.compareUnsigned(from.getMostSignificantBits(), first.getMostSignificantBits()))
                .isPositive();
    }

    @Test
    void auditFindsAForgedBalance() throws Exception {
        TestNode node = boot(10_000);
        admit(node, ids.get());
        try (Connection c = disk.database().openWriter();
                Statement s = c.createStatement()) {
            s.execute("UPDATE wallet SET available=available+5, funded=funded+5");
            s.execute("UPDATE lease SET spent=spent+1");
            c.commit();
        }
        assertThat(disk.faults(clock.millis()))
                .anyMatch(fault -> fault.startsWith("R2 wallet and entries differ"))
                .anyMatch(fault -> fault.startsWith("R2 a lease's charges differ"));
    }

    @Test
    void auditFindsAReservationThatNobodyResolved() throws StoreException {
        TestNode node = boot(10_000);
        Admit admit = Fixtures.admit(ids.get(), 1, 1L);
        admit(node, admit.callId());
        assertThat(disk.faults(clock.millis())).isEmpty();
        assertThat(disk.faults(clock.millis() + 10_000 + 60_000 + 300_001))
                .anyMatch(fault -> fault.startsWith("R3 a reservation is overdue"));
    }

    @Test
    void missingDirectoryOrLockedFileIsAnErrorThatSaysWhich() {
        assertThatThrownBy(() -> Database.open(new Storage.Sqlite(Path.of("/proc/nowhere/x.db"))))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("/proc/nowhere");
    }

    @Test
    void refusedDataIsToldApartFromAFailingDisk() throws StoreException {
        Bootstrap.Started started = disk.start(LedgerDisk.LOCAL, Fixtures.provision(100), clock.millis());
        LedgerStore store = disk.store(LedgerDisk.LOCAL, started.recovered().epoch());
        LedgerRecord bad = new LedgerRecord.TopUp(ids.get(), 1, -1_000, "bad", "test");

        assertThatThrownBy(() -> store.commit(new Batch(List.of(bad), ids)))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.constraint()).isTrue());
        assertThat(disk.number("SELECT available FROM wallet")).isEqualTo(Optional.of(100L));
    }
}
