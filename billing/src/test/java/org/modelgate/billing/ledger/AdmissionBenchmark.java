package org.modelgate.billing.ledger;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.modelgate.billing.pricing.Costs;
import org.modelgate.billing.store.InMemoryDisk;
import org.modelgate.billing.store.LedgerDisk;
import org.modelgate.billing.store.TimeOrderedIds;
import org.modelgate.common.bus.messages.Admitted;
import org.modelgate.common.bus.messages.Settle;
import org.modelgate.common.bus.messages.Settled;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.inference.Usage;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * A call's way through the ledger's memory on an account with a lease: admitted, durable, settled, told; the writer answers at
 * once. Alone on its database, and one of several nodes.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class AdmissionBenchmark implements Journal, LedgerListener {
    private static final long CREDIT = 1_000_000_000_000_000L;
    private static final Usage USAGE = Usage.of(1_000, 100);

    @Param({"false", "true"})
    public boolean shared;

    private final List<LedgerRecord> written = new ArrayList<>();
    private final TimeOrderedIds ids = new TimeOrderedIds(InstantSource.system(), RandomGenerator.getDefault());
    private final InMemoryDisk disk = new InMemoryDisk();
    private Ledger ledger;
    private long told;

    @Setup
    public void boot() {
        var started = disk.start(LedgerDisk.LOCAL, Fixtures.provision(CREDIT), 0);
        ledger = new Ledger(
                started.recovered(),
                Map.of(),
                started.prices(),
                Costs.UNKNOWN,
                LedgerSettings.DEFAULT.with(shared ? Escrow.SHARED : Escrow.SOLE),
                new LedgerClock(InstantSource.system(), System::nanoTime),
                this,
                this,
                ids);
    }

    @Benchmark
    public long call() {
        UUID callId = ids.get();
        ledger.admit(Fixtures.admit(callId, 2_000, 500L), "router", new Reply<Admitted>() {
            @Override
            public void ok(Admitted answer) {
                told += answer.reservedNano();
            }

            @Override
            public void failed(GatewayError error) {
                throw new IllegalStateException(error.message());
            }
        });
        write();
        ledger.settle(Fixtures.settle(callId, USAGE), new Reply<Settled>() {
            @Override
            public void ok(Settled answer) {
                told += answer.chargedNano();
            }

            @Override
            public void failed(GatewayError error) {
                throw new IllegalStateException(error.message());
            }
        });
        write();
        ledger.tick();
        write();
        return told;
    }

    private void write() {
        while (!written.isEmpty()) {
            List<LedgerRecord> records = List.copyOf(written);
            written.clear();
            List<Outcome> outcomes = new ArrayList<>(records.size());
            for (LedgerRecord record : records) {
                outcomes.add(
                        switch (record) {
                            case LedgerRecord.Grant g ->
                                new Outcome.Moved(Math.min(g.most(), CREDIT / 4), CREDIT / 2, 0);
                            case LedgerRecord.Beat b -> new Outcome.Alive(3, List.of());
                            default -> Outcome.DONE;
                        });
            }
            ledger.committed(records, outcomes);
        }
    }

    @Override
    public void append(LedgerRecord record) {
        written.add(record);
    }

    @Override
    public void find(UUID callId) {
        throw new IllegalStateException("no call is unknown here");
    }

    @Override
    public void findTaken(long org, UUID lease, long sinceMillis) {
        ledger.taken(org, List.of());
    }

    @Override
    public void reservationDurable(UUID callId, String to) {}

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
