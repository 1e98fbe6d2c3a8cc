package org.modelgate.common.bus.messages;

import org.modelgate.common.bus.BusMessage;

/** billing to billing: a call lacks credit of this account that others hold; what no call needs is to be given back. */
public record Recall(String account) implements BusMessage {}
