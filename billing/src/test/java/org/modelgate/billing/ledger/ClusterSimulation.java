package org.modelgate.billing.ledger;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.modelgate.billing.store.LedgerDisk;
import org.modelgate.billing.store.Provision;
import org.modelgate.billing.store.StoreException;
import org.modelgate.billing.store.TimeOrderedIds;
import org.modelgate.common.bus.messages.Admitted;
import org.modelgate.common.bus.messages.Progress;
import org.modelgate.common.bus.messages.Settle;
import org.modelgate.common.bus.messages.Settled;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.inference.Usage;

/**
 * Three billing nodes in two regions on one database, from one seed: they crash at any step, freeze and go on, lose the database
 * before or after it wrote, have wrong clocks; messages between them get lost or come twice, routers ask the wrong node. What
 * clients were told is held against the disks at the moment they were told.
 */
final class ClusterSimulation {
    private static final long TTL = 8_000;
    private static final long JANITOR = TTL + 60_000;
    private static final int STEPS = 260;
    private static final int GIVES_UP = 200;

    /** What was seen, so that a simulation that reaches nothing isn't taken for proof. */
    static final class Reached {
        long charged;
        long refused;
        long recovered;
        long fenced;
        long journaled;
        long forwarded;
        long recalled;
        long kept;
        long lost;

        @Override
        public String toString() {
            return charged + " charged, " + refused + " refused, " + recovered + " recovered, " + fenced
                    + " nodes fenced, " + journaled + " answers from local journals (of charges " + kept + " kept, "
                    + lost
                    + " lost), " + forwarded + " forwarded, " + recalled + " recalled";
        }
    }

    private static final class Call {
        final UUID id;
        final Usage usage;
        final boolean failed;
        final TestNode.Answer<Admitted> admission = new TestNode.Answer<>();

        @Nullable Machine answeredBy;

        /** Content may have passed. */
        boolean durable;

        int asked;

        Call(UUID id, Usage usage, boolean failed) {
            this.id = id;
            this.usage = usage;
            this.failed = failed;
        }
    }

    private record Told(long nano, Machine by) {}

    private final Random random;
    private final LedgerDisk disk;
    private final TestClock time;
    private final TimeOrderedIds ids;
    private final Provision provision;
    private final LedgerSettings settings;
    private final Reached reached;
    private final boolean earlyAnswers;
    private final List<Machine> machines = new ArrayList<>();
    private final List<Call> calls = new ArrayList<>();
    private final Map<UUID, Call> byId = new HashMap<>();
    private final List<Runnable> messages = new ArrayList<>();
    private final Map<UUID, Told> told = new HashMap<>();
    private int owner;
    private boolean ending;

    ClusterSimulation(long seed, LedgerDisk disk, TestClock time, Reached reached, boolean earlyAnswers)
            throws StoreException {
        this.random = new Random(seed);
        this.disk = disk;
        this.time = time;
        this.reached = reached;
        this.earlyAnswers = earlyAnswers;
        this.ids = new TimeOrderedIds(time, random);
        this.provision = Fixtures.provision(500 + random.nextInt(20_000));
        long strict = new long[] {0, 2_000, 1_000_000}[random.nextInt(3)];
        this.settings = new LedgerSettings(500, 20, 3_000, 20_000, 16, 100, 64, 16, 5_000, false, Escrow.SOLE)
                .with(new Escrow(true, TTL, 1_000, 3_000, strict, 100));
        for (String name : new String[] {"a", "b", "c"}) {
            Machine machine = new Machine(name, name.equals("c") ? "west" : "east", disk, time, random);
            machines.add(machine);
            boot(machine);
        }
    }

    private static void check(boolean condition, String what) {
        if (!condition) {
            throw new AssertionError(what);
        }
    }

    private void boot(Machine machine) throws StoreException {
        machine.boot(provision, settings, ids, callId -> durable(machine, callId), peers(machine));
    }

    private void durable(Machine machine, UUID callId) {
        Call call = byId.get(callId);
        if (call != null) {
            call.durable = true;
        }
        check(
                disk.reserved(callId).isPresent() || machine.localReserved.contains(callId),
                "I6 content may pass for a reservation that is on no disk");
    }

