package org.modelgate.common.bus.messages;

import org.modelgate.common.bus.BusMessage;

/** @param cacheMillis how long the edge may rely on it without asking again */
public record Authenticated(Principal principal, long cacheMillis) implements BusMessage {}
