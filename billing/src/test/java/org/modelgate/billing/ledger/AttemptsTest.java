package org.modelgate.billing.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.modelgate.billing.ledger.LedgerRecord.Attempt;
import org.modelgate.billing.pricing.Costs;
import org.modelgate.billing.pricing.Price;
import org.modelgate.billing.pricing.Rates;
import org.modelgate.common.bus.messages.Settle;
import org.modelgate.common.bus.messages.Settle.AttemptRecord;
import org.modelgate.common.inference.Usage;
import org.modelgate.common.inference.UsageSource;

/** The client's tokens cost one and two nano-USD and a markup of a half; the operator pays a hundredfold at provider dear. */
class AttemptsTest {
    private static final Price PRICE = new Price(1, new Rates("m", Fixtures.RATES.tiers(), 3, 2));
    private static final Costs COSTS = new Costs(
            Map.of(new Costs.Target("dear", "m-d"), Rates.flat("m-d", 100_000, 200_000, 100_000, 100_000, 100_000)));
    private static final AttemptRecord OK = attempt("sim", "ok", 200, Usage.of(30, 20));

    private static AttemptRecord attempt(String provider, String outcome, int status, @Nullable Usage usage) {
        return new AttemptRecord(provider, provider.equals("dear") ? "m-d" : "m-1", outcome, status, usage, null);
    }

    private static Settle settle(@Nullable Usage usage, AttemptRecord... attempts) {
        return new Settle(
                new UUID(0, 1),
                Fixtures.PRINCIPAL,
                "m",
                usage,
                UsageSource.PROVIDER_FINAL,
                usage == null ? null : "sim",
                usage == null ? null : "m-1",
                usage == null ? "failed" : "completed",
                List.of(attempts),
                20,
                5,
                null,
                null);
    }

    private static List<Long> absorbed(@Nullable Usage usage, AttemptRecord... attempts) {
        return Attempts.of(settle(usage, attempts), usage == null ? Usage.NONE : usage, PRICE, COSTS).stream()
                .map(Attempt::absorbedNano)
                .toList();
    }

    @Test
    void whatTheClientPaysIsNotAbsorbedAndCostsTheOperatorNoMarkup() {
        assertThat(absorbed(Usage.of(30, 20), OK)).isEmpty();
        List<Attempt> attempts = Attempts.of(
                settle(Usage.of(30, 20), attempt("dear", "overloaded", 529, null), OK), Usage.of(30, 20), PRICE, COSTS);
        assertThat(attempts).extracting(Attempt::costNano).containsExactly(0L, 70L);
        assertThat(attempts).extracting(Attempt::absorbedNano).containsExactly(0L, 0L);
    }

    @Test
    void anAttemptThatBrokeCostsWhatItsProviderTakes() {
        assertThat(absorbed(Usage.of(30, 20), attempt("dear", "provider_error", 200, Usage.of(30, 1)), OK))
                .containsExactly(3_200L, 0L);
        assertThat(absorbed(null, attempt("dear", "provider_error", 200, Usage.of(1, 1))))
                .containsExactly(300L);
    }

    @Test
    void oneThatBeganOrWasTooSlowHasReadTheRequest() {
        assertThat(absorbed(
                        Usage.of(30, 20),
                        attempt("dear", "provider_error", 200, null),
                        attempt("dear", "timeout", 0, null),
                        attempt("dear", "rate_limit_exceeded", 429, null),
                        attempt("dear", "provider_error", 0, null),
                        OK))
                .containsExactly(3_000L, 3_000L, 0L, 0L, 0L);
    }

    @Test
    void ofTwoAttemptsAtOneTargetTheOneThatWentWellIsPaid() {
        AttemptRecord broken = attempt("sim", "provider_error", 200, Usage.of(30, 5));
        assertThat(absorbed(Usage.of(30, 20), broken, OK)).containsExactly(40L, 0L);
        assertThat(absorbed(Usage.of(30, 20), OK, broken)).containsExactly(0L, 40L);
        assertThat(absorbed(Usage.of(30, 5), broken)).containsExactly(0L);
    }
}
