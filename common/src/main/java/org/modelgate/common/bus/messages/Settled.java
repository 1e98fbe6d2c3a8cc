package org.modelgate.common.bus.messages;

import org.modelgate.common.bus.BusMessage;

/**
 * The call is settled, durably.
 *
 * @param chargedNano what was charged, in nano-USD
 * @param tokensCharged input and output tokens that were charged
 */
public record Settled(long chargedNano, long tokensCharged) implements BusMessage {}
