package org.modelgate.edge.auth;

import io.netty.util.NetUtil;
import java.util.Arrays;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Slows down whoever guesses: so many wrong tries at once from one origin, then one for each interval. Remembers the origins that
 * tried last, a fixed number of them. Confined to one event loop.
 */
public final class WrongTries {
    private static final int ORIGINS_MAX = 10_000;
    private static final int IPV6_BYTES = 16;
    /** A network of IPv6 is one origin: anybody has as many addresses in it as there are seconds in a lifetime. */
    private static final int IPV6_NETWORK_BYTES = 8;

    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Map<Origin, Long> paidUntil = new Newest<>(ORIGINS_MAX);
    private final long burstNanos;
    private final long intervalNanos;
    private final LongSupplier nanos;

    /**
     * Where tries come from.
     *
     * @param network an address, of IPv6 its network
     * @param prefix how the keys begin that are tried, or empty
     */
    public record Origin(String network, String prefix) {
        /** @param address as text; null counts as one origin */
        public static Origin of(@Nullable String address, String prefix) {
            byte[] bytes = address == null ? null : NetUtil.createByteArrayFromIpAddressString(address);
            if (bytes == null || bytes.length != IPV6_BYTES) {
                return new Origin(address == null ? "" : address, prefix);
            }
            return new Origin(Arrays.toString(Arrays.copyOf(bytes, IPV6_NETWORK_BYTES)), prefix);
        }
    }

    /**
     * @param burst wrong tries that are let pass at once
     * @param intervalMillis after which one more is
     * @param nanos monotonic time
     */
    public WrongTries(int burst, long intervalMillis, LongSupplier nanos) {
        this.intervalNanos = intervalMillis * NANOS_PER_MILLI;
        this.burstNanos = (burst - 1) * intervalNanos;
        this.nanos = nanos;
    }

    /** How long this origin must wait before it may try again; 0 if it may now. */
    public long waitMillis(Origin origin) {
        Long until = paidUntil.get(origin);
        long wait = until == null ? 0 : until - nanos.getAsLong() - burstNanos;
        return wait <= 0 ? 0 : Math.ceilDiv(wait, NANOS_PER_MILLI);
    }

    public void failed(Origin origin) {
        long now = nanos.getAsLong();
        Long until = paidUntil.get(origin);
        paidUntil.put(origin, (until == null || until - now < 0 ? now : until) + intervalNanos);
    }
}
