package org.modelgate.common.bus.messages.admin;

import org.jspecify.annotations.Nullable;
import org.modelgate.common.bus.Request;

/** edge to billing: gives an account another plan, or none. */
public record ChangeAccount(
        String actor, String id, @Nullable String plan) implements Request<AccountInfo> {}
