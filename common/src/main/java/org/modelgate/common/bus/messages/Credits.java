package org.modelgate.common.bus.messages;

import org.modelgate.common.bus.BusMessage;

/**
 * All in nano-USD.
 *
 * @param balanceNano what was funded less what was spent; negative if the account owes
 * @param reservedNano the part held by running calls
 * @param overdraftNano how far below zero the balance may go
 */
public record Credits(long balanceNano, long reservedNano, long spentNano, long overdraftNano) implements BusMessage {
    /** Without overdraft. */
    public Credits(long balanceNano, long reservedNano, long spentNano) {
        this(balanceNano, reservedNano, spentNano, 0);
    }
}
