package org.modelgate.deploy.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.modelgate.common.bus.Role;

/** Processes that vanish while calls run. Clients learn it in their dialect, and the books stay right. */
class FaultIT {
    private static final int STREAMS_EACH = 10;
    private static final Duration ERROR_EVENT = Patience.LONG;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path directory;

    private Simulator simulator;

    @BeforeEach
    void startSimulator() {
        simulator = Simulator.start(directory);
    }

    @AfterEach
    void closeSimulator() {
        simulator.close();
    }

    private GatewayConfig config() {
        return GatewayConfig.of(simulator, directory);
    }

    private LedgerFile ledger() {
        return new LedgerFile(config().storage());
    }

    @Test
    void aKilledRouterGivesEachStreamItsDialectsErrorEventWithinFourSeconds() throws Exception {
        try (FourProcesses gateway = FourProcesses.start(directory, config(), simulator);
                ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            Client client = new Client(gateway.url(), GatewayConfig.KEY);
            CountDownLatch begun = new CountDownLatch(Wire.values().length * STREAMS_EACH);
            List<Future<Client.Streamed>> streams = new ArrayList<>();
            for (Wire wire : Wire.values()) {
                for (int i = 0; i < STREAMS_EACH; i++) {
                    String model = i % 2 == 0 ? GatewayConfig.CLAUDE : GatewayConfig.GPT;
                    streams.add(clients.submit(() -> longStream(client, wire, model, begun)));
                }
            }
            assertThat(begun.await(Patience.LONG.toSeconds(), TimeUnit.SECONDS))
                    .as("all streams flow")
                    .isTrue();

            gateway.kill(Role.ROUTER);
            long killed = System.nanoTime();
            try {
                Awaitility.await("the last error event")
                        .atMost(ERROR_EVENT)
                        .pollInterval(Duration.ofMillis(10))
                        .until(() -> streams.stream().allMatch(Future::isDone));
            } finally {
                System.out.println("router killed: "
                        + streams.stream().filter(Future::isDone).count() + " of "
                        + streams.size() + " streams ended after "
                        + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - killed) + " ms");
            }
            for (Future<Client.Streamed> stream : streams) {
                assertThat(stream.get()).satisfies(end -> {
                    assertThat(end.cut()).isNull();
                    assertThat(end.wire().isError(end.data().getLast())
                                    || end.wire().isError(beforeLast(end)))
                            .as(end.data().getLast())
                            .isTrue();
                });
            }

            gateway.restart(Role.ROUTER);
            for (Wire wire : Wire.values()) {
                assertThat(client.post(wire, wire.body(GatewayConfig.CLAUDE, "Again", 50))
                                .status())
                        .isEqualTo(200);
            }
            assertThat(ledger().audit()).isEmpty();
        }
    }

    /** OpenAI's own servers send nothing after an error event; a {@code [DONE]} after it does no harm. */
    private static String beforeLast(Client.Streamed end) {
        int size = end.data().size();
        return size > 1 && end.data().getLast().equals("[DONE]") ? end.data().get(size - 2) : "";
    }

    private static Client.Streamed longStream(Client client, Wire wire, String model, CountDownLatch begun) {
        int[] events = {0};
        return client.stream(wire, wire.streamBody(model, "Long [[sim tokens=4000 pace=50ms]]", 5000), event -> {
            if (++events[0] == 8) {
                begun.countDown();
            }
        });
    }

    @Test
    void aKilledBillingLosesAndDoublesNoCharge() throws Exception {
        try (FourProcesses gateway = FourProcesses.start(directory, config(), simulator);
                Load load = new Load(caller(gateway))) {
            load.start(25, 10);
            load.awaitCompleted(300);

            gateway.kill(Role.BILLING);
            gateway.restart(Role.BILLING);

            load.awaitCompleted(load.completed() + 300);
            load.stop();
            reconcile(gateway, load);
        }
    }

    @Test
    void aKilledTranslatorLosesAndDoublesNoCharge() throws Exception {
        try (FourProcesses gateway = FourProcesses.start(directory, config(), simulator);
                Load load = new Load(caller(gateway))) {
            load.start(10, 10);
            load.awaitCompleted(200);

            gateway.kill(Role.TRANSLATOR);
            gateway.restart(Role.TRANSLATOR);

            load.awaitCompleted(load.completed() + 200);
            load.stop();
            reconcile(gateway, load);
        }
    }

    /** Without a timeout of the calls' own: the restarted process frees at once what the dead one held. */
    @Test
    void aKilledGatewayLosesAndDoublesNoCharge() throws Exception {
        try (SingleProcess gateway = SingleProcess.start(directory, config(), simulator);
                Load load = new Load(new Client(gateway.url(), GatewayConfig.KEY))) {
            load.start(25, 10);
            for (int i = 0; i < 3; i++) {
                load.awaitCompleted(load.completed() + 300);
                gateway.kill();
                gateway.restart();
            }
            load.awaitCompleted(load.completed() + 300);
            load.stop();
            reconcile(gateway, load);
        }
    }

    /** What nobody can settle any more is recovered when the call's own time is over, and a grace time after it. */
    private static Client caller(RunningGateway gateway) {
        return new Client(gateway.url(), GatewayConfig.KEY, "30s");
    }

    private void reconcile(RunningGateway gateway, Load load) throws Exception {
        Client client = new Client(gateway.url(), GatewayConfig.KEY);
        assertThat(load.seen().stream()
                        .filter(call ->
                                call.end().contains("timed out") || call.end().startsWith("504")))
                .as("calls that hung until their time was over")
                .isEmpty();
        try {
            Reconciliation.awaitNothingReserved(client);
        } finally {
            new Reconciliation(ledger(), simulator, load.seen())
                    .check(client.credits().spent());
        }
    }
}
