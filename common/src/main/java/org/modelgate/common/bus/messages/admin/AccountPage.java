package org.modelgate.common.bus.messages.admin;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.bus.BusMessage;

/** @param next what to ask with for the accounts after these; null: there are none */
public record AccountPage(
        List<AccountInfo> accounts, @Nullable String next) implements BusMessage {}
