package org.modelgate.deploy.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.modelgate.common.postgres.PostgresServer;

/**
 * Several billing processes on a real PostgreSQL: credit is never overspent, and processes and server may vanish while calls run.
 * {@code -Dfault.runs=50} kills more often, {@code -Dfault.seed=N} chooses when.
 */
class PostgresIT {
    private static final int CALLS = 1_000;
    private static final int NODES = 3;
    private static final GatewayConfig.Account CENT = new GatewayConfig.Account("cent", new BigDecimal("0.01"));

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path directory;

    private Simulator simulator;
    private PostgresServer postgres;
    private String storage;

    @BeforeEach
    void start() {
        simulator = Simulator.start(directory);
        postgres = PostgresServer.start();
        storage = postgres.createDatabase();
    }

    @AfterEach
    void close() {
        simulator.close();
        postgres.close();
    }

    private GatewayConfig config() {
        return GatewayConfig.of(simulator, directory).withStorage(storage);
    }

    /** Each region has a cluster of its own, so the account has an owner in each: nothing but the database is between them. */
    @Test
    void aThousandParallelCallsOnOneCentOverThreeRegionsSpendAtMostOneCent() throws Exception {
        GatewayConfig config = config().withAccounts(List.of(CENT));
        List<RegionProcesses> regions = new ArrayList<>();
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < NODES; i++) {
                regions.add(RegionProcesses.start(directory, config, simulator, 1));
            }
            List<Client> clients = regions.stream()
                    .map(region -> new Client(region.url(), CENT.key()))
                    .toList();
            List<Future<Client.Answer>> calls = new ArrayList<>();
            for (int i = 0; i < CALLS; i++) {
                Client client = clients.get(i % NODES);
                calls.add(callers.submit(() -> client.post(
                        Wire.MESSAGES,
                        Wire.MESSAGES.body(GatewayConfig.CLAUDE, "Spend [[sim tokens=60 first=200ms]]", 50))));
            }
            Map<String, Integer> ends = new TreeMap<>();
            int served = 0;
            BigDecimal told = BigDecimal.ZERO;
            for (Future<Client.Answer> call : calls) {
                Client.Answer answer = call.get();
                ends.merge(
                        answer.status() + " "
                                + answer.body().path("error").path("message").asText(),
                        1,
                        Integer::sum);
                if (answer.status() == 200) {
                    served++;
                    told = told.add(answer.cost());
                } else {
                    assertThat(answer.status()).as(answer.toString()).isIn(402, 503);
                }
            }
            System.out.println("one cent: " + served + " of " + CALLS + " served for " + told + ", " + ends);
            assertThat(told).isLessThanOrEqualTo(CENT.credits());
            assertThat(served).isPositive();
            Client.Credits after = clients.getFirst().credits();
            assertThat(after.spent()).isEqualByComparingTo(told);
            assertThat(after.reserved()).isEqualByComparingTo(BigDecimal.ZERO);
            assertThat(new LedgerFile(storage).audit()).isEmpty();
        } finally {
            regions.forEach(RegionProcesses::close);
        }
    }

    @Test
    void killedBillingNodesAndARestartedOrFrozenServerLoseAndDoubleNoCharge() throws Exception {
        long seed = Long.getLong("fault.seed", System.nanoTime());
        System.out.println("fault.seed=" + seed);
        Random random = new Random(seed);
        try (RegionProcesses gateway = RegionProcesses.start(directory, config(), simulator, NODES);
                Load load = new Load(new Client(gateway.url(), GatewayConfig.KEY, "30s"))) {
            load.start(10, 5);
            awaitCompleted(load, 100);
            for (int run = Integer.getInteger("fault.runs", 4); run > 0; run--) {
                fault(gateway, random, run);
                awaitCompleted(load, load.completed() + 50 + random.nextInt(100));
            }
            load.stop();
            Client client = new Client(gateway.url(), GatewayConfig.KEY);
            try {
                Reconciliation.awaitNothingReserved(client);
            } finally {
                new Reconciliation(new LedgerFile(storage), simulator, load.seen())
                        .check(client.credits().spent());
            }
        }
    }

    private void fault(RegionProcesses gateway, Random random, int run) throws InterruptedException {
        switch (run % 4) {
            case 0 -> {
                postgres.stop();
                postgres.launch();
            }
            case 1 -> {
                postgres.freeze();
                Thread.sleep(1_000 + random.nextInt(4_000)); // the fault itself
                postgres.thaw();
            }
            default -> {
                int node = 1 + random.nextInt(NODES);
                gateway.killBilling(node);
                gateway.restartBilling(node);
            }
        }
    }

    private static void awaitCompleted(Load load, long calls) {
        Awaitility.await(calls + " calls complete")
                .atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofMillis(50))
                .untilAsserted(() -> assertThat(load.completed()).isGreaterThanOrEqualTo(calls));
    }
}
