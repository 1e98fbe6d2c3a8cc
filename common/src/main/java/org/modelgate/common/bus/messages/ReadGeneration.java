package org.modelgate.common.bus.messages;

import java.util.UUID;
import org.modelgate.common.bus.Request;

/** edge to billing: the metered record of one call of this account; {@code not_found} if it has none. */
public record ReadGeneration(String account, UUID callId) implements Request<Generation> {}
