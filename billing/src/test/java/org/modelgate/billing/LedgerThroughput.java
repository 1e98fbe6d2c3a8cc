package org.modelgate.billing;

import static java.util.Objects.requireNonNull;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.modelgate.billing.ledger.Escrow;
import org.modelgate.billing.ledger.Fixtures;
import org.modelgate.billing.ledger.Journal;
import org.modelgate.billing.ledger.Ledger;
import org.modelgate.billing.ledger.LedgerClock;
import org.modelgate.billing.ledger.LedgerListener;
import org.modelgate.billing.ledger.LedgerRecord;
import org.modelgate.billing.ledger.LedgerSettings;
import org.modelgate.billing.ledger.Limits;
import org.modelgate.billing.ledger.Outcome;
import org.modelgate.billing.ledger.Reply;
import org.modelgate.billing.pricing.Costs;
import org.modelgate.billing.store.Bootstrap;
import org.modelgate.billing.store.Database;
import org.modelgate.billing.store.GroupCommit;
import org.modelgate.billing.store.JdbcLedgerStore;
import org.modelgate.billing.store.Storage;
import org.modelgate.billing.store.StoreIdentity;
import org.modelgate.billing.store.TimeOrderedIds;
import org.modelgate.common.bus.messages.Admitted;
import org.modelgate.common.bus.messages.Settle;
import org.modelgate.common.bus.messages.Settled;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.inference.Usage;
import org.modelgate.common.postgres.PostgresServer;

/**
 * CPU of admitting and settling through the real store, without the bus:
 * {@code main(parallel calls, calls a second or 0, where)}: a folder for an SQLite file, the URL of an empty PostgreSQL database, or
 * {@code postgresql} for a server of its own that leaves it to the system when to write. Limits are on, each call waits for its durable reservation as content would.
 */
public final class LedgerThroughput implements Journal, LedgerListener {
    private static final OperatingSystemMXBean OS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private final LinkedBlockingQueue<Runnable> turns = new LinkedBlockingQueue<>();
    private final TimeOrderedIds ids = new TimeOrderedIds(InstantSource.system(), RandomGenerator.getDefault());
    private final long perSecond;
    private final Usage usage = new Usage(1_200, 300, 0, 0, 350, 0, 0);
    private @Nullable GroupCommit writer;
    private @Nullable Ledger ledger;
    private long finished;
    private int idle;
    private long batches;
    private final Percentiles durable = new Percentiles();
    private final Percentiles settled = new Percentiles();
    private final Map<UUID, Long> admitted = new HashMap<>();
    private long started;
    private long startedAt;

    private LedgerThroughput(long perSecond) {
        this.perSecond = perSecond;
    }

    public static void main(String[] args) throws Exception {
        LedgerThroughput bench = new LedgerThroughput(Long.parseLong(args[1]));
        int parallel = Integer.parseInt(args[0]);
        if (args[2].equals("postgresql")) {
            try (PostgresServer server = PostgresServer.start()) {
                bench.run(parallel, Storage.parse(server.createDatabase()));
            }
        } else if (args[2].contains(":")) {
            bench.run(parallel, Storage.parse(args[2]));
        } else {
            Path folder = Files.createTempDirectory(Path.of(args[2]), "throughput");
            bench.run(parallel, new Storage.Sqlite(folder.resolve("ledger.db")));
        }
    }

    private void run(int parallel, Storage storage) throws Exception {
        Database database = Database.open(storage);
        Limits limits = new Limits(1_000_000_000L, 1_000_000_000_000L, 100_000, Limits.NONE, Limits.NONE, List.of("*"));
        Bootstrap.Started boot = Bootstrap.start(
                database,
                "local",
                "test",
                Fixtures.provision(1_000_000_000_000_000L, null, limits),
                InstantSource.system(),
                ids);
        JdbcLedgerStore store = new JdbcLedgerStore(
                database,
                new StoreIdentity("local", "test", boot.recovered().epoch(), 120_000),
                InstantSource.system());
        writer = new GroupCommit(
                store,
                new TimeOrderedIds(InstantSource.system(), RandomGenerator.getDefault()),
                new GroupCommit.Listener() {
                    @Override
                    public void committed(List<LedgerRecord> records, List<Outcome> outcomes) {
                        turns.add(() -> {
                            batches++;
                            ledger().committed(records, outcomes);
                        });
                    }

                    @Override
                    public void failing(boolean failing) {
                        System.out.println("storage failing: " + failing);
                    }
                },
                System::nanoTime);
        ledger = new Ledger(
                boot.recovered(),
                Map.of(),
                boot.prices(),
                Costs.UNKNOWN,
                LedgerSettings.DEFAULT.with(database.shared() ? Escrow.SHARED : Escrow.SOLE),
                new LedgerClock(InstantSource.system(), System::nanoTime),
                this,
                this,
                ids);
        writer.start();
        startedAt = System.nanoTime();
        for (int i = 0; i < parallel; i++) {
            idle++;
        }
        start();
        for (int second = 0; second < 12; second++) {
            measure(second);
        }
        writer.shutdown();
        store.close();
        database.close();
    }

