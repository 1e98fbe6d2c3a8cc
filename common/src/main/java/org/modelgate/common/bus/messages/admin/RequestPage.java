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
     * @param user as the caller named its end user, {@code session} as it named the conversation
     * @param call without its attempts
     */
    public record Row(
            String account,
            String keyId,
            long refundedNano,
            @Nullable String user,
            @Nullable String session,
            Generation call) {

        /** Of nobody in particular. */
        public Row(String account, String keyId, long refundedNano, Generation call) {
            this(account, keyId, refundedNano, null, null, call);
        }
    }
}
