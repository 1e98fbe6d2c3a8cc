package org.modelgate.common.bus.messages;

import org.modelgate.common.bus.Request;

/**
 * edge to billing: who calls, where a verified token names an account? Fails with {@code forbidden} if there is no such account, or
 * tokens may not use it.
 */
public record AuthenticateAccount(String account) implements Request<Authenticated> {}
