package org.modelgate.common.bus.messages.admin;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.bus.BusMessage;

/** @param next what to ask with for the entries before these; null: there are none */
public record LedgerPage(List<Entry> entries, @Nullable String next) implements BusMessage {
    /**
     * @param kind {@code credit, refund, expiry} or {@code charge}, which may be of several calls that were settled together
     * @param nano what the balance rose by; negative for charges
     * @param reference the operator's, or the request id of the first call of a charge
     */
    public record Entry(String id, String kind, long nano, String reference, String actor, long atMillis) {}
}
