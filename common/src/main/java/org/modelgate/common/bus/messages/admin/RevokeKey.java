package org.modelgate.common.bus.messages.admin;

import org.modelgate.common.bus.Request;

/** edge to billing: nobody may use this key any more, ever. */
public record RevokeKey(String actor, String id) implements Request<KeyInfo> {}