    private TestNode.Peers peers(Machine from) {
        return new TestNode.Peers() {
            @Override
            public void recall(String account) {
                reached.recalled++;
                for (Machine to : machines) {
                    if (to != from && to.region.equals(from.region) && random.nextInt(4) > 0) {
                        messages.add(() -> {
                            if (to.serves() && to.node != null) {
                                to.node.ledger.recall(account);
                            }
                        });
                    }
                }
            }

            @Override
            public void forward(Settle settle, String address, Reply<Settled> reply) {
                reached.forwarded++;
                Machine to = machines.stream()
                        .filter(m -> m.name.equals(address))
                        .findFirst()
                        .orElseThrow();
                if (to.serves() && to.node != null && to.region.equals(from.region)) {
                    to.node.ledger.settle(settle, reply);
                } else {
                    reply.failed(GatewayError.unavailable("not reached"));
                }
            }

            @Override
            public void exhausted(UUID callId) {}
        };
    }

    void run() throws StoreException {
        for (int i = 0; i < STEPS; i++) {
            step();
        }
        quiesce();
        verify();
    }

    private Machine any() {
        return machines.get(random.nextInt(machines.size()));
    }

    private void step() throws StoreException {
        int dice = random.nextInt(100);
        if (dice < 20) {
            call();
        } else if (dice < 45) {
            deliver();
        } else if (dice < 70) {
            write(any());
        } else if (dice < 84) {
            time.advance(random.nextInt(400));
            tick(any());
        } else if (dice < 86) {
            time.advance(random.nextInt(40_000));
        } else if (dice < 89) {
            any().cutUntil = time.millis() + random.nextInt(20_000);
        } else if (dice < 91) {
            Machine frozen = any();
            frozen.frozen = !frozen.frozen;
        } else if (dice < 93) {
            crash(any());
        } else if (dice < 96) {
            sweep(any());
        } else if (dice < 98) {
            owner = random.nextInt(machines.size());
        } else {
            Machine asked = any();
            if (asked.serves() && asked.node != null) {
                int ref = random.nextInt(4);
                asked.node.ledger.topUp("acme", 500 * (ref + 1), "ref-" + ref, "test");
            }
        }
    }

    private void call() {
        Usage usage = Usage.of(random.nextInt(300), random.nextInt(300));
        Call call = new Call(ids.get(), usage, random.nextInt(6) == 0);
        calls.add(call);
        byId.put(call.id, call);
        Machine asked = random.nextInt(5) == 0 ? any() : machines.get(owner);
        if (!asked.serves() || asked.node == null) {
            return;
        }
        long input = random.nextInt(10) == 0 ? usage.input() / 2 : usage.input() + random.nextInt(50);
        Long cap = random.nextBoolean() ? null : usage.output() + random.nextInt(100);
        asked.node.ledger.admit(Fixtures.admit(call.id, input, cap), "router", call.admission);
        if (random.nextInt(3) == 0) {
            Usage so = Usage.of(usage.input(), usage.output() / 2);
            messages.add(() -> {
                if (asked.serves() && asked.node != null) {
                    asked.node.ledger.progress(new Progress(call.id, "acme", so, "m"));
                }
            });
        }
        for (int copies = random.nextInt(4); copies > 0; copies--) {
            messages.add(() -> settle(call));
        }
    }

    /** The router asks who owns the account now; if nobody answers it asks again. */
    private void settle(Call call) {
        if (call.admission.value == null) {
            return;
        }
        Machine asked = random.nextInt(4) == 0 ? any() : machines.get(owner);
        if (call.answeredBy != null) {
            // A router that has its answer doesn't ask another node; the network may repeat what it sent before.
            asked = call.answeredBy;
        }
        if (!asked.serves() || asked.node == null) {
            if (call.answeredBy == null) {
                messages.add(() -> settle(call));
            }
            return;
        }
        ask(call, asked, asked.node);
    }

