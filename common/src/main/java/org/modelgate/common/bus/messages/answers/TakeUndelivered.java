package org.modelgate.common.bus.messages.answers;

import org.modelgate.common.bus.Request;

/**
 * edge to edge: whether the answer of a call whose client went away is there. One that is there is given away.
 *
 * @param fingerprint of whose request it is, to which endpoint, and of its body
 */
public record TakeUndelivered(String fingerprint) implements Request<UndeliveredAnswer> {}
