package org.modelgate.common.bus.messages.admin;

import org.jspecify.annotations.Nullable;
import org.modelgate.common.bus.BusMessage;

/**
 * One account.
 *
 * @param plan name of its plan, or null
 * @param balanceNano what was paid in less what was spent
 * @param reservedNano the part that running calls hold
 */
public record AccountInfo(
        String id, @Nullable String plan, long balanceNano, long reservedNano, long spentNano, long createdMillis)
        implements BusMessage {}
