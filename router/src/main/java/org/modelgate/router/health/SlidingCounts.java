package org.modelgate.router.health;

import java.time.Duration;
import java.util.Arrays;

/** Counts of a few kinds over the newest stretch of time, kept in ten parts of it that fall out one by one. */
final class SlidingCounts {
    private static final int PARTS = 10;

    private final int kinds;
    private final long partNanos;
    private final int[] parts;
    private final int[] sums;
    private long newest = Long.MIN_VALUE;

    SlidingCounts(int kinds, Duration window) {
        this.kinds = kinds;
        this.partNanos = Math.max(1, window.toNanos() / PARTS);
        this.parts = new int[kinds * PARTS];
        this.sums = new int[kinds];
    }

    void add(int kind, long nowNanos) {
        advance(nowNanos);
        parts[Math.floorMod(newest, PARTS) * kinds + kind]++;
        sums[kind]++;
    }

    int sum(int kind, long nowNanos) {
        advance(nowNanos);
        return sums[kind];
    }

    void clear() {
        Arrays.fill(parts, 0);
        Arrays.fill(sums, 0);
    }

    private void advance(long nowNanos) {
        long part = Math.floorDiv(nowNanos, partNanos);
        if (newest == Long.MIN_VALUE) {
            newest = part;
        }
        if (part - newest >= PARTS) {
            clear();
            newest = part;
        }
        while (newest < part) {
            newest++;
            int at = Math.floorMod(newest, PARTS) * kinds;
            for (int kind = 0; kind < kinds; kind++) {
                sums[kind] -= parts[at + kind];
                parts[at + kind] = 0;
            }
        }
    }
}
