package org.modelgate.billing.ledger;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.modelgate.billing.store.Batch;
import org.modelgate.billing.store.LedgerDisk;
import org.modelgate.billing.store.Provision;
import org.modelgate.billing.store.StoreException;
import org.modelgate.billing.store.TimeOrderedIds;
import org.modelgate.common.bus.messages.Admitted;
import org.modelgate.common.bus.messages.Progress;
import org.modelgate.common.bus.messages.Settled;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.inference.Usage;

/**
 * Routers, a billing node that crashes at any point, and a disk that fails before or after it wrote, all from one seed.
 * Settlements come late, twice and in any order; a process thought dead may go on. What clients were told is held against the
 * disk at the moment they were told.
 */
final class Simulation {
    /**
     * What the world may do besides crashing.
     *
     * @param oneProcess routers die with the billing node
     */
    record Faults(boolean zombies, boolean earlyAnswers, boolean oneProcess) {}

    private static final LedgerSettings SETTINGS = settings(false);

    private static LedgerSettings settings(boolean recoversAtOnce) {
        return new LedgerSettings(500, 20, 3_000, 60_000, 16, 100, 64, 16, 5_000, recoversAtOnce, 100_000, Escrow.SOLE);
    }

    private static final int STEPS = 220;

    private static final class Call {
        final UUID id;
        final Usage usage;
        final boolean failed;
        final TestNode.Answer<Admitted> admission = new TestNode.Answer<>();
        long deadline;
        boolean overdue;
        boolean durable;

        @Nullable Settled answer;

        Call(UUID id, Usage usage, boolean failed) {
            this.id = id;
            this.usage = usage;
            this.failed = failed;
        }
    }

    private final Random random;
    private final LedgerDisk disk;
    private final TestClock clock;
    private final Faults faults;
    private final TimeOrderedIds ids;
    private final Provision provision;
    private final List<Call> calls = new ArrayList<>();
    private final Map<UUID, Call> byId = new HashMap<>();
    private final List<Runnable> messages = new ArrayList<>();
    private final List<Batch> committed = new ArrayList<>();
    private final List<TestNode> zombies = new ArrayList<>();
    private final Map<UUID, Long> told = new HashMap<>();
    private boolean everZombies;
    private long crashes;
    private TestNode node;

    Simulation(long seed, LedgerDisk disk, TestClock clock, Faults faults) throws StoreException {
        this.random = new Random(seed);
        this.disk = disk;
        this.clock = clock;
        this.faults = faults;
        this.ids = new TimeOrderedIds(clock, random);
        this.provision = Fixtures.provision(500 + random.nextInt(20_000));
        this.node = boot();
    }

    long charged() {
        return told.values().stream().filter(nano -> nano > 0).count();
    }

    /** Calls that nobody settled and that cost something all the same. */
    long recovered() {
        return calls.stream()
                .filter(call -> call.answer == null && disk.charged(call.id).orElse(0L) > 0)
                .count();
    }

    long refused() {
        return calls.stream().filter(call -> call.admission.error != null).count();
    }

    long crashes() {
        return crashes;
    }

    private TestNode boot() throws StoreException {
        return new TestNode(disk, provision, Map.of(), settings(faults.oneProcess), clock, ids, this::durable);
    }

    private void durable(UUID callId) {
        check(disk.reserved(callId).isPresent(), "I6 content may pass for a reservation that isn't on the disk");
        Call call = byId.get(callId);
        if (call != null) {
            call.durable = true;
        }
    }

    private static void check(boolean condition, String what) {
        if (!condition) {
            throw new AssertionError(what);
        }
    }

    void run() throws StoreException {
        for (int i = 0; i < STEPS; i++) {
            step();
        }
        quiesce();
        verify();
    }

    private void step() throws StoreException {
        int dice = random.nextInt(100);
        if (dice < 22) {
            call();
        } else if (dice < 55) {
            deliver();
        } else if (dice < 80) {
            writer(node);
        } else if (dice < 90) {
            clock.advance(random.nextInt(700));
            node.ledger.tick();
            node.search();
        } else if (dice < 93) {
            clock.advance(random.nextInt(90_000));
            node.ledger.tick();
        } else if (dice < 95) {
            node.ledger.topUp("acme", 1 + random.nextInt(3_000), "ref-" + random.nextInt(4), "test");
        } else if (dice < 98) {
            zombies.forEach(this::zombieWrites);
        } else {
            crash();
        }
    }

    private void call() {
        Usage usage = Usage.of(random.nextInt(300), random.nextInt(300));
        UUID id = random.nextInt(4) == 0 ? new UUID(random.nextLong(), random.nextLong()) : ids.get();
        Call call = new Call(id, usage, random.nextInt(6) == 0);
        calls.add(call);
        byId.put(id, call);
        // The reservation may turn out too small.
        long input = random.nextInt(10) == 0 ? usage.input() / 2 : usage.input() + random.nextInt(50);
        Long cap = random.nextBoolean() ? null : usage.output() + random.nextInt(100);
        node.ledger.admit(Fixtures.admit(call.id, input, cap), "router", call.admission);
        call.deadline = clock.millis() + 10_000 + SETTINGS.graceMillis();
        int progresses = random.nextInt(3);
        for (int i = 1; i <= progresses; i++) {
            Usage so = Usage.of(usage.input(), usage.output() * i / 3);
            messages.add(() -> node.ledger.progress(new Progress(call.id, "acme", so, "m")));
        }
        // Some routers die and never settle.
        for (int copies = random.nextInt(4); copies > 0; copies--) {
            messages.add(() -> settle(call));
        }
    }

