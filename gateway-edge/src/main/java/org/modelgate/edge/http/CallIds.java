package org.modelgate.edge.http;

import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** Makes call ids: UUIDv7, so that rows of one time stand together in an index, and their form for clients. */
public final class CallIds {
    private static final String PREFIX = "req_";
    private static final int HEX_DIGITS = 32;
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.ISO_8859_1);
    private static final long VERSION_7 = 0x7000L;
    private static final long VARIANT = 0x8000_0000_0000_0000L;

    private final InstantSource clock;
    private final RandomGenerator random;

    public CallIds(InstantSource clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    public UUID next() {
        long high = (clock.millis() << 16) | VERSION_7 | (random.nextLong() >>> 52);
        return new UUID(high, VARIANT | (random.nextLong() >>> 2));
    }

    /** {@code req_} and 32 hex digits. */
    public static String requestId(UUID callId) {
        byte[] text = new byte[PREFIX.length() + HEX_DIGITS];
        text[0] = 'r';
        text[1] = 'e';
        text[2] = 'q';
        text[3] = '_';
        hex(callId.getMostSignificantBits(), text, PREFIX.length());
        hex(callId.getLeastSignificantBits(), text, PREFIX.length() + 16);
        return new String(text, StandardCharsets.ISO_8859_1);
    }

    private static void hex(long bits, byte[] text, int at) {
        for (int i = 0; i < 16; i++) {
            text[at + i] = HEX[(int) (bits >>> (60 - 4 * i)) & 15];
        }
    }

    /** Reads what {@link #requestId} wrote; empty if it's anything else. */
    public static Optional<UUID> parse(String requestId) {
        if (!requestId.startsWith(PREFIX) || requestId.length() != PREFIX.length() + HEX_DIGITS) {
            return Optional.empty();
        }
        for (int i = PREFIX.length(); i < requestId.length(); i++) {
            if (Character.digit(requestId.charAt(i), 16) < 0 || requestId.charAt(i) > 'f') {
                return Optional.empty();
            }
        }
        int middle = PREFIX.length() + 16;
        return Optional.of(new UUID(
                Long.parseUnsignedLong(requestId, PREFIX.length(), middle, 16),
                Long.parseUnsignedLong(requestId, middle, requestId.length(), 16)));
    }
}
