package org.modelgate.common.bus.messages.admin;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.bus.BusMessage;

/** @param next what to ask with for the keys after these; null: there are none */
public record KeyPage(List<KeyInfo> keys, @Nullable String next) implements BusMessage {}
