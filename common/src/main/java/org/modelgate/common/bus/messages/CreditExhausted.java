package org.modelgate.common.bus.messages;

import java.util.UUID;
import org.modelgate.common.bus.BusMessage;

/**
 * billing to router: a running call has used what was reserved for it and its account has no more. The router ends the answer in
 * order, as if it had reached its cap of output tokens, and settles.
 */
public record CreditExhausted(UUID callId) implements BusMessage {}
