package org.modelgate.billing.ledger;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.modelgate.billing.store.LedgerDisk;
import org.modelgate.common.bus.messages.Settled;
import org.modelgate.common.inference.Usage;

/** What clients were told, held against the disks at the moment they were told and when all is over. */
final class Promises {
    /** No call is recovered before its own time and a grace time are over. */
    private static final long SETTLED_IN_TIME_MILLIS = 15_000;

    private static final class Told {
        final long nano;

        /** Whose disk was the only one that knew; null if the database did. */
        final @Nullable Machine by;

        final long afterMillis;

        /** What only that machine knew may come too late: then the client pays less than it was told, never more. */
        boolean atMost;

        Told(long nano, @Nullable Machine by, long afterMillis, boolean atMost) {
            this.nano = nano;
            this.by = by;
            this.afterMillis = afterMillis;
            this.atMost = atMost;
        }
    }

    private final LedgerDisk disk;
    private final List<Machine> machines;
    private final ClusterSimulation.Reached reached;
    private final Map<UUID, Told> told = new HashMap<>();

    Promises(LedgerDisk disk, List<Machine> machines, ClusterSimulation.Reached reached) {
        this.disk = disk;
        this.machines = machines;
        this.reached = reached;
    }

    static void check(boolean condition, String what) {
        if (!condition) {
            throw new AssertionError(what);
        }
    }

    /** Content may pass now. */
    void durable(Machine machine, UUID callId) {
        check(
                disk.reserved(callId).isPresent() || machine.localReserved.contains(callId),
                "I6 content may pass for a reservation that is on no disk");
    }

    /** A client gets its terminal event, or would if the answer weren't lost. */
    void answered(SimulatedCall call, Settled answer, long nowMillis, boolean lost) {
        Optional<Long> charged = disk.charged(call.id);
        long nano = answer.chargedNano();
        Machine by = null;
        if (!charged.equals(Optional.of(nano))) {
            by = machines.stream()
                    .filter(machine -> Objects.equals(machine.localResolved.get(call.id), nano))
                    .findFirst()
                    .orElse(null);
            // Whoever gets no content pays nothing, also where its reservation comes to the disk later.
            boolean free = nano == 0
                    && charged.isEmpty()
                    && (!call.asksForCharge || disk.reserved(call.id).isEmpty());
            check(by != null || free, "I5 " + call + " was told a charge of " + nano + ", the disk has " + charged);
            reached.journaled += by == null ? 0 : 1;
        }
        Told before = told.get(call.id);
        if (before != null && before.by == null && by == null) {
            check(before.nano == nano, "I7 a repeated settlement got another answer");
        }
        if (!lost && before == null) {
            told.put(call.id, new Told(nano, by, nowMillis - call.atMillis, by != null && by.replaced()));
        }
    }

    /** Nobody will ever hear what only this machine knew, or it comes too late. */
    void lost(Machine machine) {
        told.forEach((id, charge) -> {
            if (machine.equals(charge.by) && !disk.charged(id).equals(Optional.of(charge.nano))) {
                charge.atMost = true;
            }
        });
    }

    void verify(SimulatedCall call) {
        long held = disk.reserved(call.id).orElse(0L);
        long charged = disk.charged(call.id).orElse(0L);
        check(held >= charged, "I2 charged above the reservation");
        Told charge = told.get(call.id);
        if (charge != null) {
            verify(call, charge, charged, held);
        }
        reached.charged += charged > 0 ? 1 : 0;
        reached.refused += call.admission.error != null ? 1 : 0;
        Usage seen = call.seen;
        if (charged == 0 || (call.asksForCharge && charged == call.cost(call.usage, held))) {
            return;
        }
        check(
                seen != null && charged == call.cost(seen, held),
                "I8 I9 I15 I16 charged " + charged + " of " + held + " for " + call + ", seen " + seen);
        reached.recovered++;
    }

    private void verify(SimulatedCall call, Told charge, long charged, long held) {
        boolean same = charged == charge.nano;
        reached.kept += charge.by != null && same ? 1 : 0;
        reached.lost += same ? 0 : 1;
        check(
                same || (charge.atMost && charged < charge.nano),
                "I17 a charge of " + charge.nano + " for " + call + " that was told is gone or changed: " + charged);
        if (call.asksForCharge && charge.by == null && charge.afterMillis < SETTLED_IN_TIME_MILLIS) {
            check(
                    charged == call.cost(call.usage, held),
                    "I11 a call that was served and settled in time was charged " + charged);
        }
    }
}