    private void settle(Call call) {
        if (call.admission.value == null) {
            return;
        }
        call.overdue |= clock.millis() >= call.deadline;
        TestNode asked = random.nextInt(4) == 0 && !zombies.isEmpty() ? zombies.getFirst() : node;
        asked.ledger.settle(Fixtures.settle(call.id, call.failed ? null : call.usage), new Reply<>() {
            @Override
            public void ok(Settled answer) {
                answered(call, answer);
            }

            @Override
            public void failed(GatewayError error) {
                // The router asks again.
                messages.add(() -> settle(call));
            }
        });
    }

    private void answered(Call call, Settled answer) {
        Optional<Long> charged = disk.charged(call.id);
        boolean nothingIsHeld = charged.isEmpty() && disk.reserved(call.id).isEmpty();
        check(
                (answer.chargedNano() == 0 && nothingIsHeld) || charged.equals(Optional.of(answer.chargedNano())),
                "I5 told a charge of " + answer.chargedNano() + ", the disk has " + charged);
        Settled first = call.answer;
        if (first != null) {
            check(first.chargedNano() == answer.chargedNano(), "I7 a repeated settlement got another answer");
        }
        call.answer = answer;
        told.put(call.id, answer.chargedNano());
    }

    private void deliver() {
        if (!messages.isEmpty()) {
            messages.remove(random.nextInt(messages.size())).run();
        }
    }

    private void writer(TestNode of) throws StoreException {
        if (!of.form(1 + random.nextInt(12))) {
            return;
        }
        if (faults.earlyAnswers && random.nextInt(3) == 0) {
            of.tellEarly();
            if (random.nextInt(4) == 0) {
                crash();
            } else {
                of.drop();
            }
            return;
        }
        int dice = random.nextInt(20);
        if (dice == 0) {
            // The disk refuses before it wrote anything.
            of.ledger.storageFailing(true);
            return;
        }
        of.commit();
        if (dice == 1) {
            of.ledger.storageFailing(true);
            of.forgetOutcome();
            return;
        }
        if (dice == 2 && of == node) {
            crash();
            return;
        }
        of.ledger.storageFailing(false);
        Batch done = of.tell();
        if (done != null) {
            committed.add(done);
        }
        healthy();
    }

    private void zombieWrites(TestNode zombie) {
        try {
            writer(zombie);
            zombie.ledger.tick();
        } catch (StoreException e) {
            throw new AssertionError(e);
        }
    }

    private void crash() throws StoreException {
        if (faults.zombies && random.nextInt(2) == 0) {
            zombies.add(node);
            everZombies = true;
        }
        node = boot();
        crashes++;
        if (faults.oneProcess) {
            routersDied();
            return;
        }
        // Who waited for an answer of the dead node asks the new one.
        for (Call call : calls) {
            if (call.admission.value != null && call.answer == null && random.nextInt(3) > 0) {
                messages.add(() -> settle(call));
            }
        }
        healthy();
    }

    private void routersDied() throws StoreException {
        messages.clear();
        calls.forEach(call -> call.overdue = true);
        node.ledger.tick();
        node.settleDown();
        check(disk.unresolved() == 0, "I18 credit of calls that nobody can settle is still held after a restart");
        healthy();
    }

    private void healthy() {
        List<String> broken = disk.faults(clock.millis());
        check(broken.isEmpty(), String.join("; ", broken));
    }

    private void quiesce() throws StoreException {
        for (int round = 0; round < 400 && !(messages.isEmpty() && node.idle()); round++) {
            List<Runnable> now = List.copyOf(messages);
            messages.clear();
            now.forEach(Runnable::run);
            node.ledger.storageFailing(false);
            node.settleDown();
            clock.advance(10);
            node.ledger.tick();
        }
        check(messages.isEmpty(), "settlements are never answered");
        clock.advance(100_000);
        node.ledger.tick();
        node.settleDown();
        zombies.forEach(this::zombieWrites);
    }

    private void verify() throws StoreException {
        check(disk.unresolved() == 0, "I4 " + disk.unresolved() + " reservations are never resolved");
        check(node.ledger.openReservations() == 0, "open reservations are left in memory");
        healthy();
        told.forEach((id, nano) ->
                check(disk.charged(id).orElse(0L).equals(nano), "I17 a charge that was told is gone or changed"));
        for (Call call : calls) {
            verify(call);
        }
        replay();
    }

    private void verify(Call call) {
        Settled answer = call.answer;
        Optional<Long> held = disk.reserved(call.id);
        Optional<Long> charged = disk.charged(call.id);
        check(held.orElse(0L) >= charged.orElse(0L), "charged above the reservation");
        if (answer == null || held.isEmpty() || !call.durable || everZombies || call.overdue) {
            return;
        }
        long cost = call.failed ? 0 : call.usage.input() + 2 * call.usage.output();
        check(
                answer.chargedNano() == Math.min(cost, held.get()),
                "I8 charged " + answer.chargedNano() + " for " + cost);
    }

    /** I7: everything once more. */
    private void replay() throws StoreException {
        Map<UUID, Optional<Long>> before = new HashMap<>();
        calls.forEach(call -> before.put(call.id, disk.charged(call.id)));
        for (Batch batch : committed) {
            var unused = disk.store(LedgerDisk.LOCAL, 1).commit(batch);
        }
        before.forEach((id, nano) -> check(disk.charged(id).equals(nano), "I7 a replay changed a charge"));
        healthy();
    }
}
