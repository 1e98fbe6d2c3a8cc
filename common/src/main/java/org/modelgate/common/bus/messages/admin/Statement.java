package org.modelgate.common.bus.messages.admin;

import java.util.List;
import org.modelgate.common.bus.BusMessage;

/**
 * The books of an account over a time: what it held before, what moved, what it held after. Amounts of charges are positive.
 *
 * @param models charges by model, dearest first; they add up to {@code chargedNano}
 */
public record Statement(
        String account,
        long fromMillis,
        long toMillis,
        long openingNano,
        long creditedNano,
        long refundedNano,
        long expiredNano,
        long chargedNano,
        long closingNano,
        List<Line> models)
        implements BusMessage {
    public record Line(String model, long requests, long chargedNano) {}
}
