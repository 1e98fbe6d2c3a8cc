package org.modelgate.common.bus.messages.admin;

import org.jspecify.annotations.Nullable;
import org.modelgate.common.bus.Request;

/** edge to billing: accounts by id, from the one after {@code after}. */
public record ListAccounts(@Nullable String after, int limit) implements Request<AccountPage> {}
