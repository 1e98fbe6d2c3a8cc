package org.modelgate.billing.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.modelgate.billing.ledger.ClusterSimulation.Reached;
import org.modelgate.billing.store.InMemoryDisk;
import org.modelgate.billing.store.JdbcDisk;
import org.modelgate.billing.store.LedgerDisk;
import org.modelgate.billing.store.Storage;
import org.modelgate.billing.store.StoreException;
import org.modelgate.common.postgres.PostgresServer;

/** {@code -Dsimulation.seed=N} runs one seed, {@code -Dsimulation.seeds=N} that many. */
class ClusterSimulationTest {
    private static final int SEEDS = 10_000;

    @Test
    void severalNodesAndRegionsKeepTheBooksRightUnderAnyFault() {
        Long only = Long.getLong("simulation.seed");
        long first = only == null ? 0 : only;
        long last = only == null ? Integer.getInteger("simulation.seeds", SEEDS) : only + 1;
        Reached reached = new Reached();
        for (long seed = first; seed < last; seed++) {
            run(seed, new InMemoryDisk(), new TestClock(), reached);
        }
        if (only == null) {
            System.out.println(last + " seeds: " + reached);
            // A simulation that reaches nothing proves nothing.
            assertThat(reached.charged).isGreaterThan(2 * last);
            assertThat(List.of(
                            reached.refused,
                            reached.journaled,
                            reached.kept,
                            reached.forwarded,
                            reached.recalled,
                            reached.recallable))
                    .allMatch(times -> times > last / 2);
            assertThat(reached.recovered).isGreaterThan(last / 5);
            assertThat(reached.fenced).isGreaterThan(last / 20);
            assertThat(reached.lost).isBetween(last / 100, reached.kept / 5);
        }
    }

    @Test
    void sqliteTablesBehaveTheSame(@TempDir Path folder) throws Exception {
        for (long seed = 0; seed < 6; seed++) {
            onTables(seed, new Storage.Sqlite(folder.resolve(seed + ".db")));
        }
    }

    @Test
    void postgresTablesBehaveTheSame() throws Exception {
        for (long seed = 0; seed < 6; seed++) {
            onTables(seed, Storage.parse(PostgresServer.shared().createDatabase()));
        }
    }

    private static void onTables(long seed, Storage storage) throws Exception {
        TestClock time = new TestClock();
        try (JdbcDisk disk = new JdbcDisk(storage, time)) {
            run(seed, disk, time, new Reached());
        }
    }

    private static void run(long seed, LedgerDisk disk, TestClock time, Reached reached) {
        try {
            new ClusterSimulation(seed, disk, time, reached, null).run();
        } catch (AssertionError | StoreException | RuntimeException broken) {
            throw new AssertionError("simulation.seed=" + seed + ": " + broken.getMessage(), broken);
        }
    }

    @ParameterizedTest
    @EnumSource(InMemoryDisk.Mutant.class)
    void carelessStoreIsFound(InMemoryDisk.Mutant mutant) {
        assertThat(found(null, mutant)).isTrue();
    }

    @ParameterizedTest
    @EnumSource(ClusterSimulation.Mutant.class)
    void carelessNodeIsFound(ClusterSimulation.Mutant mutant) {
        assertThat(found(mutant)).isTrue();
    }

    /** Whether an invariant breaks within some hundred seeds. */
    private static boolean found(ClusterSimulation.@Nullable Mutant careless, InMemoryDisk.Mutant... mutants) {
        for (long seed = 0; seed < 400; seed++) {
            try {
                new ClusterSimulation(seed, new InMemoryDisk(mutants), new TestClock(), new Reached(), careless).run();
            } catch (AssertionError broken) {
                String message = String.valueOf(broken.getMessage());
                if (message.matches("(?s)[IR]\\d+ .*")) {
                    System.out.println(careless + " " + List.of(mutants) + " at seed " + seed + ": "
                            + message.lines().findFirst().orElseThrow());
                    return true;
                }
            } catch (StoreException | RuntimeException other) {
                // The mutant ran into something else before an invariant broke: the next seed.
            }
        }
        return false;
    }
}
