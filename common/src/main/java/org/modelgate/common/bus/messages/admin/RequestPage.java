package org.modelgate.common.bus.messages.admin;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.bus.BusMessage;
import org.modelgate.common.bus.messages.Generation;

/** @param next the call to ask with for those before these; null: there are none */
public record RequestPage(List<Row> requests, @Nullable UUID next) implements BusMessage {
    /**
     * @param refundedNano what was given back of the charge
     * @param call without its attempts
     */
    public record Row(String account, String keyId, long refundedNano, Generation call) {}
}
