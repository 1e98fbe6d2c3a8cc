package org.modelgate.billing.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.modelgate.billing.ledger.Simulation.Faults;
import org.modelgate.billing.store.InMemoryDisk;
import org.modelgate.billing.store.InMemoryDisk.Mutant;
import org.modelgate.billing.store.JdbcDisk;
import org.modelgate.billing.store.StoreException;

/** {@code -Dsimulation.seed=N} runs one seed, {@code -Dsimulation.seeds=N} that many. */
class SimulationTest {
    private static final Faults CRASHES = new Faults(false, false, false);
    private static final Faults ZOMBIES = new Faults(true, false, false);

    @Test
    void booksAreRightAfterAnyCrash() throws Exception {
        seeds(1_200, CRASHES);
    }

    @Test
    void nothingStaysHeldAfterTheCrashOfAllRolesInOneProcess() throws Exception {
        seeds(500, new Faults(false, false, true));
    }

    @Test
    void booksAreRightThoughDeadProcessesGoOn() throws Exception {
        seeds(500, ZOMBIES);
    }

    @Test
    void realTablesBehaveTheSame(@TempDir Path folder) throws Exception {
        for (long seed = 0; seed < 12; seed++) {
            TestClock clock = new TestClock();
            try (JdbcDisk disk = new JdbcDisk(folder.resolve(seed + ".db"), clock)) {
                run(seed, new Simulation(seed, disk, clock, seed % 2 == 0 ? CRASHES : ZOMBIES));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Mutant.class,
            names = {"NO_FENCE", "NO_CONFLICT_CHECK", "DOUBLE_GRANT"})
    void carelessStoreIsFound(Mutant mutant) {
        assertThat(found(ZOMBIES, mutant)).isTrue();
    }

    @Test
    void earlyAnswersAreFound() {
        assertThat(found(new Faults(false, true, false))).isTrue();
    }

    /** Whether an invariant breaks; another exception doesn't count. */
    private static boolean found(Faults faults, Mutant... mutants) {
        int otherwise = 0;
        for (long seed = 0; seed < 300; seed++) {
            TestClock clock = new TestClock();
            try {
                new Simulation(seed, new InMemoryDisk(mutants), clock, faults).run();
            } catch (AssertionError broken) {
                if (String.valueOf(broken.getMessage()).matches("(?s)[IR]\\d+ .*")) {
                    return true;
                }
            } catch (StoreException | RuntimeException other) {
                // The mutant ran into something else before an invariant broke: the next seed.
                otherwise++;
            }
        }
        assertThat(otherwise).as("seeds that failed otherwise").isZero();
        return false;
    }

    private static void seeds(int count, Faults faults) throws Exception {
        Long only = Long.getLong("simulation.seed");
        long first = only == null ? 0 : only;
        long last = only == null ? Integer.getInteger("simulation.seeds", count) : only + 1;
        Reached reached = new Reached();
        for (long seed = first; seed < last; seed++) {
            TestClock clock = new TestClock();
            Simulation simulation = new Simulation(seed, new InMemoryDisk(), clock, faults);
            run(seed, simulation);
            reached.merge(simulation);
        }
        if (only == null) {
            // A simulation that reaches nothing proves nothing.
            assertThat(reached.charged).isGreaterThan(2 * count);
            assertThat(reached.recovered).isGreaterThan(count / 4);
            assertThat(reached.refused).isGreaterThan(count / 4);
            assertThat(reached.crashes).isGreaterThan(count);
        }
    }

    private static final class Reached {
        long charged;
        long recovered;
        long refused;
        long crashes;

        void merge(Simulation simulation) {
            charged += simulation.charged();
            recovered += simulation.recovered();
            refused += simulation.refused();
            crashes += simulation.crashes();
        }
    }

    private static void run(long seed, Simulation simulation) throws Exception {
        try {
            simulation.run();
        } catch (AssertionError | RuntimeException broken) {
            throw new AssertionError("simulation.seed=" + seed + ": " + broken.getMessage(), broken);
        }
    }
}
