package org.modelgate.billing.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.modelgate.billing.ledger.Fixtures;
import org.modelgate.billing.ledger.LedgerRecord;
import org.modelgate.billing.ledger.Outcome;
import org.modelgate.billing.ledger.TestClock;
import org.modelgate.common.inference.Usage;
import org.modelgate.common.inference.UsageSource;
import org.modelgate.common.postgres.PostgresServer;

/** A writer and a PostgreSQL server with a network between them that breaks or is slow at the worst of moments. */
class DatabaseLinkTest {
    private static final long CREDITS = 100_000;
    private static final int ROUNDS = 6;
    private static final int CALLS = 200;

    private final TestClock clock = new TestClock();
    private final TimeOrderedIds ids = new TimeOrderedIds(clock, new SplittableRandom(24));
    private FaultyLink link;
    private JdbcDisk disk;
    private Database through;
    private JdbcLedgerStore store;

    @BeforeEach
    void open() throws Exception {
        PostgresServer server = PostgresServer.shared();
        String url = server.createDatabase();
        disk = new JdbcDisk(Storage.parse(url), clock);
        link = new FaultyLink(server.port());
        Bootstrap.Started started = disk.start(LedgerDisk.LOCAL, Fixtures.provision(CREDITS), clock.millis());
        // Each commit goes out as text, which the link knows it by.
        through = Database.open(Storage.parse(link.through(url) + "?prepareThreshold=0"));
        StoreIdentity self =
                new StoreIdentity(LedgerDisk.LOCAL, "test", started.recovered().epoch(), 120_000);
        store = new JdbcLedgerStore(through, self, clock);
    }

    @AfterEach
    void close() throws Exception {
        store.close();
        through.close();
        link.close();
        disk.close();
    }

    private LedgerRecord.Resolve resolve(UUID callId, UUID lease) {
        LedgerRecord.Facts facts = new LedgerRecord.Facts(
                Usage.of(20, 5), UsageSource.PROVIDER_FINAL, "sim", "m-1", "completed", 1, 1, List.of());
        return new LedgerRecord.Resolve(
                callId,
                lease,
                false,
                1,
                1,
                LedgerRecord.Kind.SETTLED,
                1,
                200,
                30,
                202611,
                facts,
                clock.millis(),
                List.of(),
                List.of());
    }

    private LedgerRecord.Reserve reserve(UUID callId, UUID lease) {
        return new LedgerRecord.Reserve(
                callId, lease, 1, 1, 1, List.of(), 200, clock.millis(), clock.millis() + 60_000);
    }

    /** All that moves money, in one batch: paid in, granted, reserved, charged, given back. */
    private Batch all(UUID lease, int round) {
        UUID callId = ids.get();
        return new Batch(
                List.of(
                        new LedgerRecord.TopUp(ids.get(), 1, 7, "ref-" + round, "test"),
                        new LedgerRecord.Grant(ids.get(), 1, lease, 1_000, 1_000),
                        reserve(callId, lease),
                        resolve(callId, lease),
                        new LedgerRecord.Return(ids.get(), 1, lease, 100)),
                ids);
    }

    @ParameterizedTest
    @EnumSource(
            value = FaultyLink.Commits.class,
            names = {"CUT_BEFORE", "CUT_AFTER"})
    void aCommitWhoseOutcomeIsUnknownCountsOnceHoweverOftenItIsRepeated(FaultyLink.Commits cut) throws Exception {
        UUID lease = ids.get();
        for (int round = 1; round <= ROUNDS; round++) {
            Batch batch = all(lease, round);
            link.commits(cut);
            StoreException unknown = catchThrowableOfType(StoreException.class, () -> store.commit(batch));
            assertThat(unknown.constraint()).isFalse();
            boolean done = cut == FaultyLink.Commits.CUT_AFTER;
            assertThat(disk.number("SELECT COUNT(*) FROM resolution")).contains(done ? round : round - 1L);

            link.commits(FaultyLink.Commits.PASS);
            for (int repeated = 0; repeated < 2; repeated++) {
                List<Outcome> outcomes = store.commit(batch);
                assertThat(outcomes.get(1))
                        .isInstanceOfSatisfying(
                                Outcome.Moved.class,
                                moved -> assertThat(moved.moved()).isEqualTo(1_000));
                assertThat(outcomes.subList(2, 5)).containsOnly(Outcome.DONE);
                assertThat(disk.funded()).isEqualTo(CREDITS + 7L * round);
                assertThat(disk.available()).isEqualTo(CREDITS + 7L * round - 900L * round);
                assertThat(disk.leased()).isEqualTo(870L * round);
                assertThat(disk.number("SELECT COUNT(*) FROM resolution")).contains((long) round);
            }
        }
        assertThat(disk.faults(clock.millis())).isEmpty();
    }

    @Test
    void aSlowServerIsWaitedForByAllCallsTogether() throws Exception {
        UUID lease = ids.get();
        store.commit(new Batch(List.of(new LedgerRecord.Grant(ids.get(), 1, lease, CREDITS, CREDITS)), ids));
        BlockingQueue<Integer> batches = new LinkedBlockingQueue<>();
        TimeOrderedIds transfers = new TimeOrderedIds(clock, new SplittableRandom(22));
        GroupCommit writer = new GroupCommit(store, transfers, listener(batches), System::nanoTime);
        writer.start();
        int before = link.commits();
        link.commits(FaultyLink.Commits.HOLD);
        List<LedgerRecord> ends = new ArrayList<>();
        for (int i = 0; i < CALLS; i++) {
            UUID callId = ids.get();
            writer.append(reserve(callId, lease));
            ends.add(resolve(callId, lease));
            if (i == 0) {
                writer.append(ends.removeFirst());
                Awaitility.await().until(() -> link.commits() > before);
            }
        }
        ends.forEach(writer::append);
        link.release();
        int written = 0;
        while (written < 2 * CALLS) {
            written += batches.poll(20, TimeUnit.SECONDS);
        }
        assertThat(link.commits() - before)
                .as("commits for %s calls", CALLS)
                .isLessThanOrEqualTo(1 + 2 * CALLS / 256 + 1);
        writer.shutdown();
        assertThat(disk.faults(clock.millis())).isEmpty();
    }

    private static GroupCommit.Listener listener(BlockingQueue<Integer> batches) {
        return new GroupCommit.Listener() {
            @Override
            public void committed(List<LedgerRecord> records, List<Outcome> outcomes) {
                batches.add(records.size());
            }

            @Override
            public void failing(boolean failing) {
                throw new AssertionError("a slow server is no failing one");
            }
        };
    }
}
