package org.modelgate.billing.store;

import java.time.InstantSource;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** UUIDv7, rising within one instance. Confined to one thread. */
public final class TimeOrderedIds implements Supplier<UUID> {
    private static final int COUNTER_MAX = 0xfff;

    private final InstantSource clock;
    private final RandomGenerator random;
    private long millis;
    private int counter;

    public TimeOrderedIds(InstantSource clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    @Override
    public UUID get() {
        long now = clock.millis();
        if (now > millis) {
            millis = now;
            counter = 0;
        } else if (++counter > COUNTER_MAX) {
            millis++;
            counter = 0;
        }
        return new UUID(
                (millis << 16) | 0x7000 | counter, (random.nextLong() & 0x3fffffffffffffffL) | 0x8000000000000000L);
    }
}
