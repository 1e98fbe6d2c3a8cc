package org.modelgate.billing;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.modelgate.billing.ledger.Fixtures;
import org.modelgate.billing.ledger.Journal;
import org.modelgate.billing.ledger.Ledger;
import org.modelgate.billing.ledger.LedgerClock;
import org.modelgate.billing.ledger.LedgerListener;
import org.modelgate.billing.ledger.LedgerRecord;
import org.modelgate.billing.ledger.LedgerSettings;
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

/** A ledger under load that tells on its standard output what it answered, until it is killed. */
final class KilledProcess implements Journal, LedgerListener {
    /** Ends every line. */
    static final String WHOLE = " .";

    private static final int PARALLEL = 40;

    private final LinkedBlockingQueue<Runnable> turns = new LinkedBlockingQueue<>();
    private final InstantSource clock = InstantSource.system();
    private final RandomGenerator random = RandomGenerator.getDefault();
    private final TimeOrderedIds ids = new TimeOrderedIds(clock, random);
    private final Ledger ledger;
    private final GroupCommit writer;

    private KilledProcess(Path file, long credits) throws Exception {
        Database database = Database.open(new Storage.Sqlite(file));
        Bootstrap.Started boot = Bootstrap.start(database, "local", "test", Fixtures.provision(credits), clock, ids);
        writer = new GroupCommit(
                new JdbcLedgerStore(
                        database,
                        new StoreIdentity("local", "test", boot.recovered().epoch(), 0),
                        clock),
                new TimeOrderedIds(clock, random),
                new GroupCommit.Listener() {
                    @Override
                    public void committed(List<LedgerRecord> records, List<Outcome> outcomes) {
                        turns.add(() -> told(records, outcomes));
                    }

                    @Override
                    public void failing(boolean failing) {
                        throw new IllegalStateException("the disk fails");
                    }
                },
                System::nanoTime);
        ledger = new Ledger(
                boot.recovered(),
                Map.of(),
                boot.prices(),
                Costs.UNKNOWN,
                LedgerSettings.DEFAULT,
                new LedgerClock(clock, System::nanoTime),
                this,
                this,
                ids);
    }

    public static void main(String[] args) throws Exception {
        KilledProcess process = new KilledProcess(Path.of(args[0]), Long.parseLong(args[1]));
        process.writer.start();
        for (int i = 0; i < PARALLEL; i++) {
            process.call();
        }
        while (true) {
            process.turns.take().run();
        }
    }

    private static void tell(String line) {
        System.out.println(line + WHOLE);
    }

    private void told(List<LedgerRecord> records, List<Outcome> outcomes) {
        ledger.committed(records, outcomes);
    }

    private void call() {
        UUID callId = ids.get();
        ledger.admit(Fixtures.admit(callId, 200, 50L), "router", new Told<Admitted>("admitted " + callId, () -> {}));
    }

    @Override
    public void reservationDurable(UUID callId, String to) {
        tell("durable " + callId);
        if (random.nextInt(10) == 0) {
            // Left open for the next process.
            turns.add(this::call);
            return;
        }
        Usage usage = Usage.of(random.nextInt(200), random.nextInt(50));
        ledger.settle(
                Fixtures.settle(callId, usage),
                new Told<Settled>(
                        "settled " + callId + " " + (usage.input() + 2 * usage.output()), () -> turns.add(this::call)));
    }

    private record Told<T>(String line, Runnable next) implements Reply<T> {
        @Override
        public void ok(@Nullable T answer) {
            tell(line);
            next.run();
        }

        @Override
        public void failed(GatewayError error) {
            tell("failed " + error.message());
        }
    }

    @Override
    public void append(LedgerRecord record) {
        writer.append(record);
    }

    @Override
    public void findTaken(long org, UUID lease, long sinceMillis) {
        throw new IllegalStateException("no other node is here");
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
    public void fenced() {}
}
