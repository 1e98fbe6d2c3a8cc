package org.modelgate.common.bus.messages;

import java.util.List;
import java.util.Map;
import org.modelgate.common.bus.BusMessage;

/**
 * The provider's inference body is the payload.
 *
 * @param headers extra request headers that the target dialect asks for, by lower-case name
 * @param warnings what the target can't take, {@code field;reason}
 */
public record CountTranslated(Map<String, String> headers, List<String> warnings) implements BusMessage {}
