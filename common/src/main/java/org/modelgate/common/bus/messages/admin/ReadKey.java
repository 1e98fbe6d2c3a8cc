package org.modelgate.common.bus.messages.admin;

import org.modelgate.common.bus.Request;

/** edge to billing: one key; {@code not_found} if there is none. */
public record ReadKey(String id) implements Request<KeyInfo> {}
