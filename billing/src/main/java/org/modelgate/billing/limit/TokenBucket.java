package org.modelgate.billing.limit;

/**
 * A bucket that holds one minute's allowance and refills evenly. Integer arithmetic only: the level is counted in units of
 * which a token has 60,000, so that a bucket of n tokens a minute gains exactly n units each millisecond. What a call turns out
 * to have used may leave it in debt, at most one minute's worth. Confined to one thread.
 */
public final class TokenBucket {
    private static final long UNITS = 60_000;

    /** The largest allowance that can't overflow. */
    public static final long PER_MINUTE_MAX = Long.MAX_VALUE / UNITS / 4;

    private final long perMinute;
    private final long full;
    private long level;
    private long atMillis;

    /** @param perMinute the allowance, from 1 to {@link #PER_MINUTE_MAX} */
    public TokenBucket(long perMinute, long nowMillis) {
        if (perMinute < 1 || perMinute > PER_MINUTE_MAX) {
            throw new IllegalArgumentException("an allowance of " + perMinute + " a minute");
        }
        this.perMinute = perMinute;
        this.full = perMinute * UNITS;
        this.level = full;
        this.atMillis = nowMillis;
    }

    public long perMinute() {
        return perMinute;
    }

    /** Whole tokens left, never below zero. */
    public long remaining(long nowMillis) {
        refill(nowMillis);
        return Math.max(0, level / UNITS);
    }

    /** Milliseconds until {@code tokens} can be taken, 0 if now. More than the bucket holds waits for a full bucket. */
    public long waitMillis(long tokens, long nowMillis) {
        refill(nowMillis);
        long missing = Math.min(tokens, perMinute) * UNITS - level;
        return missing <= 0 ? 0 : Math.ceilDiv(missing, perMinute);
    }

    /** Milliseconds until the bucket is full. */
    public long resetMillis(long nowMillis) {
        return waitMillis(perMinute, nowMillis);
    }

    /** Takes {@code tokens}, at most all the bucket can hold; {@link #waitMillis} said 0 before. Returns what was taken. */
    public long take(long tokens, long nowMillis) {
        refill(nowMillis);
        long taken = Math.min(tokens, perMinute);
        level -= taken * UNITS;
        return taken;
    }

    /** Replaces what was taken by what was used. */
    public void correct(long taken, long used, long nowMillis) {
        refill(nowMillis);
        long debtMax = -full;
        long change = taken - Math.min(used, taken + 2 * perMinute);
        level = Math.clamp(level + change * UNITS, debtMax, full);
    }

    /** Somebody else took that much of the same allowance; leaves it in debt, if need be. */
    public void charge(long tokens, long nowMillis) {
        correct(0, tokens, nowMillis);
    }

    /** The same with another allowance: what is taken stays taken. */
    public TokenBucket resized(long otherPerMinute, long nowMillis) {
        refill(nowMillis);
        TokenBucket other = new TokenBucket(otherPerMinute, nowMillis);
        other.level = Math.max(-other.full, other.full - (full - level));
        return other;
    }

    private void refill(long nowMillis) {
        long elapsed = nowMillis - atMillis;
        if (elapsed <= 0) {
            return;
        }
        atMillis = nowMillis;
        level = elapsed >= 2 * UNITS ? full : Math.min(full, level + elapsed * perMinute);
    }
}
