package org.modelgate.deploy.it;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.awaitility.Awaitility;
import org.modelgate.common.postgres.PostgresServer;

/** What goes wrong with a region's processes and its database server while calls run, in an order that a seed chooses. */
final class RegionFaults {
    /** Each role alone, billing twice. */
    static final List<String> ROLES = List.of("edge", "translator", "router", "billing", "billing");

    private static final int BILLING = ROLES.indexOf("billing");

    private enum Fault {
        EDGE,
        TRANSLATOR,
        ROUTER,
        BILLING,
        /** A process that isn't the edge stands still, perhaps for longer than the cluster keeps it, and goes on. */
        STALLED,
        SERVER_RESTARTED,
        /** Connections stay open and are silent, longer or shorter than the leases last. */
        SERVER_FROZEN,
        SERVER_AWAY
    }

    private final RegionProcesses gateway;
    private final PostgresServer postgres;
    private final Load load;
    private final Random random;
    private final Map<Fault, Integer> done = new EnumMap<>(Fault.class);

    RegionFaults(RegionProcesses gateway, PostgresServer postgres, Load load, Random random) {
        this.gateway = gateway;
        this.postgres = postgres;
        this.load = load;
        this.random = random;
    }

    /** All kinds come in turn, each time in another order. Calls complete again after each. */
    void run(int runs) {
        List<Fault> next = new ArrayList<>();
        for (int run = 0; run < runs; run++) {
            if (next.isEmpty()) {
                next.addAll(List.of(Fault.values()));
                Collections.shuffle(next, random);
            }
            Fault fault = next.removeLast();
            long before = System.nanoTime();
            inject(fault);
            load.awaitCompleted(load.completed() + 20 + random.nextInt(60));
            done.merge(fault, 1, Integer::sum);
            System.out.println("fault " + (run + 1) + " of " + runs + " " + fault + ", "
                    + Duration.ofNanos(System.nanoTime() - before).toSeconds() + " s, " + load.completed()
                    + " calls complete of " + load.seen().size());
        }
        System.out.println("faults " + done);
    }

    private void inject(Fault fault) {
        switch (fault) {
            case EDGE -> replace(ROLES.indexOf("edge"));
            case TRANSLATOR -> replace(ROLES.indexOf("translator"));
            case ROUTER -> replace(ROLES.indexOf("router"));
            case BILLING -> {
                int node = BILLING + random.nextInt(ROLES.size() - BILLING);
                gateway.kill(node);
                gateway.restart(node);
            }
            case STALLED -> stall(1 + random.nextInt(ROLES.size() - 1));
            case SERVER_RESTARTED -> {
                postgres.stop();
                postgres.launch();
            }
            case SERVER_FROZEN -> {
                postgres.freeze();
                awaitWithoutServer();
                postgres.thaw();
            }
            case SERVER_AWAY -> {
                postgres.stop();
                awaitWithoutServer();
                postgres.launch();
            }
        }
    }

    private void replace(int node) {
        gateway.kill(node);
        gateway.restart(node);
        gateway.awaitReady();
    }

    private void stall(int node) {
        gateway.freeze(node);
        int calls = load.seen().size() + random.nextInt(200);
        Awaitility.await(calls + " calls end, some way or other")
                .atMost(Patience.LONG)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> load.seen().size() >= calls);
        gateway.thaw(node);
        gateway.awaitReady();
    }

    /** Calls go on by leases and journals; half of the times the server stays away until so many of them are refused. */
    private void awaitWithoutServer() {
        load.awaitCompleted(load.completed() + 10);
        if (random.nextBoolean()) {
            long refused = load.refused() + Integer.getInteger("fault.refused", 20);
            Awaitility.await("503 at the leases' end")
                    .atMost(Patience.LONG)
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> load.refused() >= refused);
        }
    }
}
