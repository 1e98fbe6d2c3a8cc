package org.modelgate.common.bus.messages;

import java.util.List;
import java.util.Map;
import org.modelgate.common.bus.BusMessage;
import org.modelgate.common.stream.StreamRef;

/**
 * @param source where the provider's answer goes: a head with the status and headers for the client, then the provider's bytes
 *     up to (not with) its first terminal event, then the rest and an end whose trailer is the JSON of {@code gateway_usage}
 * @param headers extra request headers that the target dialect asks for, by lower-case name
 * @param warnings what the target can't take, {@code field;reason}
 */
public record TranslationOpened(StreamRef source, Map<String, String> headers, List<String> warnings)
        implements BusMessage {}
