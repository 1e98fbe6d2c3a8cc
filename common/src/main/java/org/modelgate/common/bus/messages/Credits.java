package org.modelgate.common.bus.messages;

import org.modelgate.common.bus.BusMessage;

/** All in nano-USD. {@code balance} is what was funded less what was spent; {@code reserved} is the part held by running calls. */
public record Credits(long balanceNano, long reservedNano, long spentNano) implements BusMessage {}
