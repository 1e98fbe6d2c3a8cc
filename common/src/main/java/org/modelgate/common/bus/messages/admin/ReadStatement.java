package org.modelgate.common.bus.messages.admin;

import org.modelgate.common.bus.Request;

/** edge to billing: what an account was paid in and charged in {@code [fromMillis, toMillis)}. */
public record ReadStatement(String account, long fromMillis, long toMillis) implements Request<Statement> {}
