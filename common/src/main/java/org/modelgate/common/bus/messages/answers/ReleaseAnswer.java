package org.modelgate.common.bus.messages.answers;

import java.util.UUID;
import org.modelgate.common.bus.Request;

/** edge to billing: a claimed call has failed. If it was not charged, its key is free again. */
public record ReleaseAnswer(String account, String key, UUID callId) implements Request<AnswerKept> {}