    private void ask(Call call, Machine asked, TestNode node) {
        int number = ++call.asked;
        if (number > GIVES_UP) {
            return;
        }
        node.ledger.settle(Fixtures.settle(call.id, call.failed || !call.durable ? null : call.usage), new Reply<>() {
            @Override
            public void ok(Settled answer) {
                if (number != call.asked && call.answeredBy == null) {
                    // The router waits for the answer to its last question only.
                    return;
                }
                if (!ending && random.nextInt(10) == 0) {
                    // The answer got lost.
                    messages.add(() -> settle(call));
                } else {
                    answered(call, answer, asked);
                }
            }

            @Override
            public void failed(GatewayError error) {
                if (call.answeredBy == null) {
                    messages.add(() -> settle(call));
                }
            }
        });
    }

    private void answered(Call call, Settled answer, Machine by) {
        Optional<Long> charged = disk.charged(call.id);
        Machine local = machines.stream()
                .filter(m -> m.localResolved.contains(call.id))
                .findFirst()
                .orElse(null);
        boolean nothing = answer.chargedNano() == 0;
        check(
                nothing || local != null || charged.equals(Optional.of(answer.chargedNano())),
                "I5 told a charge of " + answer.chargedNano() + ", the disk has " + charged);
        if (local != null) {
            reached.journaled++;
        }
        Told before = told.get(call.id);
        if (before != null && before.by == null && local == null && !nothing) {
            check(before.nano == answer.chargedNano(), "I7 a repeated settlement got another answer");
        }
        if (call.answeredBy == null) {
            call.answeredBy = by;
        }
        // What a machine tells after others took over from it, which it doesn't know yet, costs the client nothing.
        if (!nothing && (local == null || !local.silenced)) {
            told.putIfAbsent(call.id, new Told(answer.chargedNano(), local));
        }
    }

    private void deliver() {
        if (!messages.isEmpty()) {
            messages.remove(random.nextInt(messages.size())).run();
        }
    }

    private void write(Machine machine) throws StoreException {
        if (machine.frozen || machine.node == null) {
            return;
        }
        if (earlyAnswers && random.nextInt(3) == 0) {
            machine.node.form(12);
            machine.node.tellEarly();
            machine.node.drop();
            return;
        }
        boolean dies = random.nextInt(40) == 0;
        machine.write(1 + random.nextInt(12), !dies);
        if (dies) {
            crash(machine);
        }
        again(machine);
        healthy();
    }

    /** A node that was fenced starts again by itself. */
    private void again(Machine machine) throws StoreException {
        if (machine.node != null && machine.node.fenced) {
            reached.fenced++;
            machine.node = null;
            boot(machine);
        }
    }

    private void tick(Machine machine) throws StoreException {
        if (machine.frozen) {
            return;
        }
        if (machine.node == null) {
            boot(machine);
            return;
        }
        machine.node.ledger.tick();
        for (int searches = ending ? 100 : 1; searches > 0 && !machine.cut(); searches--) {
            machine.node.search();
        }
    }

    private void crash(Machine machine) throws StoreException {
        machine.node = null;
        machine.frozen = false;
        if (random.nextInt(6) == 0) {
            // The machine is gone for good, and its disk with it; another one gets its name.
            machine.journal = new Machine.MemoryJournal();
            lost(machine);
        }
        if (random.nextInt(3) > 0) {
            boot(machine);
        }
    }

    private void lost(Machine machine) {
        told.values().removeIf(charge -> machine.equals(charge.by));
    }

    private void sweep(Machine by) throws StoreException {
        if (!by.serves() || by.cut() || by.node == null) {
            return;
        }
        for (Machine other : machines) {
            if (time.millis() - other.heardAt > JANITOR) {
                disk.silence(other.name);
                other.silenced = true;
                // What its own disk knows comes too late now.
                lost(other);
            }
        }
        by.node.sweep();
        healthy();
    }

    private void healthy() {
        // Clocks of machines differ; deadlines are not what is tested here.
        List<String> broken = disk.faults(0);
        check(broken.isEmpty(), String.join("; ", broken));
    }

