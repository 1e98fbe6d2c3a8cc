package org.modelgate.common.bus.messages.admin;

import org.jspecify.annotations.Nullable;
import org.modelgate.common.bus.Request;

/** edge to billing: a new account; 409 if there is one of this id. The plan must be configured. */
public record CreateAccount(
        String actor, String id, long creditsNano, @Nullable String plan) implements Request<AccountInfo> {}
