package org.modelgate.common.bus.messages.admin;

import java.util.UUID;
import org.modelgate.common.bus.BusMessage;

/**
 * @param nano of this refund
 * @param totalNano of all refunds of the call
 * @param repeated whether this reference had been refunded before, so that nothing happened now
 */
public record Refunded(UUID callId, String account, long nano, long totalNano, long chargedNano, boolean repeated)
        implements BusMessage {}
