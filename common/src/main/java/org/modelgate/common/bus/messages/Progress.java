package org.modelgate.common.bus.messages;

import java.util.UUID;
import org.modelgate.common.bus.BusMessage;
import org.modelgate.common.inference.Usage;

/** router to billing, each 5 s or 2,000 tokens of a stream: what was used so far, and of which model, for recovery after a crash. */
public record Progress(UUID callId, String account, Usage usage, String model) implements BusMessage {}
