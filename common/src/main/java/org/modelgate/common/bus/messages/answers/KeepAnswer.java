package org.modelgate.common.bus.messages.answers;

import java.util.Map;
import java.util.UUID;
import org.modelgate.common.bus.Request;

/**
 * edge to billing: the answer of a claimed call, its body is the payload. Answered when it is durable.
 *
 * @param tooLarge whether the answer is too large to be kept, and the payload empty
 */
public record KeepAnswer(
        String account, String key, UUID callId, int status, Map<String, String> headers, boolean tooLarge)
        implements Request<AnswerKept> {}
