package org.modelgate.billing.ledger;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.modelgate.billing.pricing.Rates;
import org.modelgate.billing.store.Overdrafts;
import org.modelgate.billing.store.Provision;
import org.modelgate.common.bus.messages.Admit;
import org.modelgate.common.bus.messages.Principal;
import org.modelgate.common.bus.messages.Settle;
import org.modelgate.common.inference.Usage;
import org.modelgate.common.inference.UsageSource;

/** Calls of one account with one key; a token costs one nano-USD in and two out, so that sums are easy to see. */
public final class Fixtures {
    /** In nano-USD. */
    static final long OUTPUT = 2;

    public static final Rates RATES = Rates.flat("m", 1_000, 2_000, 1_000, 1_250, 2_000);
    private static final Rates DEAR = Rates.flat("m", 2_000, 4_000, 2_000, 2_500, 4_000);
    public static final Principal PRINCIPAL = new Principal("acme", "key_1");

    private Fixtures() {}

    public static Provision provision(long credits, @Nullable String plan, Limits limits) {
        return new Provision(
                List.of(new Provision.Account("acme", credits, plan)),
                List.of(new Provision.Key("acme", "ci", new byte[32], "last", true, null, limits)),
                List.of(RATES));
    }

    /** With a plan under which the account may owe that much. */
    public static Provision overdrawing(long credits, long overdraft) {
        Provision plain = provision(credits, "credit", Limits.UNLIMITED);
        return new Provision(
                plain.accounts(), plain.keys(), plain.rates(), new Overdrafts(Map.of("credit", overdraft)));
    }

    public static Provision provision(long credits) {
        return provision(credits, null, Limits.UNLIMITED);
    }

    /** The same after a change of prices: everything costs twice as much. */
    static Provision dear(Provision before) {
        return new Provision(before.accounts(), before.keys(), List.of(DEAR));
    }

    public static Admit admit(UUID callId, long input, @Nullable Long maxOutput) {
        return new Admit(
                callId,
                PRINCIPAL,
                List.of("m"),
                input,
                false,
                false,
                maxOutput,
                List.of(8_192L),
                1,
                10_000,
                null,
                List.of(),
                null,
                null);
    }

    public static Settle settle(UUID callId, @Nullable Usage usage) {
        List<Settle.AttemptRecord> attempts = new ArrayList<>();
        attempts.add(new Settle.AttemptRecord("sim", "m-1", "ok", 200, usage, "up-1"));
        return new Settle(
                callId,
                PRINCIPAL,
                "m",
                usage,
                UsageSource.PROVIDER_FINAL,
                "sim",
                "m-1",
                "completed",
                attempts,
                20,
                5,
                null,
                null);
    }
}
