package org.modelgate.common.bus.messages;

import java.util.Map;
import org.modelgate.common.bus.BusMessage;

/**
 * @param maxOutputTokens cap of output tokens that credit was reserved for; sent to the provider, but where the client gave no
 *     cap never more than the attempt's model can put out
 * @param reservedNano reserved credit in nano-USD
 * @param limits rate-limit figures for response headers, by the keys of {@code LimitKind}; absent where no limit applies
 */
public record Admitted(long maxOutputTokens, long reservedNano, Map<String, Long> limits) implements BusMessage {}
