package org.modelgate.common.bus.messages.admin;

import org.jspecify.annotations.Nullable;
import org.modelgate.common.bus.BusMessage;

/**
 * One account.
 *
 * @param plan name of its plan, or null
 * @param balanceNano what was paid in less what was spent; negative if the account owes
 * @param reservedNano the part that running calls hold
 * @param overdraftNano how far below zero the balance may go
 */
public record AccountInfo(
        String id,
        @Nullable String plan,
        long balanceNano,
        long reservedNano,
        long spentNano,
        long createdMillis,
        long overdraftNano)
        implements BusMessage {
    /** Without overdraft. */
    public AccountInfo(
            String id, @Nullable String plan, long balanceNano, long reservedNano, long spentNano, long createdMillis) {
        this(id, plan, balanceNano, reservedNano, spentNano, createdMillis, 0);
    }
}
