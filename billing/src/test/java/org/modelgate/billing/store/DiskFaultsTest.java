package org.modelgate.billing.store;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modelgate.billing.ledger.Fixtures;
import org.modelgate.billing.ledger.LedgerRecord;
import org.modelgate.billing.ledger.Outcome;
import org.modelgate.billing.ledger.TestClock;
import org.modelgate.common.inference.Usage;
import org.modelgate.common.inference.UsageSource;

/** Disks that are full: what was told is there, what can't be kept isn't told. Needs the right to mount. */
class DiskFaultsTest {
    private static final long CREDITS = 1_000_000;
    private static final int BATCHES_MAX = 2_000;
    private static final long LEFT_BYTES = 100_000;

    private final TestClock clock = new TestClock();
    private final TimeOrderedIds ids = new TimeOrderedIds(clock, new SplittableRandom(25));
    private final UUID lease = ids.get();

    @TempDir
    private Path folder;

    private SmallDisk small;

    @BeforeEach
    void mount() throws Exception {
        SmallDisk mounted = SmallDisk.mount(folder, "2m");
        assumeTrue(mounted != null, "this process may not mount a file system");
        small = requireNonNull(mounted);
    }

    @AfterEach
    void unmount() throws Exception {
        if (small != null) {
            small.unmount();
        }
    }

    private Batch call() {
        UUID callId = ids.get();
        LedgerRecord.Facts facts = new LedgerRecord.Facts(
                Usage.of(20, 5), UsageSource.PROVIDER_FINAL, "sim", "m-1", "completed", 1, 1, List.of());
        long now = clock.millis();
        return new Batch(
                List.of(
                        new LedgerRecord.Reserve(callId, lease, 1, 1, 1, List.of(), 30, now, now + 60_000),
                        new LedgerRecord.Resolve(
                                callId,
                                lease,
                                false,
                                1,
                                1,
                                LedgerRecord.Kind.SETTLED,
                                1,
                                30,
                                30,
                                202611,
                                facts,
                                now,
                                List.of(),
                                List.of())),
                ids);
    }

    private Batch grant() {
        return new Batch(List.of(new LedgerRecord.Grant(ids.get(), 1, lease, CREDITS, CREDITS)), ids);
    }

    /** Until the disk is full: the last of {@code given} could not be kept. */
    private static StoreException fill(LedgerStore store, List<Batch> given, Supplier<Batch> next)
            throws StoreException {
        while (given.size() < BATCHES_MAX) {
            Batch batch = next.get();
            given.add(batch);
            try {
                assertThat(store.commit(batch)).containsOnly(Outcome.DONE);
            } catch (StoreException full) {
                return full;
            }
        }
        throw new AssertionError("the disk is never full");
    }

    @Test
    void aFullJournalRefusesAndKeepsWhatItHas(@TempDir Path elsewhere) throws Exception {
        try (JdbcDisk disk = new JdbcDisk(elsewhere.resolve("ledger.db"), clock)) {
            long epoch = disk.start(LedgerDisk.LOCAL, Fixtures.provision(CREDITS), clock.millis())
                    .recovered()
                    .epoch();
            disk.store(LedgerDisk.LOCAL, epoch).commit(grant());
            LedgerStore away = batch -> {
                throw new StoreException("away", new SQLException("away"), false);
            };
            List<Batch> given = new ArrayList<>();
            small.fill(LEFT_BYTES);
            FileJournal journal = new FileJournal(folder.resolve("journal"));
            JournaledStore store = new JournaledStore(away, journal, epoch, ids, clock::millis, (r, o) -> {});
            StoreException full = fill(store, given, this::call);
            assertThat(full.constraint()).isFalse();
            assertThat(full).hasMessageContaining("journal");
            assertThat(new FileJournal(folder.resolve("journal")).entries()).hasSize(given.size() - 1);

            small.options("size=4m");
            assertThat(store.commit(given.getLast())).containsOnly(Outcome.DONE);
            JournaledStore.replay(journal, any -> disk.store(LedgerDisk.LOCAL, any), ids);
            assertThat(disk.number("SELECT COUNT(*) FROM resolution")).contains((long) given.size());
            assertThat(disk.leased()).isEqualTo(CREDITS - 30L * given.size());
            assertThat(disk.faults(clock.millis())).isEmpty();
        }
    }

    @Test
    void aDiskThatCanOnlyBeReadIsNamedAtTheStart() throws Exception {
        Path file = folder.resolve("ledger.db");
        try (JdbcDisk disk = new JdbcDisk(file, clock)) {
            disk.start(LedgerDisk.LOCAL, Fixtures.provision(CREDITS), clock.millis());
        }
        small.options("ro");
        assertThatThrownBy(() -> SqliteDatabase.open(file))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("can't open " + file)
                .hasMessageContaining("can't be written");
        small.options("rw");
        try (JdbcDisk disk = new JdbcDisk(file, clock)) {
            assertThat(disk.funded()).isEqualTo(CREDITS);
        }
    }

    @Test
    void aFullLedgerFileRefusesAndGoesOnWhenThereIsSpaceAgain() throws Exception {
        try (JdbcDisk disk = new JdbcDisk(folder.resolve("ledger.db"), clock)) {
            long epoch = disk.start(LedgerDisk.LOCAL, Fixtures.provision(CREDITS), clock.millis())
                    .recovered()
                    .epoch();
            LedgerStore store = disk.store(LedgerDisk.LOCAL, epoch);
            store.commit(grant());
            List<Batch> given = new ArrayList<>();
            small.fill(LEFT_BYTES);
            StoreException full = fill(store, given, this::call);
            assertThat(full.constraint()).as(full.toString()).isFalse();
            assertThat(full).hasMessageContaining("a batch can't be committed").hasMessageContaining("full");

            small.options("size=8m");
            for (int repeated = 0; repeated < 2; repeated++) {
                assertThat(store.commit(given.getLast())).containsOnly(Outcome.DONE);
            }
            assertThat(disk.number("SELECT COUNT(*) FROM resolution")).contains((long) given.size());
            assertThat(disk.leased()).isEqualTo(CREDITS - 30L * given.size());
            assertThat(disk.faults(clock.millis())).isEmpty();
        }
    }
}
