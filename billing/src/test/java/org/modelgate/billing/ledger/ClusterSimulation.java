package org.modelgate.billing.ledger;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.modelgate.billing.store.LedgerDisk;
import org.modelgate.billing.store.Provision;
import org.modelgate.billing.store.StoreException;
import org.modelgate.billing.store.TimeOrderedIds;
import org.modelgate.common.bus.messages.Admit;
import org.modelgate.common.bus.messages.Admitted;
import org.modelgate.common.bus.messages.Settle;
import org.modelgate.common.bus.messages.Settled;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.inference.Usage;

/**
 * Three billing nodes in two regions on one database, from one seed: they crash at any step, freeze and go on, lose the database
 * before or after it wrote, have wrong clocks; messages between them get lost or come twice, routers ask the wrong node, prices
 * change. The invariants of the protocol by their names: I1 to I4 and R2 on the disk after each step ({@link LedgerDisk#faults}),
 * I5, I6, I8, I9, I11, I15 to I17 on what clients are told ({@link Promises}), I7 and I13 on what nodes write ({@link Machine}),
 * I10, I14 and I28 (no refusal while other nodes hold idle credit) here. I12 is of refunds, which only the database makes.
 */
final class ClusterSimulation {
    private static final long TTL = 8_000;
    private static final long JANITOR = TTL + 60_000;
    private static final int STEPS = 260;
    private static final long CLIENT_WAITS_MILLIS = 15_000;

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
        long recallable;

