package org.modelgate.billing.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.modelgate.billing.ledger.BudgetId;
import org.modelgate.billing.ledger.LedgerRecord;
import org.modelgate.billing.ledger.LedgerRecord.Facts;
import org.modelgate.billing.ledger.LedgerRecord.Kind;
import org.modelgate.billing.store.Watched;
import org.modelgate.common.inference.Usage;
import org.modelgate.common.inference.UsageSource;

class TouchedTest {
    private static final BudgetId ALICE = new BudgetId(1, 0, "user:alice", "2026-11-21");
    private static final BudgetId RED = new BudgetId(1, 7, "tag:red", "ever");

    private final Touched touched = Touched.when(true);

    private static LedgerRecord charge(long org, BudgetId... budgets) {
        Facts facts = new Facts(Usage.of(1, 1), UsageSource.PROVIDER_FINAL, "sim", "m", "completed", 1, 1, List.of());
        return new LedgerRecord.Resolve(
                new UUID(1, 1),
                new UUID(2, 2),
                false,
                org,
                1,
                Kind.SETTLED,
                1,
                5,
                5,
                202_611,
                facts,
                1,
                List.of(budgets),
                List.of());
    }

    @Test
    void anAccountIsLookedAtOnceWithTheUsersAndTagsThatWereCharged() {
        touched.committed(charge(1, BudgetId.own(1, 0, "2026-11"), ALICE));
        touched.committed(charge(1, ALICE, RED));
        touched.lacked(1);
        touched.overBudget(RED);
        assertThat(touched.take(9)).containsExactly(new Watched(1, true, Set.of(RED), Set.of(ALICE, RED)));
        assertThat(touched.take(9)).isEmpty();
        assertThat(touched.missed()).isFalse();
    }

    @Test
    void whatIsTooMuchIsKnownToHaveBeenMissed() {
        IntStream.range(0, 10_001)
                .forEach(user -> touched.committed(charge(1, new BudgetId(1, 0, "user:" + user, "ever"))));
        assertThat(touched.missed()).isTrue();
        assertThat(touched.take(1).getFirst().open()).hasSize(10_000);
        touched.committed(charge(1, ALICE));
        assertThat(touched.missed()).isFalse();
        assertThat(touched.take(1).getFirst().open()).containsExactly(ALICE);
    }

    @Test
    void usersThatAClientMakesUpToBeRefusedHideNobodyElse() {
        IntStream.range(0, 20_000).forEach(user -> touched.overBudget(new BudgetId(1, 0, "user:" + user, "ever")));
        touched.committed(charge(1, ALICE));
        assertThat(touched.missed()).isFalse();
        Watched account = touched.take(1).getFirst();
        assertThat(account.refused()).hasSize(1_000);
        assertThat(account.open()).containsExactly(ALICE);
    }

    @Test
    void whereNobodyAsksNothingIsNoted() {
        Touched nobody = Touched.when(false);
        nobody.committed(charge(1, ALICE));
        nobody.mayHaveMissed();
        assertThat(nobody.take(9)).isEmpty();
        assertThat(nobody.missed()).isFalse();
    }
}
