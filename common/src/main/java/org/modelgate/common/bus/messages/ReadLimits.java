package org.modelgate.common.bus.messages;

import org.modelgate.common.bus.Request;

/**
 * edge to billing: the caller's rate-limit figures, for an answer that has none of its own. Takes nothing.
 *
 * @param ofCounts whether those for counts of tokens are wanted
 */
public record ReadLimits(Principal principal, boolean ofCounts) implements Request<LimitFigures> {}