    private Ledger ledger() {
        return requireNonNull(ledger);
    }

    private void measure(int second) throws InterruptedException {
        long cpu = OS.getProcessCpuTime();
        long from = System.nanoTime();
        long calls = finished;
        long commits = batches;
        durable.clear();
        settled.clear();
        while (System.nanoTime() - from < 1_000_000_000L) {
            Runnable turn = turns.poll(1, TimeUnit.MILLISECONDS);
            if (turn != null) {
                turn.run();
            }
            start();
            requireNonNull(ledger).tick();
        }
        long done = Math.max(1, finished - calls);
        System.out.printf(
                "%2d s: %6d calls/s, %5.1f us CPU a call, %4d commits, reservation durable after %s ms, charge after %s ms%n",
                second, done, (OS.getProcessCpuTime() - cpu) / 1e3 / done, batches - commits, durable, settled);
    }

    private void start() {
        while (idle > 0
                && (perSecond == 0 || (System.nanoTime() - startedAt) * perSecond >= started * 1_000_000_000L)) {
            idle--;
            call();
        }
    }

    private void call() {
        started++;
        UUID callId = ids.get();
        admitted.put(callId, System.nanoTime());
        ledger().admit(Fixtures.admit(callId, 2_000, 500L), "r", new Reply<Admitted>() {
            @Override
            public void ok(Admitted answer) {}

            @Override
            public void failed(GatewayError error) {
                throw new IllegalStateException(error.message());
            }
        });
    }

    @Override
    public void reservationDurable(UUID callId, String to) {
        long asked = System.nanoTime();
        durable.add(asked - requireNonNull(admitted.remove(callId)));
        ledger().settle(Fixtures.settle(callId, usage), new Reply<Settled>() {
            @Override
            public void ok(Settled answer) {
                finished++;
                settled.add(System.nanoTime() - asked);
                idle++;
            }

            @Override
            public void failed(GatewayError error) {
                throw new IllegalStateException(error.message());
            }
        });
    }

    @Override
    public void append(LedgerRecord record) {
        requireNonNull(writer).append(record);
    }

    @Override
    public void findTaken(long org, UUID lease, long sinceMillis) {
        turns.add(() -> ledger().taken(org, List.of()));
    }

    @Override
    public void find(UUID callId) {
        throw new IllegalStateException("no call is unknown here");
    }

    @Override
    public void overran(UUID callId, long costNano, long reservedNano) {}

    @Override
    public void late(UUID callId, String reason) {}

    @Override
    public void recall(String account) {}

    @Override
    public void forward(Settle settle, String address, Reply<Settled> reply) {}

    @Override
    public void exhausted(UUID callId, String to) {}

    @Override
    public void fenced() {
        throw new IllegalStateException("fenced");
    }

    /** Of one second. */
    private static final class Percentiles {
        private long[] nanos = new long[1 << 12];
        private int count;

        void add(long one) {
            if (count == nanos.length) {
                nanos = Arrays.copyOf(nanos, 2 * count);
            }
            nanos[count++] = one;
        }

        void clear() {
            count = 0;
        }

        @Override
        public String toString() {
            if (count == 0) {
                return "-";
            }
            Arrays.sort(nanos, 0, count);
            return "%.1f (p50) %.1f (p99)".formatted(nanos[count / 2] / 1e6, nanos[count * 99 / 100] / 1e6);
        }
    }
}
