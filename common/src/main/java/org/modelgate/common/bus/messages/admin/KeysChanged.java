package org.modelgate.common.bus.messages.admin;

import java.util.List;
import org.modelgate.common.bus.BusMessage;

/** billing to all edges and billing nodes: what they remember of these keys may be wrong. */
public record KeysChanged(List<String> keyIds) implements BusMessage {}
