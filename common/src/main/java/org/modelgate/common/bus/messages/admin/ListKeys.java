package org.modelgate.common.bus.messages.admin;

import org.jspecify.annotations.Nullable;
import org.modelgate.common.bus.Request;

/** edge to billing: keys by their number, from the one after {@code after}; of all accounts if {@code account} is null. */
public record ListKeys(@Nullable String account, @Nullable String after, int limit) implements Request<KeyPage> {}
