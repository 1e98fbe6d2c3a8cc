package org.modelgate.deploy.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Many streams at once, and clients that stop reading. Memory is measured and has a bound, no time has one. */
class LoadIT {
    private static final int STREAMS = 2_000;
    private static final int CHUNKS = 100;
    private static final int DEAD_READERS = 500;
    private static final int LIVE_READERS = 50;
    private static final int TOKENS_A_CHUNK = 4;

    /** Of the whole gateway process: heap, code, direct buffers, threads. 165 MiB without a stream and 300 with all were measured. */
    private static final long RESIDENT_MIB = 600;

    /** A dead reader holds what its provider's socket gave in one go, some 1.6 MiB; with 500 of them 990 MiB were measured. */
    private static final long RESIDENT_WITH_DEAD_READERS_MIB = 1_600;

    private static final Duration CUT_OFF = Patience.LONG;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path directory;

    @BeforeEach
    void filesSuffice() throws IOException {
        assertThat(openFilesLimit())
                .as("ulimit -n: each stream takes two descriptors of the gateway")
                .isGreaterThan(3L * STREAMS);
    }

    private static long openFilesLimit() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/limits")).stream()
                .filter(line -> line.startsWith("Max open files"))
                .map(line -> line.trim().split("\\s+")[4])
                .mapToLong(limit -> limit.equals("unlimited") ? Long.MAX_VALUE : Long.parseLong(limit))
                .findFirst()
                .orElseThrow();
    }

    private static long residentMib(SingleProcess gateway) {
        return gateway.process().residentKib() / 1024;
    }

    private static String body(Wire wire, String model, String directives) {
        return wire.streamBody(model, "Flow [[sim " + directives + "]]", 1_000_000)
                .toString();
    }

    private static String paced(int chunks) {
        return "tokens=" + chunks * TOKENS_A_CHUNK + " chunk=" + TOKENS_A_CHUNK + " pace=20ms";
    }

    private static Map<String, Long> ends(List<Swarm.Ended> streams) {
        return streams.stream().collect(Collectors.groupingBy(Swarm.Ended::end, TreeMap::new, Collectors.counting()));
    }

    private static List<Swarm.Ended> await(List<Future<Swarm.Ended>> streams) throws TimeoutException {
        return Future.all(streams)
                .await(Patience.LONG.toSeconds(), TimeUnit.SECONDS)
                .list();
    }

    /** A quarter each of the pairs of dialects. */
    private static List<Future<Swarm.Ended>> streams(Swarm swarm, int count, String directives) {
        List<Future<Swarm.Ended>> streams = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Wire wire = i % 2 == 0 ? Wire.MESSAGES : Wire.CHAT;
            String model = i / 2 % 2 == 0 ? GatewayConfig.CLAUDE : GatewayConfig.GPT;
            streams.add(swarm.stream(wire, body(wire, model, directives)));
        }
        return streams;
    }

    @Test
    void twoThousandStreamsAtOnce() throws Exception {
        try (Simulator simulator = Simulator.start(directory);
                SingleProcess gateway =
                        SingleProcess.start(directory, GatewayConfig.of(simulator, directory), simulator);
                Swarm swarm = new Swarm(URI.create(gateway.url()), GatewayConfig.KEY, STREAMS)) {
            long idle = residentMib(gateway);
            List<Swarm.Ended> ended = await(streams(swarm, STREAMS, paced(CHUNKS)));
            long busy = residentMib(gateway);
            System.out.println(STREAMS + " streams of " + CHUNKS + " chunks: " + ends(ended) + ", resident MiB " + idle
                    + " before, " + busy + " after");

            assertThat(ends(ended)).containsExactly(Map.entry("complete", (long) STREAMS));
            assertThat(ended).allSatisfy(stream -> assertThat(stream.chunks()).isGreaterThanOrEqualTo(CHUNKS));
            assertThat(busy).isLessThan(RESIDENT_MIB);
        }
    }

    @Test
    void deadReadersStopNobodyAndAreCutOff() throws Exception {
        List<NeverReader> dead = new ArrayList<>();
        try (Simulator unused = Simulator.start(directory);
                Firehose provider = new Firehose(CHUNKS);
                SingleProcess gateway = SingleProcess.start(
                        directory,
                        new GatewayConfig(provider.url(), "sqlite:" + directory.resolve("gateway.db"), List.of(), 10),
                        unused);
                Swarm swarm = new Swarm(URI.create(gateway.url()), GatewayConfig.KEY, LIVE_READERS)) {
            for (int i = 0; i < DEAD_READERS; i++) {
                Wire wire = i % 2 == 0 ? Wire.MESSAGES : Wire.CHAT;
                String model = i / 2 % 2 == 0 ? GatewayConfig.CLAUDE : GatewayConfig.GPT;
                String body = wire.streamBody(model, "flood", 10_000).toString();
                dead.add(new NeverReader(URI.create(gateway.url()), GatewayConfig.KEY, wire, body));
            }
            Awaitility.await("all floods began").atMost(Patience.LONG).until(() -> provider.floods() == DEAD_READERS);
            List<Swarm.Ended> living = await(streams(swarm, LIVE_READERS, ""));
            long busy = residentMib(gateway);
            System.out.println(LIVE_READERS + " readers beside " + DEAD_READERS + " dead ones: " + ends(living)
                    + ", resident MiB " + busy);
            assertThat(ends(living)).containsExactly(Map.entry("complete", (long) LIVE_READERS));
            assertThat(provider.whole()).as("floods that the gateway swallowed").isZero();
            assertThat(busy).isLessThan(RESIDENT_WITH_DEAD_READERS_MIB);

            Awaitility.await("dead readers are cut off")
                    .atMost(CUT_OFF)
                    .pollInterval(Duration.ofSeconds(1))
                    .until(() -> provider.gone() == DEAD_READERS);
            System.out.println("dead readers cut off, resident MiB " + residentMib(gateway));
            Reconciliation.awaitNothingReserved(new Client(gateway.url(), GatewayConfig.KEY));
            assertThat(residentMib(gateway)).isLessThan(RESIDENT_WITH_DEAD_READERS_MIB);
        } finally {
            dead.forEach(NeverReader::close);
        }
    }
}
