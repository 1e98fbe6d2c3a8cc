package org.modelgate.common.bus.messages.admin;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.bus.BusMessage;

/** @param next what to ask with for the events before these; null: there are none */
public record WebhookPage(
        List<WebhookInfo> events, @Nullable String next) implements BusMessage {}
