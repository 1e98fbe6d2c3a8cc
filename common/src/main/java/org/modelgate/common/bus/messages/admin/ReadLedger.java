package org.modelgate.common.bus.messages.admin;

import org.jspecify.annotations.Nullable;
import org.modelgate.common.bus.Request;

/** edge to billing: what moved an account's balance, newest first, from the entry after {@code after}. */
public record ReadLedger(String account, @Nullable String after, int limit) implements Request<LedgerPage> {}
