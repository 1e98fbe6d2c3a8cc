package org.modelgate.billing.ledger;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.bus.messages.Admitted;
import org.modelgate.common.bus.messages.Progress;
import org.modelgate.common.bus.messages.Settle;
import org.modelgate.common.inference.Usage;
import org.modelgate.common.inference.UsageSource;

/** One call of the simulated cluster, as its router knows it. */
final class SimulatedCall {
    /** How often a router asks for a settlement. */
    static final int ASKED_MAX = 200;

    final UUID id;
    final Usage usage;
    final boolean failed;
    final long atMillis;
    final TestNode.Answer<Admitted> admission = new TestNode.Answer<>();

    /** The same question comes twice. A router never asks two nodes for admission. */
    final TestNode.Answer<Admitted> secondAdmission = new TestNode.Answer<>();

    boolean answered;
    /** When its router first asked for the settlement. */
    long askedMillis;

    /** What a token costs: by the price of when the call was admitted. Set when content may pass. */
    long factor;

    /** What a node heard of it while it ran. */
    @Nullable Usage seen;

    /** What its router asks to be settled; never another thing. */
    private @Nullable Settle settle;

    boolean asksForCharge;
    int asked;

    SimulatedCall(UUID id, Usage usage, boolean failed, long atMillis) {
        this.id = id;
        this.usage = usage;
        this.failed = failed;
        this.atMillis = atMillis;
    }

    /** Content may have passed. */
    boolean durable() {
        return factor > 0;
    }

    /** Content flows, or it will never; afterwards there is no progress. */
    boolean runs() {
        return durable() && !failed && settle == null;
    }

    Progress progress() {
        seen = Usage.of(usage.input(), usage.output() / 2);
        return new Progress(id, Fixtures.PRINCIPAL.account(), seen, "m");
    }

    /** A call without content is for nothing; one that failed over to another provider costs what that one used. */
    Settle settlement() {
        Settle known = settle;
        if (known != null) {
            return known;
        }
        asksForCharge = durable() && !failed;
        Settle made = new Settle(
                id,
                Fixtures.PRINCIPAL,
                "m",
                asksForCharge ? usage : null,
                UsageSource.PROVIDER_FINAL,
                "sim",
                "m-1",
                "completed",
                List.of(
                        new Settle.AttemptRecord("broken", "m-0", "error", 500, Usage.of(1_000, 1_000), null),
                        new Settle.AttemptRecord("sim", "m-1", "ok", 200, usage, "up-1")),
                20,
                5,
                null,
                null);
        settle = made;
        return made;
    }

    /** In nano-USD, at most {@code held}. */
    long cost(Usage used, long held) {
        try {
            return Math.min(
                    held,
                    Math.multiplyExact(
                            factor, Math.addExact(used.input(), Math.multiplyExact(Fixtures.OUTPUT, used.output()))));
        } catch (ArithmeticException absurd) {
            return held;
        }
    }

    @Override
    public String toString() {
        return id + (asksForCharge ? " of " + usage : " for nothing") + " at " + factor;
    }
}
