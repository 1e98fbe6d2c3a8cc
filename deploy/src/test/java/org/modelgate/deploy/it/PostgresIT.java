package org.modelgate.deploy.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.modelgate.common.postgres.PostgresServer;

/**
 * Several billing processes on a real PostgreSQL: credit is never overspent, and processes and server may vanish while calls run.
 * {@code -Dfault.runs=50} lets more go wrong, {@code -Dfault.seed=N} chooses what and when, {@code -Dfault.refused=9000} leaves the
 * server away for longer (about a hundredth of that in seconds).
 */
class PostgresIT {
    private static final int CALLS = 1_000;
    private static final int NODES = 3;
    private static final int LEASE_SECONDS = 30;
    private static final int CONNECTIONS_EACH = 4;
    /** What nobody can settle any more is recovered when the call's own time is over, and a grace time after it. */
    private static final String CALL_TIMEOUT = "20s";

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
                regions.add(RegionProcesses.start(directory, config, simulator));
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

    /** Signs of life come each few seconds, so calls go on for a while without the server, and then don't. */
    @Test
    void whateverVanishesNoChargeIsLostOrDoubled() throws Exception {
        long seed = Long.getLong("fault.seed", System.nanoTime());
        System.out.println("fault.seed=" + seed);
        try (RegionProcesses gateway = RegionProcesses.start(
                        directory, config().withLeaseSeconds(LEASE_SECONDS), simulator, RegionFaults.ROLES);
                Load load = new Load(new Client(gateway.url(), GatewayConfig.KEY, CALL_TIMEOUT))) {
            load.start(6, 4);
            load.awaitCompleted(100);
            new RegionFaults(gateway, postgres, load, new Random(seed)).run(Integer.getInteger("fault.runs", 4));
            assertThat(postgres.connections())
                    .as("connections of two billing nodes")
                    .isLessThanOrEqualTo(2 * CONNECTIONS_EACH);
            load.stop();
            Client client = new Client(gateway.url(), GatewayConfig.KEY);
            try {
                Reconciliation.awaitNothingReserved(client);
            } finally {
                new Reconciliation(new LedgerFile(storage), simulator, load.seen())
                        .check(client.credits().spent());
            }
            GatewayProcess audit = GatewayProcess.run(
                    "audit",
                    directory,
                    List.of("audit", "--config", gateway.configuration(0).toString()));
            assertThat(audit.process().exitCode(Patience.LONG)).as(audit.log()).isZero();
        }
    }
}
