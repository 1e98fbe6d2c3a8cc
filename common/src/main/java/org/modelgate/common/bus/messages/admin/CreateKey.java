package org.modelgate.common.bus.messages.admin;

import org.jspecify.annotations.Nullable;
import org.modelgate.common.bus.Request;

/**
 * edge to billing: a new virtual key, which the edge made and shows once.
 *
 * @param digest lower-case hex SHA-256 of the key: the key itself never crosses the bus
 * @param expiresMillis null: never
 */
public record CreateKey(
        String actor,
        String account,
        String name,
        String digest,
        String last4,
        boolean enabled,
        @Nullable Long expiresMillis,
        KeyLimits limits)
        implements Request<KeyInfo> {}
