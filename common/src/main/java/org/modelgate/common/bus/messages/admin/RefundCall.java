package org.modelgate.common.bus.messages.admin;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.bus.Request;

/**
 * edge to billing: gives back what a call was charged, or a part of it, never more. One reference refunds a call once.
 *
 * @param nano null: all that is left of the charge
 */
public record RefundCall(
        String actor, UUID callId, @Nullable Long nano, String reference, String reason) implements Request<Refunded> {}
