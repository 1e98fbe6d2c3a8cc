package org.modelgate.common.bus.messages;

import org.modelgate.common.bus.Request;

/** edge to billing: the account's credit. */
public record ReadCredits(String account) implements Request<Credits> {}