    private void quiesce() throws StoreException {
        ending = true;
        for (Machine machine : machines) {
            machine.cutUntil = 0;
            machine.frozen = false;
        }
        for (int round = 0; round < 600; round++) {
            List<Runnable> now = List.copyOf(messages);
            messages.clear();
            now.forEach(Runnable::run);
            time.advance(60);
            for (Machine machine : machines) {
                if (machine.node == null) {
                    boot(machine);
                }
                tick(machine);
                machine.write(256, true);
                again(machine);
            }
            if (messages.isEmpty() && machines.stream().allMatch(m -> m.node != null && m.node.idle())) {
                break;
            }
        }
        check(messages.isEmpty(), "settlements are never answered: " + messages.size() + disk + unresolved());
        machines.forEach(machine -> machine.calm = true);
        rest(36_000);
    }

    /** Time passes, and everybody does all there is to do. */
    private void rest(long millis) throws StoreException {
        for (long passed = 0; passed < millis; passed += 500) {
            time.advance(500);
            for (Machine machine : machines) {
                if (machine.node == null) {
                    boot(machine);
                }
                tick(machine);
                for (int i = 0; i < 3; i++) {
                    machine.write(256, true);
                }
                again(machine);
            }
        }
    }

    private void verify() throws StoreException {
        healthy();
        check(disk.unresolved() == 0, "I4 " + disk.unresolved() + " reservations are never resolved" + unresolved());
        told.forEach(this::verify);
        for (Call call : calls) {
            long held = disk.reserved(call.id).orElse(0L);
            long charged = disk.charged(call.id).orElse(0L);
            check(held >= charged, "I2 charged above the reservation");
            reached.charged += charged > 0 ? 1 : 0;
            reached.refused += call.admission.error != null ? 1 : 0;
            reached.recovered += charged > 0 && !told.containsKey(call.id) ? 1 : 0;
        }
        lastCredit();
    }

    /** What only one machine knew may come too late: then the client pays less than it was told, never more. */
    private void verify(UUID id, Told charge) {
        Optional<Long> charged = disk.charged(id);
        boolean same = charged.equals(Optional.of(charge.nano));
        reached.kept += charge.by != null && same ? 1 : 0;
        reached.lost += charge.by != null && !same ? 1 : 0;
        check(
                same || (charge.by != null && charged.orElse(0L) < charge.nano),
                "I17 a charge of " + charge.nano + " that was told is gone or changed: " + charged);
    }

    private String unresolved() throws StoreException {
        StringBuilder who = new StringBuilder();
        for (Call call : calls) {
            if (disk.reserved(call.id).isPresent() && disk.charged(call.id).isEmpty()) {
                who.append("; ")
                        .append(call.id)
                        .append(" kept by ")
                        .append(disk.find(call.id).keeper());
            }
        }
        for (Machine machine : machines) {
            if (machine.node != null) {
                who.append("; ")
                        .append(machine.name)
                        .append(" has ")
                        .append(machine.node.ledger.openReservations())
                        .append(machine.node.fenced ? " fenced" : "")
                        .append(" open, spendable ")
                        .append(machine.node.ledger.spendable("acme"))
                        .append(", ")
                        .append(machine.node.told);
            }
        }
        return who.toString();
    }

    /** Nothing is left in leases that nobody uses, and the last cent can be spent from anywhere. */
    private void lastCredit() throws StoreException {
        rest(6_000);
        check(disk.leased() == 0, "I1 idle leases hold " + disk.leased() + disk + unresolved());
        long left = disk.available();
        Machine asked = any();
        if (left == 0 || asked.node == null) {
            return;
        }
        TestNode.Answer<Admitted> answer = new TestNode.Answer<>();
        asked.node.ledger.admit(Fixtures.admit(ids.get(), left, 0L), "router", answer);
        rest(2_500);
        check(answer.value != null, "I28 refused for what the account has: " + reason(answer));
    }

    private static String reason(TestNode.Answer<?> answer) {
        @Nullable GatewayError error = answer.error;
        return error == null ? "no answer" : error.message();
    }
}
