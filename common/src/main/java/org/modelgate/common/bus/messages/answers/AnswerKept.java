package org.modelgate.common.bus.messages.answers;

import org.modelgate.common.bus.BusMessage;

/** It is durable. */
public record AnswerKept() implements BusMessage {}
