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
import org.modelgate.billing.ledger.Escrow;
import org.modelgate.billing.ledger.Fixtures;
import org.modelgate.billing.ledger.LedgerRecord;
import org.modelgate.billing.ledger.LedgerRecord.Facts;
import org.modelgate.billing.ledger.LedgerRecord.Kind;
import org.modelgate.billing.ledger.LedgerSettings;
import org.modelgate.billing.ledger.Outcome;
import org.modelgate.billing.ledger.Recovered;
import org.modelgate.billing.ledger.TestClock;
import org.modelgate.billing.ledger.TestNode;
import org.modelgate.billing.ledger.TestNode.Answer;
import org.modelgate.billing.pricing.Rates;
import org.modelgate.common.bus.messages.Admit;
import org.modelgate.common.bus.messages.Admitted;
import org.modelgate.common.bus.messages.Generation;
import org.modelgate.common.bus.messages.Progress;
import org.modelgate.common.bus.messages.Settle;
import org.modelgate.common.bus.messages.Settled;
import org.modelgate.common.inference.Usage;
import org.modelgate.common.inference.UsageSource;

/** What the store promises, whatever the database. */
abstract class LedgerStoreTck {
    private Storage storage;

    @TempDir
    Path folder;

    private Path journalFile;

    private final TestClock clock = new TestClock();
    private final TimeOrderedIds ids = new TimeOrderedIds(clock, new SplittableRandom(3));
    private JdbcDisk disk;

    /** A new, empty database. */
    abstract Storage fresh();

    @BeforeEach
    void create() throws StoreException {
        storage = fresh();
        journalFile = folder.resolve("journal/a");
        open();
    }

