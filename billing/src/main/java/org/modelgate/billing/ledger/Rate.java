package org.modelgate.billing.ledger;

/** Moving average of what is spent in ten seconds, in whole nano-USD. */
final class Rate {
    private static final long WINDOW_MILLIS = 10_000;
    private static final int KEPT_WINDOWS_MAX = 16;

    private long window;
    private long current;
    private long average;

    void add(long nano, long nowMillis) {
        roll(nowMillis);
        current += nano;
    }

    long perWindow(long nowMillis) {
        roll(nowMillis);
        return Math.max(average, current);
    }

    private void roll(long nowMillis) {
        long now = Math.floorDiv(nowMillis, WINDOW_MILLIS);
        if (now == window) {
            return;
        }
        average = (3 * average + current) / 4;
        for (long passed = Math.min(now - window - 1, KEPT_WINDOWS_MAX); passed > 0; passed--) {
            average = 3 * average / 4;
        }
        window = now;
        current = 0;
    }
}
