package org.modelgate.common.bus.messages;

import java.util.List;
import org.modelgate.common.bus.BusMessage;

/**
 * @param estimate whether the gateway counted itself, because the provider can't or didn't
 * @param provider configured name of the provider that would answer
 * @param model its name of the model
 * @param warnings what the target can't take, {@code field;reason}
 */
public record TokensCounted(long inputTokens, boolean estimate, String provider, String model, List<String> warnings)
        implements BusMessage {}
