package org.modelgate.billing.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.modelgate.billing.store.PromoUse.Point;
import org.modelgate.billing.store.PromoUse.Promo;
import org.modelgate.billing.store.PromoUse.Refund;

class PromoUseTest {
    private static Promo live(String reference, long nano, long millis, long come, long expires) {
        return new Promo(reference, nano, millis, come, expires, 0, Long.MAX_VALUE);
    }

    @Test
    void aChargeIsPaidByWhatExpiresFirstAndByNothingTwice() {
        List<Promo> promos = List.of(live("late", 10, 1, 0, 200), live("soon", 10, 1, 0, 100));
        assertThat(PromoUse.of(promos, List.of(), new Point(50, 4))).isEqualTo(Map.of("soon", 4L));
        assertThat(PromoUse.of(promos, List.of(), new Point(50, 14))).isEqualTo(Map.of("soon", 10L, "late", 4L));
        assertThat(PromoUse.of(promos, List.of(), new Point(50, 40))).isEqualTo(Map.of("soon", 10L, "late", 10L));
    }

    @Test
    void whatWasChargedBeforeItCameIsNotPaidByIt() {
        List<Promo> promos = List.of(live("first", 10, 1, 0, 900), live("second", 10, 20, 6, 100));
        assertThat(PromoUse.of(promos, List.of(), new Point(50, 9))).isEqualTo(Map.of("first", 6L, "second", 3L));
    }

    @Test
    void oneThatHasEndedPaysNoMore() {
        List<Promo> promos = List.of(new Promo("over", 10, 1, 0, 30, 30, 4), live("still", 10, 1, 0, 100));
        assertThat(PromoUse.of(promos, List.of(), new Point(50, 9))).isEqualTo(Map.of("over", 4L, "still", 5L));
    }

    @Test
    void whatIsRefundedIsUnspentAgainButNotWhatWasChargedBefore() {
        List<Promo> promos = List.of(live("p", 10, 10, 8, 100));
        assertThat(PromoUse.of(promos, List.of(new Refund(20, 3)), new Point(50, 15)))
                .isEqualTo(Map.of("p", 4L));
        assertThat(PromoUse.of(promos, List.of(new Refund(5, 8)), new Point(50, 15)))
                .isEqualTo(Map.of("p", 7L));
    }

    @Property
    @Label("together they pay each charge at most once, and none pays more than it has")
    void nothingIsPaidTwice(
            @ForAll @Size(max = 6) List<@IntRange(max = 40) Integer> amounts,
            @ForAll @Size(8) List<@IntRange(max = 30) Integer> charges) {
        List<Promo> promos = new ArrayList<>();
        long charged = 0;
        for (int i = 0; i < amounts.size(); i++) {
            charged += charges.get(i);
            promos.add(live("p" + i, amounts.get(i) + 1, i, charged, 1_000 - 100L * amounts.get(i) + i));
        }
        long after = charged + charges.get(6) + charges.get(7);
        Map<String, Long> used = PromoUse.of(promos, List.of(), new Point(99, after));
        long since = promos.isEmpty() ? 0 : after - promos.getFirst().come();
        assertThat(used.values().stream().mapToLong(Long::longValue).sum()).isLessThanOrEqualTo(since);
        promos.forEach(
                promo -> assertThat(used.getOrDefault(promo.reference(), 0L)).isLessThanOrEqualTo(promo.nano()));
    }
}
