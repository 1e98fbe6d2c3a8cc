package org.modelgate.billing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.modelgate.billing.ledger.Fixtures;
import org.modelgate.billing.ledger.LedgerSettings;
import org.modelgate.billing.ledger.TestClock;
import org.modelgate.billing.ledger.TestNode;
import org.modelgate.billing.store.JdbcDisk;
import org.modelgate.billing.store.TimeOrderedIds;

/** kill -9 under load, twice on the same file: what was told is on the disk, and the books are right. */
class KilledProcessTest {
    private static final long CREDITS = 1_000_000_000;
    private static final int LINES = 1_500;

    @Test
    @Timeout(120)
    void killedProcessLosesAndDoublesNothing(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("ledger.db");
        Map<UUID, Long> settled = new HashMap<>();
        Map<UUID, Boolean> durable = new HashMap<>();
        for (int life = 0; life < 2; life++) {
            runAndKill(file, settled, durable);
        }

        TestClock clock = new TestClock();
        clock.advance(System.currentTimeMillis() - clock.millis());
        try (JdbcDisk disk = new JdbcDisk(file, clock)) {
            TestNode next = new TestNode(
                    disk,
                    Fixtures.provision(CREDITS),
                    Map.of(),
                    LedgerSettings.DEFAULT,
                    clock,
                    new TimeOrderedIds(clock, new SplittableRandom()),
                    callId -> {});
            assertThat(settled).hasSizeGreaterThan(200);
            settled.forEach((callId, nano) -> assertThat(disk.charged(callId)).contains(nano));
            durable.keySet().forEach(callId -> assertThat(disk.reserved(callId)).isPresent());
            assertThat(disk.faults(clock.millis())).isEmpty();

            clock.advance(80_000);
            next.ledger.tick();
            next.settleDown();
            assertThat(disk.unresolved()).isZero();
            assertThat(disk.faults(clock.millis() + 3_600_000)).isEmpty();
            long charged = disk.number("SELECT SUM(nano) FROM resolution").orElseThrow();
            assertThat(next.ledger.spendable("acme")).isEqualTo(CREDITS - charged);
        }
    }

    private static void runAndKill(Path file, Map<UUID, Long> settled, Map<UUID, Boolean> durable) throws Exception {
        Process process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledProcess.class.getName(),
                        file.toString(),
                        Long.toString(CREDITS))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        int lines = 0;
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            String line;
            while ((line = output.readLine()) != null) {
                if (!line.endsWith(KilledProcess.WHOLE)) {
                    // The log, or a line that the kill cut off.
                    continue;
                }
                String[] words = line.split(" ", -1);
                switch (words[0]) {
                    case "settled" -> settled.put(UUID.fromString(words[1]), Long.valueOf(words[2]));
                    case "durable" -> durable.put(UUID.fromString(words[1]), true);
                    case "admitted" -> {}
                    default ->
                        assertThat(line)
                                .matches("[0-9:.]+ (INFO|WARN) .*|settl.*|dura.*|admi.*"); // the log, or a cut line
                }
                if (++lines == LINES) {
                    process.destroyForcibly();
                }
            }
        } catch (IOException closed) {
            // The pipe of a killed process may break instead of ending.
            assertThat(lines).isGreaterThanOrEqualTo(LINES);
        } finally {
            process.destroyForcibly();
            process.waitFor();
        }
        assertThat(lines).isGreaterThanOrEqualTo(LINES);
    }
}