    private void open() throws StoreException {
        disk = new JdbcDisk(storage, clock);
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
                    .hasMessageMatching(
                            "(?s).*(" + table + " is append-only|permission denied for table " + table + ").*");
            c.rollback();
            assertThatThrownBy(() -> s.execute("DELETE FROM " + table))
                    .hasMessageMatching(
                            "(?s).*(" + table + " is append-only|permission denied for table " + table + ").*");
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
                5,
                null,
                null);
    }

    @Test
    void whatNoClientPaysIsBorneInDoubleEntry() throws Exception {
        TestNode node = boot(10_000);
        List<String> providers = List.of("a", "c", "a");
        for (String provider : providers) {
            UUID callId = ids.get();
            admit(node, callId);
            Settle ok = failedOver(callId);
            settle(
                    node,
                    new Settle(
                            callId,
                            Fixtures.PRINCIPAL,
                            "m",
                            ok.usage(),
                            ok.source(),
                            "b",
                            "m-b",
                            "completed",
                            List.of(
                                    new Settle.AttemptRecord(
                                            provider, "m-a", "provider_error", 200, Usage.of(7, 3), null),
                                    ok.attempts().getLast()),
                            20,
                            5,
                            null,
                            null));
        }

        assertThat(disk.number("SELECT SUM(nano) FROM entry WHERE account=0")).contains(39L);
        assertThat(disk.number(
                        "SELECT -SUM(e.nano) FROM entry e JOIN account a ON a.id=e.account WHERE a.kind='cost:a'"))
                .contains(26L);
        assertThat(node.ledger.spendable("acme")).isEqualTo(10_000 - 3 * 17);
        assertThat(disk.faults(clock.millis())).isEmpty();
        forge("UPDATE attempt SET absorbed_nano=absorbed_nano+1 WHERE provider='c'");
        assertThat(disk.faults(clock.millis()))
                .containsExactly(
                        "R2 absorbed attempts and entries differ: absorbed",
                        "R2 a provider's absorbed attempts and entries differ: c");
    }

    private TestNode node(String name, Rates rates) throws StoreException {
        Provision plain = Fixtures.provision(2_000_000_000);
        return new TestNode(
                name,
                disk,
                (epoch, store) -> store,
                new Provision(plain.accounts(), plain.keys(), List.of(rates)),
                Map.of(),
                LedgerSettings.DEFAULT.with(Escrow.SHARED),
                clock.ledgerClock(),
                ids,
                callId -> {});
    }

    @Test
    void aCallKeepsThePriceOfItsAdmissionWhateverOtherNodesCharge() throws Exception {
        TestNode old = node("old", Fixtures.RATES);
        UUID running = ids.get();
        UUID left = ids.get();
        admit(old, running);
        admit(old, left);
        TestNode next = node("next", Rates.flat("m", 10_000, 20_000, 10_000, 10_000, 10_000));
        UUID dear = ids.get();
        admit(next, dear);

        assertThat(settle(old, Fixtures.settle(running, Usage.of(10, 10))).chargedNano())
                .isEqualTo(30);
        assertThat(settle(next, Fixtures.settle(dear, Usage.of(10, 10))).chargedNano())
                .isEqualTo(300);
        UUID cheap = ids.get();
        admit(old, cheap);
        assertThat(settle(old, Fixtures.settle(cheap, Usage.of(10, 10))).chargedNano())
                .isEqualTo(30);
        disk.silence("old");
        Janitor.Adopted adopted = disk.sweep("next", next.epoch).orElseThrow();
        next.ledger.adopt(adopted.open(), adopted.prices());
        assertThat(settle(next, Fixtures.settle(left, Usage.of(10, 10))).chargedNano())
                .as("by the node that answers for it now, which never had that price")
                .isEqualTo(30);
        assertThat(disk.number("SELECT COUNT(DISTINCT version) FROM price")).contains(2L);
        assertThat(disk.faults(clock.millis())).isEmpty();
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
            assertThat(reader.find(callId).settled()).isEqualTo(new Settled(17, 11));
            assertThat(reader.find(ids.get()).settled()).isNull();
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
        return new LedgerRecord.Resolve(
                callId, lease, false, 1, 1, Kind.SETTLED, 1, held, nano, 202611, facts, 0, List.of(), List.of());
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
    void walletGoesBelowZeroAsFarAsThePlanAllowsAndNoNanoFurther() throws StoreException {
        Bootstrap.Started started = disk.start(LedgerDisk.LOCAL, Fixtures.overdrawing(100, 50), clock.millis());
        LedgerStore store = disk.store(LedgerDisk.LOCAL, started.recovered().epoch());
        UUID lease = ids.get();

        assertThat(store.commit(new Batch(List.of(new LedgerRecord.Grant(ids.get(), 1, lease, 151, 151)), ids)))
                .containsExactly(new Outcome.Moved(0, 150, 0));
        assertThat(store.commit(
                        new Batch(List.of(new LedgerRecord.Grant(ids.get(), 1, lease, 0, Long.MAX_VALUE)), ids)))
                .containsExactly(new Outcome.Moved(150, 0, 0));
        assertThat(store.commit(new Batch(List.of(new LedgerRecord.Grant(ids.get(), 1, lease, 0, 1)), ids)))
                .containsExactly(new Outcome.Moved(0, 0, 0));
        assertThat(disk.number("SELECT available FROM wallet")).contains(-50L);
        assertThat(disk.faults(clock.millis())).isEmpty();
    }

    @Test
    void whatIsOwedStaysOwedWhenThePlanAllowsNoneAnyMore() throws StoreException {
        Bootstrap.Started started = disk.start(LedgerDisk.LOCAL, Fixtures.overdrawing(100, 50), clock.millis());
        UUID lease = ids.get();
        UUID callId = ids.get();
        disk.store(LedgerDisk.LOCAL, started.recovered().epoch())
                .commit(new Batch(
                        List.of(
                                new LedgerRecord.Grant(ids.get(), 1, lease, 150, 150),
                                new LedgerRecord.Reserve(callId, lease, 1, 1, 1, List.of(), 145, 0, 0),
                                resolve(callId, lease, 145, 140)),
                        ids));
        Bootstrap.Started next = disk.start(LedgerDisk.LOCAL, Fixtures.provision(100), clock.millis());
        LedgerStore store = disk.store(LedgerDisk.LOCAL, next.recovered().epoch());

        assertThat(next.recovered().orgs().getFirst().availableNano()).isEqualTo(-40);
        assertThat(store.commit(new Batch(
                        List.of(
                                new LedgerRecord.Grant(ids.get(), 1, ids.get(), 0, Long.MAX_VALUE),
                                new LedgerRecord.TopUp(ids.get(), 1, 30, "first", "me"),
                                new LedgerRecord.TopUp(ids.get(), 1, 20, "second", "me")),
                        ids)))
                .containsExactly(
                        new Outcome.Moved(0, -40, 0), new Outcome.Moved(30, -10, 0), new Outcome.Moved(20, 10, 0));
        assertThat(disk.number("SELECT available FROM wallet")).contains(10L);
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
    void aCallThatACrashInterruptedIsStillItsUsers() throws StoreException {
        TestNode node = boot(100_000);
        UUID callId = ids.get();
        Admit some = Fixtures.admit(callId, 100, 50L);
        Admit hers = new Admit(
                callId,
                some.principal(),
                some.models(),
                some.inputTokensMax(),
                some.cacheWrites(),
                some.longCacheWrites(),
                some.maxOutputTokens(),
                some.modelMaxOutputTokens(),
                some.choices(),
                some.timeoutMillis(),
                null,
                List.of(),
                "alice",
                "s-1");
        node.ledger.admit(hers, "router", new Answer<Admitted>());
        node.settleDown();
        node.ledger.progress(new Progress(callId, "acme", Usage.of(10, 10), "m"));
        node.settleDown();

        TestNode next = boot(100_000);
        clock.advance(10_000 + LedgerSettings.DEFAULT.graceMillis() + 60_000);
        next.ledger.tick();
        next.settleDown();

        assertThat(disk.charged(callId)).contains(30L);
        assertThat(disk.number(
                        "SELECT nano FROM resolution WHERE kind='recovered' AND end_user='alice' AND session='s-1'"))
                .contains(30L);
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

    /** Runs what the ledger's own sessions may not, with triggers off. */
    abstract void forge(String sql) throws SQLException;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "UPDATE resolution SET at=at+1 | R6 a sealed batch was changed",
                "UPDATE tx SET actor='me' WHERE kind='grant' | R6 a sealed batch was changed",
                "DELETE FROM seal WHERE n=2 | R6 a sealed batch is missing before",
                "UPDATE seal SET hash=prev WHERE n=1 | R6 a sealed batch was changed",
                "UPDATE reservation SET api_key=api_key+1 | R3 a key's spending and its charges differ",
                "INSERT INTO refund(res,reference,nano,reason,actor,at) SELECT res,'r',nano+1,'','',0 FROM resolution "
                        + "| R2 refunds are above their call's charge",
            })
    void auditFindsWhatWasChangedBehindTheLedgersBack(String sql, String fault) throws Exception {
        TestNode node = boot(10_000);
        for (int i = 0; i < 3; i++) {
            UUID callId = ids.get();
            admit(node, callId);
            settle(node, Fixtures.settle(callId, Usage.of(1, 1)));
        }
        assertThat(disk.faults(clock.millis())).isEmpty();
        forge(sql);

        assertThat(disk.faults(clock.millis())).anyMatch(found -> found.startsWith(fault));
    }

    @Test
    void auditHoldsTheLedgerAgainstWhatProvidersSay() throws Exception {
        TestNode node = boot(10_000);
        UUID callId = ids.get();
        admit(node, callId);
        settle(node, Fixtures.settle(callId, Usage.of(30, 20)));

        assertThat(Audit.run(disk.database(), List.of(ProviderUsage.parse("sim,2026-11-21,30,20")), clock.millis()))
                .isEmpty();
        assertThat(Audit.run(disk.database(), List.of(ProviderUsage.parse("sim,2026-11-21,31,20")), clock.millis()))
                .containsExactly("R5 sim on 2026-11-21 says 31 input tokens, the ledger has 30");
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
    void refusedDataIsToldApartFromAFailingDisk() throws StoreException {
        Bootstrap.Started started = disk.start(LedgerDisk.LOCAL, Fixtures.provision(100), clock.millis());
        LedgerStore store = disk.store(LedgerDisk.LOCAL, started.recovered().epoch());
        LedgerRecord bad = new LedgerRecord.TopUp(ids.get(), 1, -1_000, "bad", "test");

        assertThatThrownBy(() -> store.commit(new Batch(List.of(bad), ids)))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.constraint()).isTrue());
        assertThat(disk.number("SELECT available FROM wallet")).isEqualTo(Optional.of(100L));
    }

    @Test
    void deadNodesCallsAreAnsweredForByAnotherAndItsLateWritesAreRefused() throws StoreException {
        Bootstrap.Started a = disk.start("a", Fixtures.provision(1_000), clock.millis());
        LedgerStore storeA = disk.store("a", a.recovered().epoch());
        Bootstrap.Started b = disk.start("b", Fixtures.provision(1_000), clock.millis());
        LedgerStore storeB = disk.store("b", b.recovered().epoch());
        UUID lease = ids.get();
        UUID callId = ids.get();
        storeA.commit(new Batch(
                List.of(
                        new LedgerRecord.Grant(ids.get(), 1, lease, 600, 600),
                        new LedgerRecord.Reserve(callId, lease, 1, 1, 1, List.of(), 200, 0, 0)),
                ids));
        assertThat(disk.sweep("b", b.recovered().epoch())).isEmpty();
        disk.silence("a");
        Janitor.Adopted adopted = disk.sweep("b", b.recovered().epoch()).orElseThrow();

        assertThat(adopted.open())
                .singleElement()
                .extracting(Recovered.Open::callId)
                .isEqualTo(callId);
        assertThat(disk.available()).isEqualTo(800);
        assertThat(disk.find(callId).keeper()).isEqualTo("b");
        assertThat(storeA.commit(new Batch(List.of(resolve(callId, lease, 200, 30)), ids)))
                .containsExactly(Outcome.FENCED);
        assertThat(storeA.commit(new Batch(List.of(new LedgerRecord.Beat("x", 1)), ids)))
                .containsExactly(Outcome.FENCED);
        LedgerRecord.Resolve own = resolve(callId, lease, 200, 30);
        LedgerRecord.Resolve byKeeper = new LedgerRecord.Resolve(
                callId,
                lease,
                true,
                1,
                1,
                Kind.RECOVERED,
                1,
                200,
                60,
                own.period(),
                own.facts(),
                0,
                List.of(),
                List.of());
        UUID later = ids.get();
        assertThat(storeB.commit(new Batch(List.of(byKeeper), ids))).containsExactly(Outcome.DONE);
        assertThat(storeB.commit(new Batch(List.of(new LedgerRecord.Grant(ids.get(), 1, later, 1, 5_000)), ids)))
                .containsExactly(new Outcome.Moved(940, 0, 0));
        assertThat(disk.faults(clock.millis())).isEmpty();
    }

    @Test
    void walletGivesAllOrNothingAndSaysWhatOthersHold() throws StoreException {
        Bootstrap.Started a = disk.start("a", Fixtures.provision(1_000), clock.millis());
        Bootstrap.Started b = disk.start("b", Fixtures.provision(1_000), clock.millis());
        LedgerStore storeA = disk.store("a", a.recovered().epoch());
        LedgerStore storeB = disk.store("b", b.recovered().epoch());
        UUID leaseA = ids.get();
        UUID leaseB = ids.get();
        storeA.commit(new Batch(List.of(new LedgerRecord.Grant(ids.get(), 1, leaseA, 1, 700)), ids));

        assertThat(storeB.commit(new Batch(List.of(new LedgerRecord.Grant(ids.get(), 1, leaseB, 400, 900)), ids)))
                .containsExactly(new Outcome.Moved(0, 300, 700));
        assertThat(storeA.commit(new Batch(List.of(new LedgerRecord.Beat("here", 1)), ids)))
                .containsExactly(new Outcome.Alive(2, List.of(1L)));
        LedgerRecord back = new LedgerRecord.Return(ids.get(), 1, leaseA, 650);
        storeA.commit(new Batch(List.of(back), ids));
        storeA.commit(new Batch(List.of(back), ids));
        assertThat(storeB.commit(new Batch(List.of(new LedgerRecord.Grant(ids.get(), 1, leaseB, 400, 900)), ids)))
                .containsExactly(new Outcome.Moved(900, 50, 0));
        assertThat(disk.faults(clock.millis())).isEmpty();
    }

    @Test
    void callThatTwoLeasesReserveForBelongsToTheFirst() throws StoreException {
        Bootstrap.Started a = disk.start("a", Fixtures.provision(1_000), clock.millis());
        Bootstrap.Started b = disk.start("b", Fixtures.provision(1_000), clock.millis());
        UUID leaseA = ids.get();
        UUID leaseB = ids.get();
        UUID callId = ids.get();
        disk.store("a", a.recovered().epoch())
                .commit(new Batch(
                        List.of(
                                new LedgerRecord.Grant(ids.get(), 1, leaseA, 500, 500),
                                new LedgerRecord.Reserve(callId, leaseA, 1, 1, 1, List.of(), 200, 0, Long.MAX_VALUE)),
                        ids));
        List<Outcome> outcomes = disk.store("b", b.recovered().epoch())
                .commit(new Batch(
                        List.of(
                                new LedgerRecord.Grant(ids.get(), 1, leaseB, 500, 500),
                                new LedgerRecord.Reserve(callId, leaseB, 1, 1, 1, List.of(), 90, 0, 0),
                                resolve(callId, leaseB, 90, 30)),
                        ids));

        assertThat(outcomes.subList(1, 3)).allMatch(Outcome.Rejected.class::isInstance);
        assertThat(disk.charged(callId)).isEmpty();
        assertThat(disk.faults(clock.millis())).isEmpty();
    }

    @Test
    void journalThatWasReplayedInPartIsReplayedWholeWithoutEffect() throws Exception {
        Bootstrap.Started started = disk.start("a", Fixtures.provision(1_000), clock.millis());
        long epoch = started.recovered().epoch();
        LedgerStore real = disk.store("a", epoch);
        UUID lease = ids.get();
        real.commit(new Batch(List.of(new LedgerRecord.Grant(ids.get(), 1, lease, 900, 900)), ids));
        FileJournal journal = new FileJournal(journalFile);
        StoreException gone = new StoreException("away", new SQLException("away"), false);
        JournaledStore away = new JournaledStore(
                batch -> {
                    throw gone;
                },
                journal,
                epoch,
                ids,
                System::nanoTime,
                (record, outcome) -> {});
        List<UUID> calls = List.of(ids.get(), ids.get());
        for (UUID callId : calls) {
            assertThat(away.commit(new Batch(
                            List.of(
                                    new LedgerRecord.Reserve(callId, lease, 1, 1, 1, List.of(3), 200, 0, 0),
                                    new LedgerRecord.Grant(ids.get(), 1, lease, 1, 1),
                                    new LedgerRecord.Advance(callId, 1, Usage.of(1, 1), 1, 0),
                                    resolve(callId, lease, 200, 60)),
                            ids)))
                    .containsExactly(Outcome.DONE, Outcome.AWAY, Outcome.DONE, Outcome.DONE);
        }
        real.commit(JournalEntry.read(journal.entries().getFirst(), ids).batch());
        JournaledStore.replay(journal, ofEpoch -> disk.store("a", ofEpoch), ids);

        assertThat(journal.entries()).isEmpty();
        assertThat(calls).allSatisfy(callId -> assertThat(disk.charged(callId)).contains(60L));
        assertThat(disk.number("SELECT spent FROM lease")).contains(120L);
        assertThat(disk.faults(clock.millis())).isEmpty();
    }
}
