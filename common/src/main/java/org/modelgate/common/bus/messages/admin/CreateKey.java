package org.modelgate.common.bus.messages.admin;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.bus.Request;

/**
 * edge to billing: a new virtual key, which the edge made and shows once.
 *
 * @param digest lower-case hex SHA-256 of the key: the key itself never crosses the bus
 * @param expiresMillis null: never
 * @param regions the only ones in which its calls may be computed; none: any
 */
public record CreateKey(
        String actor,
        String account,
        String name,
        String digest,
        String last4,
        boolean enabled,
        @Nullable Long expiresMillis,
        KeyLimits limits,
        List<String> regions)
        implements Request<KeyInfo> {

    /** An older node sends no regions. */
    public CreateKey {
        regions = List.copyOf(Objects.requireNonNullElse(regions, List.of()));
    }
}
