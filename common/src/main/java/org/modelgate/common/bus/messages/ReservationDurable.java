package org.modelgate.common.bus.messages;

import java.util.UUID;
import org.modelgate.common.bus.BusMessage;

/** billing to router: the call's reservation is on disk, content may pass. */
public record ReservationDurable(UUID callId) implements BusMessage {}
