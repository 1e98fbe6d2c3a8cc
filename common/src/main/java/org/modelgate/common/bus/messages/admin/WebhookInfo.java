package org.modelgate.common.bus.messages.admin;

import org.jspecify.annotations.Nullable;
import org.modelgate.common.bus.BusMessage;

/**
 * One event for the operator's endpoint.
 *
 * @param payload JSON, as it is sent
 * @param state {@code pending, delivered} or {@code dead}
 * @param status of the endpoint's last answer, 0 if there was none
 * @param problem of the last try, if it failed
 * @param nextMillis when it is tried next, by the database's clock; null if never
 */
public record WebhookInfo(
        String id,
        String type,
        String account,
        String payload,
        long atMillis,
        String state,
        int attempts,
        int status,
        @Nullable String problem,
        @Nullable Long nextMillis)
        implements BusMessage {}
