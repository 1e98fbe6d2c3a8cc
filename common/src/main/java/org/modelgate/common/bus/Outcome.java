package org.modelgate.common.bus;

import java.util.function.Consumer;
import org.modelgate.common.error.GatewayError;

/**
 * What to do when it is known how an offer went.
 *
 * @param granted the receiver keeps room, the bytes are on their way
 * @param failed it won't arrive; may come after {@code granted}
 */
record Outcome(Runnable granted, Consumer<GatewayError> failed) {}