        @Override
        public String toString() {
            return charged + " charged, " + refused + " refused, " + recovered + " recovered, " + fenced
                    + " nodes fenced, " + journaled + " answers from local journals (of charges " + kept + " kept, "
                    + lost
                    + " lost), " + forwarded + " forwarded, " + recalled + " recalled (" + recallable + " at the end)";
        }
    }

    /** What goes wrong on purpose. */
    enum Mutant {
        /** Terminal events leave before the disk has them. */
        EARLY_ANSWERS,
        FORGETFUL_JOURNAL
    }

    private final Random random;
    private final LedgerDisk disk;
    private final TestClock time;
    private final TimeOrderedIds ids;
    private Provision provision;
    private final LedgerSettings settings;
    private final Reached reached;
    private final @Nullable Mutant mutant;
    private final Promises promises;
    private final List<Machine> machines = new ArrayList<>();
    private final List<SimulatedCall> calls = new ArrayList<>();
    private final Map<UUID, SimulatedCall> byId = new HashMap<>();
    private final List<Runnable> messages = new ArrayList<>();
    private final Map<String, Long> payments = new HashMap<>();
    private final Set<String> paid = new HashSet<>();
    private int owner;
    private boolean ending;

    ClusterSimulation(long seed, LedgerDisk disk, TestClock time, Reached reached, @Nullable Mutant mutant)
            throws StoreException {
        this.random = new Random(seed);
        this.disk = disk;
        this.time = time;
        this.reached = reached;
        this.mutant = mutant;
        this.promises = new Promises(disk, machines, reached);
        this.ids = new TimeOrderedIds(time, random);
        this.provision = Fixtures.provision(500 + random.nextInt(20_000));
        long strict = new long[] {0, 2_000, 1_000_000}[random.nextInt(3)];
        this.settings = new LedgerSettings(500, 20, 3_000, 20_000, 16, 100, 64, 16, 5_000, false, 100_000, Escrow.SOLE)
                .with(new Escrow(true, TTL, 1_000, 3_000, strict, 100));
        for (String name : new String[] {"a", "b", "c"}) {
            Machine machine = new Machine(name, name.equals("c") ? "west" : "east", disk, time, random);
            machine.journal = journal();
            machines.add(machine);
            boot(machine);
        }
    }

    private Machine.MemoryJournal journal() {
        return new Machine.MemoryJournal(mutant == Mutant.FORGETFUL_JOURNAL);
    }

    private void boot(Machine machine) throws StoreException {
        machine.boot(provision, settings, ids, callId -> durable(machine, callId), peers(machine));
    }

    private void durable(Machine machine, UUID callId) {
        promises.durable(machine, callId);
        SimulatedCall call = byId.get(callId);
        if (call != null) {
            call.factor = machine.factor;
        }
    }

    private TestNode.Peers peers(Machine from) {
        return new TestNode.Peers() {
            @Override
            public void recall(String account) {
                reached.recalled++;
                for (Machine to : machines) {
                    if (to != from && to.region.equals(from.region) && (ending || random.nextInt(4) > 0)) {
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
            for (Machine machine : machines) {
                tick(machine);
            }
        } else if (dice < 85) {
            pass(random.nextInt(12_000));
        } else if (dice < 86) {
            time.advance(random.nextInt(50_000));
        } else if (dice < 89) {
            any().cutUntil = time.millis() + random.nextInt(20_000);
        } else if (dice < 91) {
            Machine frozen = any();
            frozen.frozen = !frozen.frozen;
        } else if (dice < 93) {
            crash(any());
        } else if (dice < 96) {
            sweep(any());
        } else if (dice < 97) {
            owner = random.nextInt(machines.size());
        } else if (dice < 98) {
            any().repeat();
        } else if (random.nextInt(8) == 0) {
            provision = Fixtures.dear(provision);
        } else {
            pay(any());
        }
    }

    private void pay(Machine asked) {
        if (asked.serves() && asked.node != null) {
            int ref = random.nextInt(4);
            String reference = "ref-" + ref;
            long nano = 500L * (ref + 1);
            payments.put(reference, nano);
            asked.node.ledger.topUp("acme", nano, reference, "test", new TestNode.Answer<>() {
                @Override
                public void ok(Paid answer) {
                    super.ok(answer);
                    paid.add(reference);
                }
            });
        }
    }

    /** Time in which everybody does what there is to do, as far as it goes. */
    private void pass(long millis) throws StoreException {
        for (long passed = 0; passed < millis; passed += 700) {
            time.advance(700);
            for (Machine machine : machines) {
                tick(machine);
                write(machine);
            }
        }
    }

    private void call() {
        boolean absurd = random.nextInt(60) == 0;
        Usage usage = Usage.of(random.nextInt(300), absurd ? Long.MAX_VALUE / 3 : random.nextInt(300));
        SimulatedCall call = new SimulatedCall(ids.get(), usage, random.nextInt(6) == 0, time.millis());
        calls.add(call);
        byId.put(call.id, call);
        Machine asked = random.nextInt(5) == 0 ? any() : machines.get(owner);
        long input = random.nextInt(10) == 0 ? usage.input() / 2 : usage.input() + random.nextInt(50);
        Long cap = random.nextBoolean() ? null : (absurd ? 0 : usage.output()) + random.nextInt(100);
        Admit admit = Fixtures.admit(call.id, input, cap);
        if (!admit(asked, admit, call.admission)) {
            return;
        }
        if (random.nextInt(12) == 0) {
            admit(asked, admit, call.secondAdmission);
        }
        if (random.nextInt(3) == 0) {
            messages.add(() -> {
                if (asked.serves() && asked.node != null && call.runs()) {
                    asked.node.ledger.progress(call.progress());
                }
            });
        }
        for (int copies = random.nextInt(4); copies > 0; copies--) {
            messages.add(() -> settle(call));
        }
    }

    private boolean admit(Machine asked, Admit admit, TestNode.Answer<Admitted> answer) {
        TestNode node = asked.node;
        if (!asked.serves() || node == null || answer.done()) {
            return false;
        }
        Long cap = admit.maxOutputTokens();
        boolean covered = cap != null
                && node.ledger.leased("acme") >= asked.factor * (admit.inputTokensMax() + Fixtures.OUTPUT * cap)
                && asked.waiting == 0;
        asked.waiting++;
        node.ledger.admit(admit, "router", new Reply<>() {
            @Override
            public void ok(Admitted admitted) {
                asked.waiting--;
                answer.ok(admitted);
            }

            @Override
            public void failed(GatewayError error) {
                asked.waiting--;
                answer.failed(error);
            }
        });
        Promises.check(!covered || answer.done(), "I14 a call that the lease covers waited");
        return true;
    }

    /** The router asks who owns the account now; if nobody answers it asks again. */
    private void settle(SimulatedCall call) {
        if (call.admission.value == null || call.answered) {
            return;
        }
        Machine asked = random.nextInt(4) == 0 ? any() : machines.get(owner);
        if (!asked.serves() || asked.node == null) {
            messages.add(() -> settle(call));
            return;
        }
        ask(call, asked.node);
    }

    private void ask(SimulatedCall call, TestNode node) {
        int number = ++call.asked;
        if (number > SimulatedCall.ASKED_MAX) {
            return;
        }
        if (number == 1) {
            call.askedMillis = time.millis();
        }
        node.ledger.settle(call.settlement(), new Reply<>() {
            @Override
            public void ok(Settled answer) {
                // A router waits for the answer to its last question only, and its client doesn't wait for ever.
                boolean lost = number != call.asked || call.answered || (!ending && random.nextInt(10) == 0);
                boolean late = time.millis() - call.askedMillis > CLIENT_WAITS_MILLIS;
                promises.answered(call, answer, time.millis(), lost || late);
                if (!lost) {
                    call.answered = true;
                } else if (number == call.asked) {
                    messages.add(() -> settle(call));
                }
            }

            @Override
            public void failed(GatewayError error) {
                messages.add(() -> settle(call));
            }
        });
    }

    private void deliver() {
        if (!messages.isEmpty()) {
            messages.remove(random.nextInt(messages.size())).run();
        }
    }

    private void deliverAll() {
        List<Runnable> now = List.copyOf(messages);
        messages.clear();
        now.forEach(Runnable::run);
    }

    private void write(Machine machine) throws StoreException {
        if (machine.frozen || machine.node == null) {
            return;
        }
        if (mutant == Mutant.EARLY_ANSWERS && random.nextInt(3) == 0) {
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
            machine.journal = journal();
            promises.lost(machine);
        }
        if (random.nextInt(3) > 0) {
            boot(machine);
        }
    }

    private void sweep(Machine by) throws StoreException {
        if (!by.serves() || by.cut() || by.node == null) {
            return;
        }
        for (Machine other : machines) {
            if (time.millis() - other.heardAt > JANITOR) {
                disk.silence(other.name);
            }
        }
        by.node.sweep();
        // What only their own disks know comes too late now.
        machines.stream().filter(Machine::replaced).forEach(promises::lost);
        healthy();
    }

    private void healthy() {
        // Clocks of machines differ; deadlines are not what is tested here.
        List<String> broken = disk.faults(0);
        Promises.check(broken.isEmpty(), String.join("; ", broken));
    }

    private void quiesce() throws StoreException {
        ending = true;
        for (Machine machine : machines) {
            machine.cutUntil = 0;
            machine.frozen = false;
        }
        for (int round = 0; round < 600; round++) {
            deliverAll();
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
        Promises.check(messages.isEmpty(), "settlements are never answered: " + messages.size() + disk + unresolved());
        machines.forEach(machine -> machine.calm = true);
        rest(36_000);
    }

    /** Time passes, and everybody does all there is to do. */
    private void rest(long millis) throws StoreException {
        for (long passed = 0; passed < millis; passed += 500) {
            deliverAll();
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
        Promises.check(
                disk.unresolved() == 0, "I4 " + disk.unresolved() + " reservations are never resolved" + unresolved());
        calls.forEach(promises::verify);
        long initial = provision.accounts().getFirst().creditsNano();
        long paidIn = disk.funded() - initial;
        Promises.check(
                paidIn >= paid.stream().mapToLong(payments::get).sum()
                        && paidIn
                                <= payments.values().stream()
                                        .mapToLong(nano -> nano)
                                        .sum(),
                "I1 paid in " + paidIn + ", was to be of " + payments + " at least " + paid);
        recall();
        lastCredit();
    }

    private String unresolved() throws StoreException {
        StringBuilder who = new StringBuilder();
        for (SimulatedCall call : calls) {
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

    /** Credit that other nodes hold idle can be spent here as if it were in the wallet. */
    private void recall() throws StoreException {
        List<TestNode.Answer<Admitted>> small = new ArrayList<>();
        for (Machine machine : machines) {
            small.add(new TestNode.Answer<>());
            admit(machine, Fixtures.admit(ids.get(), 40, 0L), small.getLast());
        }
        rest(1_000);
        if (small.stream().allMatch(answer -> answer.value != null)) {
            reached.recallable += disk.leased() > held() ? 1 : 0;
            spendable(any(), disk.available() + disk.leased() - held(), 3_000);
        }
        // Nobody settles these calls: they are recovered for nothing when their time is over.
        rest(34_000);
    }

    /** What running calls hold. */
    private long held() {
        return machines.stream()
                .map(machine -> machine.node)
                .filter(Objects::nonNull)
                .mapToLong(node -> node.ledger.reserved("acme"))
                .sum();
    }

    private void spendable(Machine asked, long nano, long millis) throws StoreException {
        TestNode node = asked.node;
        long input = nano / asked.factor;
        if (input == 0 || node == null) {
            return;
        }
        TestNode.Answer<Admitted> answer = new TestNode.Answer<>();
        node.ledger.admit(Fixtures.admit(ids.get(), input, 0L), "router", answer);
        rest(millis);
        Promises.check(
                answer.value != null, "I28 refused for " + nano + ", which the account has: " + reason(answer) + disk);
    }

    /** Nothing is left in leases that nobody uses, and the last cent can be spent from anywhere. */
    private void lastCredit() throws StoreException {
        rest(6_000);
        Promises.check(disk.leased() == 0, "I1 idle leases hold " + disk.leased() + disk + unresolved());
        spendable(any(), disk.available(), 2_500);
    }

    private static String reason(TestNode.Answer<?> answer) {
        @Nullable GatewayError error = answer.error;
        return error == null ? "no answer" : error.message();
    }
}
