package org.modelgate.common.bus.messages.admin;

import org.modelgate.common.bus.Request;

/** edge to billing: one account; {@code not_found} if there is none. */
public record ReadAccount(String id) implements Request<AccountInfo> {}
