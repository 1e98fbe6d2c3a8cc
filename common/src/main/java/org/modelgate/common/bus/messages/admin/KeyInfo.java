package org.modelgate.common.bus.messages.admin;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.bus.BusMessage;

/**
 * One virtual key, without the key.
 *
 * @param last4 its last characters
 * @param source {@code config} or {@code admin}
 * @param expiresMillis null: never
 * @param revokedMillis null if it isn't revoked
 * @param spentNano what was charged for its calls
 * @param regions the only ones in which its calls may be computed, besides what the configuration says of it; none: any
 */
public record KeyInfo(
        String id,
        String account,
        String name,
        String last4,
        String source,
        boolean enabled,
        @Nullable Long expiresMillis,
        @Nullable Long revokedMillis,
        KeyLimits limits,
        long spentNano,
        long createdMillis,
        List<String> regions)
        implements BusMessage {

    /** An older node sends no regions. */
    public KeyInfo {
        regions = List.copyOf(Objects.requireNonNullElse(regions, List.of()));
    }
}
