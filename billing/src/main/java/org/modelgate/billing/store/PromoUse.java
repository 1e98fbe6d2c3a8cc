package org.modelgate.billing.store;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How much of payments that expire was used. A charge is paid from those that had come and had not ended, the one that expires first
 * before the others, each nano-USD from one of them; what is refunded of a charge is as if it had never been charged. Pure.
 */
final class PromoUse {
    private PromoUse() {}

    /**
     * A payment.
     *
     * @param come what the account had been charged when it came
     * @param ended what it had been charged when it was over, or {@link Long#MAX_VALUE}
     */
    record Promo(
            String reference,
            long nano,
            long comeMillis,
            long come,
            long expiresMillis,
            long endedMillis,
            long ended) {}

    /** A part of a charge that was given back, and when it had been charged. */
    record Refund(long chargedMillis, long nano) {}

    /** What the account had been charged at a time. */
    record Point(long millis, long charged) {}

    /** Nano-USD used of each, by reference. */
    static Map<String, Long> of(List<Promo> promos, List<Refund> refunds, Point now) {
        List<Promo> byExpiry = new ArrayList<>(promos);
        byExpiry.sort(Comparator.comparingLong(Promo::expiresMillis).thenComparing(Promo::reference));
        List<Point> points = points(promos, now);
        Map<String, Long> used = new HashMap<>();
        for (int i = 1; i < points.size(); i++) {
            Point from = points.get(i - 1);
            Point to = points.get(i);
            boolean last = i == points.size() - 1;
            long charged = to.charged - from.charged;
            for (Refund refund : refunds) {
                if (refund.chargedMillis >= from.millis && (last || refund.chargedMillis < to.millis)) {
                    charged -= refund.nano;
                }
            }
            for (Promo promo : byExpiry) {
                if (charged > 0 && promo.come <= from.charged && promo.ended >= to.charged) {
                    long before = used.getOrDefault(promo.reference, 0L);
                    long paid = Math.min(charged, promo.nano - before);
                    used.put(promo.reference, before + paid);
                    charged -= paid;
                }
            }
        }
        return used;
    }

    /** Where one came or ended, in order. */
    private static List<Point> points(List<Promo> promos, Point now) {
        List<Point> points = new ArrayList<>();
        for (Promo promo : promos) {
            points.add(new Point(promo.comeMillis, promo.come));
            if (promo.ended < now.charged) {
                points.add(new Point(promo.endedMillis, promo.ended));
            }
        }
        points.add(now);
        points.sort(Comparator.comparingLong(Point::charged).thenComparingLong(Point::millis));
        return points;
    }
}
