package org.modelgate.common.bus.messages;

import java.util.Map;
import org.modelgate.common.bus.BusMessage;

/** @param limits rate-limit figures by the keys of {@code LimitKind}; absent where no limit applies */
public record LimitFigures(Map<String, Long> limits) implements BusMessage {}
